import type { Authorizer } from "./authorize.ts";
import { type EscalationRule, escalationRules, type Wanted } from "./escalation-rules.ts";
import { apiGroupMatches, resourceMatches } from "./rule-allows.ts";
import type { Binding, PolicyRule } from "./types.ts";

/**
 * What a binding gives, from most to least: everything or a way to it, a way to more than it says, changes, reading,
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

/** What a binding gives, and the worst of it in a few words, if it leads to more. */
export function worthOf(
  authorizer: Authorizer,
  { kind, namespace, roleRef }: Binding,
): { readonly worth: Worth; readonly title?: string } {
  const rules = authorizer
    .roleRules(roleRef.kind, namespace, roleRef.name)
    ?.map(({ rule }) => rule);
  if (rules === undefined) return { worth: "unknown" };
  const inCluster = kind === "ClusterRoleBinding";
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
  return wanted.some(({ group, resource, verbs }) => {
    const [name = "", subresource = ""] = resource.split("/");
    return (
      apiGroupMatches(rule, group) &&
      resourceMatches(rule, name, subresource) &&
      (rule.verbs.includes("*") || verbs.some((verb) => rule.verbs.includes(verb)))
    );
  });
}

function leads(rules: readonly PolicyRule[], { any, all = [] }: EscalationRule): boolean {
  return [any, ...all.map((each) => [each])].every((wanted) =>
    rules.some((rule) => givesAny(rule, wanted)),
  );
}

const reading = new Set(["get", "list", "watch"]);

/** Questions about the one who asks, which change nothing. */
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
