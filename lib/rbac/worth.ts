import type { ResolvedRule } from "./aggregate.ts";
import type { Authorizer } from "./authorize.ts";
import { type EscalationRule, escalationRules, type Wanted } from "./escalation-rules.ts";
import { apiGroupMatches, resourceMatches } from "./rule-allows.ts";
import type { Binding, PolicyRule } from "./types.ts";

/**
 * What a binding grants, from most to least: everything or a way to it, a way to more than its rules, changes, reading,
 * only what describes the API and the user itself, nothing. "unknown" if its role was not supplied.
 */
export type Worth =
  | "everything"
  | "more"
  | "changes"
  | "reads"
  | "discovers"
  | "nothing"
  | "unknown";

/** What a binding grants, and the worst further permission in a few words, if it leads to one. */
export interface Given {
  readonly worth: Worth;
  readonly title?: string;
}

/** Makes a function that rates a binding. Each role is rated once for each kind of binding. */
export function createWorthOf(authorizer: Authorizer): (binding: Binding) => Given {
  const ofCluster = new Map<readonly ResolvedRule[], Given>();
  const ofNamespace = new Map<readonly ResolvedRule[], Given>();
  return ({ kind, namespace, roleRef }) => {
    const resolved = authorizer.roleRules(roleRef.kind, namespace, roleRef.name);
    if (resolved === undefined) return { worth: "unknown" };
    const inCluster = kind === "ClusterRoleBinding";
    const known = inCluster ? ofCluster : ofNamespace;
    const given = known.get(resolved) ?? judge(resolved, inCluster);
    known.set(resolved, given);
    return given;
  };
}

function judge(resolved: readonly ResolvedRule[], inCluster: boolean): Given {
  const rules = resolved.map(({ rule }) => rule);
  const worst = escalationRules.find(
    (rule) => (inCluster || !rule.clusterOnly) && leads(rules, rule),
  );
  if (worst !== undefined && worst.severity !== "medium") {
    const everything = inCluster && worst.severity === "critical";
    return { worth: everything ? "everything" : "more", title: worst.title };
  }
  const title = worst === undefined ? {} : { title: worst.title };
  if (worst !== undefined || rules.some(changes)) return { worth: "changes", ...title };
  if (rules.some(reads)) return { worth: "reads" };
  return { worth: rules.length === 0 ? "nothing" : "discovers" };
}

/** Whether a rule gives one of the verbs on one of the resources. */
export function givesAny(rule: PolicyRule, wanted: readonly Wanted[]): boolean {
  return wanted.some((each) => gives(rule, each));
}

/** Whether a rule gives one of the verbs on the resource. */
export function gives(rule: PolicyRule, { group, resource, subresource, verbs }: Wanted): boolean {
  return (
    apiGroupMatches(rule, group) &&
    resourceMatches(rule, resource, subresource ?? "") &&
    (rule.verbs.includes("*") || verbs.some((verb) => rule.verbs.includes(verb)))
  );
}

function leads(rules: readonly PolicyRule[], { any, all }: EscalationRule): boolean {
  return (
    rules.some((rule) => givesAny(rule, any)) &&
    (all === undefined || all.every((wanted) => rules.some((rule) => gives(rule, wanted))))
  );
}

const reading = new Set(["get", "list", "watch"]);

/** Requests about the caller itself, which change nothing. */
const questions = new Set([
  "selfsubjectaccessreviews",
  "selfsubjectrulesreviews",
  "selfsubjectreviews",
]);

function changes({ verbs, resources }: PolicyRule): boolean {
  return (
    resources.some((resource) => !questions.has(resource)) &&
    verbs.some((verb) => !reading.has(verb))
  );
}

function reads({ verbs, resources }: PolicyRule): boolean {
  return resources.length > 0 && verbs.some((verb) => reading.has(verb));
}
