import type { AppliedBinding, AppliedRule } from "../rbac/authorize.ts";
import { locateObject } from "../rbac/manifest/locate.ts";
import type { Origin, PolicyRule, Role } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";

/** A rule that applies to a user, and the way it came: binding, role, and where it is written. */
export interface RuleView {
  readonly binding: ObjectName;
  /** The subject that matched. */
  readonly subject: { readonly kind: string; readonly name: string };
  /** What the binding refers to. */
  readonly role: { readonly kind: string; readonly name: string };
  /** The role that the rule is written in: another one if roles are aggregated. */
  readonly source: ObjectName;
  readonly rule: PolicyRule;
  /** Of the rule in the bindings document; absent for defaults and for opened files. */
  readonly place?: RulePlace;
}

/** A role or binding, and whose it is. */
export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly origin: Origin;
}

/** Where a rule is in the user's documents. */
export interface RulePlace {
  readonly span: Span;
  /** From 1. */
  readonly line: number;
}

/** A rule for the page. `text` is the bindings document. */
export function viewRule({ applied, role, rule, index }: AppliedRule, text: string): RuleView {
  const { binding, subject } = applied;
  const place = placeOfRule(role, index, text);
  return {
    binding: nameOf(binding),
    subject: { kind: subject.kind, name: subjectName(applied) },
    role: { kind: binding.roleRef.kind, name: binding.roleRef.name },
    source: nameOf(role),
    rule,
    ...(place ? { place } : {}),
  };
}

/** Where the rule of a role is in the bindings document; undefined if the role is from elsewhere. */
function placeOfRule(role: Role, index: number, text: string): RulePlace | undefined {
  const { span, line } = role.origin;
  const found = locateObject(role.origin, text)?.value(["rules", index]);
  if (span === undefined || found === undefined) return undefined;
  const lines = text.slice(span.start, found.start).split("\n").length - 1;
  return { span: found, line: (line ?? 1) + lines };
}

function nameOf({ kind, name, namespace, origin }: ObjectName): ObjectName {
  return { kind, name, namespace, origin };
}

function subjectName({ binding, subject }: AppliedBinding): string {
  if (subject.kind !== "ServiceAccount") return subject.name;
  return `${subject.namespace === "" ? binding.namespace : subject.namespace}/${subject.name}`;
}
