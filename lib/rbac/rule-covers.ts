import { apiGroupMatches, nonResourceURLMatches, verbMatches } from "./rule-allows.ts";
import type { PolicyRule } from "./types.ts";

// Follows k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go, by which the server finds out whether
// a user would give more than they have.

/** Rules with more combinations than this are compared as written: a role may name thousands of objects. */
const breakdownLimit = 20_000;

/**
 * What of the rules no single one of `owner` covers, combination by combination, written as few rules. Empty if the
 * owner may do everything that they allow.
 */
export function listUncovered(
  owner: readonly PolicyRule[],
  rules: readonly PolicyRule[],
): readonly PolicyRule[] {
  const same = new Set(owner.map(keyOf));
  const uncovered = rules
    .filter((rule) => !same.has(keyOf(rule)))
    .flatMap(breakdownRule)
    .filter((subrule) => !owner.some((rule) => ruleCovers(rule, subrule)));
  return joinRules(withoutCovered(uncovered));
}

/** Whether everything that `subrule` allows is allowed by `owner` alone. */
export function ruleCovers(owner: PolicyRule, subrule: PolicyRule): boolean {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = subrule;
  return (
    verbs.every((verb) => verbMatches(owner, verb)) &&
    apiGroups.every((group) => apiGroupMatches(owner, group)) &&
    resources.every((resource) => resourceCovers(owner, resource)) &&
    nonResourceURLs.every((url) => nonResourceURLMatches(owner, url)) &&
    (owner.resourceNames.length === 0 ||
      (resourceNames.length > 0 &&
        resourceNames.every((name) => owner.resourceNames.includes(name))))
  );
}

/** Whether there is something that both rules allow, on a resource. */
export function rulesMeet(a: PolicyRule, b: PolicyRule): boolean {
  const namesMeet =
    a.resourceNames.length === 0 ||
    b.resourceNames.length === 0 ||
    a.resourceNames.some((name) => b.resourceNames.includes(name));
  return (
    namesMeet &&
    a.verbs.some((verb) => verb === "*" || verbMatches(b, verb)) &&
    a.apiGroups.some((group) => group === "*" || apiGroupMatches(b, group)) &&
    (a.resources.some((resource) => resourceCovers(b, resource)) ||
      b.resources.some((resource) => resourceCovers(a, resource)))
  );
}

function resourceCovers(owner: PolicyRule, resource: string): boolean {
  if (owner.resources.includes("*") || owner.resources.includes(resource)) return true;
  const slash = resource.indexOf("/");
  return slash !== -1 && owner.resources.includes(`*${resource.slice(slash)}`);
}

/** A rule for each combination of verb with group, resource and name, and of verb with path. */
function breakdownRule(rule: PolicyRule): PolicyRule[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  const count =
    verbs.length * (apiGroups.length * resources.length * names.length + nonResourceURLs.length);
  if (count > breakdownLimit) return [rule];
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({
          ...nothing,
          ...onResource(verb, group, resource),
          resourceNames: name,
        })),
      ),
    ),
    ...nonResourceURLs.map((url) => ({ ...nothing, verbs: [verb], nonResourceURLs: [url] })),
  ]);
}

/** The wide ones first, and of the others those that none of them covers: with everything, nothing else counts. */
function withoutCovered(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const wide: PolicyRule[] = [];
  for (const rule of rules.filter(isWide)) {
    if (wide.some((other) => ruleCovers(other, rule))) continue;
    const still = wide.filter((other) => !ruleCovers(rule, other));
    wide.splice(0, wide.length, ...still, rule);
  }
  const others = rules.filter((rule) => !isWide(rule));
  return [...wide, ...others.filter((rule) => !wide.some((other) => ruleCovers(other, rule)))];
}

function isWide({ verbs, apiGroups, resources, nonResourceURLs }: PolicyRule): boolean {
  return [verbs, apiGroups, resources, nonResourceURLs].some((entries) =>
    entries.some((entry) => entry.startsWith("*") || entry.endsWith("*")),
  );
}

const nothing: PolicyRule = {
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
};

function onResource(verb: string, group: string, resource: string) {
  return { verbs: [verb], apiGroups: [group], resources: [resource] };
}

/** Fewer rules that allow the same: those that differ in one list only become one, list after list. */
function joinRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  return fields.reduce(joinBy, rules);
}

/** First the verbs of a resource, then the resources that have them, as a person would write it. */
const fields = ["verbs", "resourceNames", "resources", "nonResourceURLs", "apiGroups"] as const;

function joinBy(
  rules: readonly PolicyRule[],
  field: (typeof fields)[number],
): readonly PolicyRule[] {
  const joined = new Map<string, { rule: PolicyRule; values: Set<string> }>();
  for (const rule of rules) {
    // A rule for every name is not one for some names more.
    const key = JSON.stringify([{ ...rule, [field]: [] }, rule[field].length === 0]);
    const found = joined.get(key);
    if (found === undefined) joined.set(key, { rule, values: new Set(rule[field]) });
    else for (const value of rule[field]) found.values.add(value);
  }
  return [...joined.values()].map(({ rule, values }) => ({ ...rule, [field]: [...values] }));
}

const keys = new WeakMap<PolicyRule, string>();

function keyOf(rule: PolicyRule): string {
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const key = JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs]);
  keys.set(rule, key);
  return key;
}
