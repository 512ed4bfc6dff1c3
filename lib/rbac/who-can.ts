import type { ResolvedRule } from "./aggregate.ts";
import {
  type AppliedBinding,
  type Authorizer,
  describeBinding,
  type UnknownRole,
} from "./authorize.ts";
import { ruleAllows } from "./rule-allows.ts";
import type { AccessRequest, Subject } from "./types.ts";

/** A subject of the bindings that may do something. */
export interface WhoCan {
  readonly kind: string;
  readonly name: string;
  /** Of a service account; empty otherwise. */
  readonly namespace: string;
  /** Every binding that lets it, with the first rule that does. */
  readonly grants: readonly {
    readonly applied: AppliedBinding;
    readonly rule: ResolvedRule;
    /** `ClusterRoleBinding "b" of ClusterRole "view" to Group "dev"`. */
    readonly description: string;
  }[];
}

/** Everyone to whom a policy allows a request. */
export interface WhoCanAnswer {
  /** Groups, users, service accounts, each sorted by name. */
  readonly subjects: readonly WhoCan[];
  /** Roles of bindings in the request's scope that were not supplied: their subjects may be missing. */
  readonly unknownRoles: readonly UnknownRole[];
}

/**
 * Every subject of the bindings that may make the request. `system:masters` is among them only by its binding: a server
 * allows it in any case. With `anyNamespace` a request for all namespaces is also asked in each single one: then the
 * namespace of a grant's binding says where, "" being all of them.
 */
export function listWhoCan(
  authorizer: Authorizer,
  request: AccessRequest,
  anyNamespace = false,
): WhoCanAnswer {
  const namespace = request.kind === "resource" ? request.namespace : "";
  const everywhere = anyNamespace && request.kind === "resource" && namespace === "";
  const subjects = new Map<string, WhoCan & { grants: WhoCan["grants"][number][] }>();
  const unknown = new Map<string, UnknownRole>();
  /** Bindings share roles: each is asked once. */
  const allowing = new Map<readonly ResolvedRule[], ResolvedRule | undefined>();

  for (const binding of authorizer.policy.bindings) {
    if (binding.kind === "RoleBinding") {
      if (binding.namespace === "") continue;
      if (!everywhere && binding.namespace !== namespace) continue;
    }
    const { kind, name } = binding.roleRef;
    const rules = authorizer.roleRules(kind, binding.namespace, name);
    if (rules === undefined) {
      const home = kind === "Role" ? binding.namespace : "";
      if (kind === "ClusterRole" || home !== "")
        unknown.set(`${kind}/${home}/${name}`, { kind, namespace: home, name });
      continue;
    }
    if (!allowing.has(rules)) {
      allowing.set(
        rules,
        rules.find(({ rule }) => ruleAllows(request, rule)),
      );
    }
    const rule = allowing.get(rules);
    if (rule === undefined) continue;
    binding.subjects.forEach((subject, subjectIndex) => {
      const who = whoIs(subject, binding.namespace);
      if (who === undefined) return;
      const key = `${who.kind}/${who.namespace}/${who.name}`;
      const entry = subjects.get(key) ?? { ...who, grants: [] };
      subjects.set(key, entry);
      const applied = { binding, subject, subjectIndex, rules };
      entry.grants.push({ applied, rule, description: describeBinding(applied) });
    });
  }
  return {
    subjects: [...subjects.values()].sort(compareSubjects),
    unknownRoles: [...unknown.values()],
  };
}

function whoIs(subject: Subject, bindingNamespace: string) {
  const { kind, name } = subject;
  if (kind === "User" || kind === "Group") return { kind, name, namespace: "" };
  const namespace = subject.namespace === "" ? bindingNamespace : subject.namespace;
  // Of another kind, or a service account without a namespace: it matches no user.
  if (kind !== "ServiceAccount" || namespace === "") return undefined;
  return { kind, name, namespace };
}

const order = ["Group", "User", "ServiceAccount"];

function compareSubjects(a: WhoCan, b: WhoCan): number {
  const byKind = order.indexOf(a.kind) - order.indexOf(b.kind);
  if (byKind !== 0) return byKind;
  const x = `${a.namespace}/${a.name}`;
  const y = `${b.namespace}/${b.name}`;
  return x < y ? -1 : x > y ? 1 : 0;
}
