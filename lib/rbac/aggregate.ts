import type { LabelSelector, PolicyRule, Role } from "./types.ts";

/** A rule as the authorizer sees it, and where it is written: an aggregated role borrows the rules of others. */
export interface ResolvedRule {
  readonly rule: PolicyRule;
  readonly role: Role;
  /** Of the rule in `role.rules`, from 0. */
  readonly index: number;
}

/**
 * The rules of every ClusterRole by its name, those with an aggregationRule filled from the roles that its selectors
 * match, until nothing changes. Follows pkg/controller/clusterroleaggregation: sources by name, each rule once. Of two
 * roles of one name the first counts.
 */
export function aggregateClusterRoles(
  roles: readonly Role[],
): ReadonlyMap<string, readonly ResolvedRule[]> {
  const byName = new Map<string, Role>();
  for (const role of roles) {
    if (role.kind === "ClusterRole" && !byName.has(role.name)) byName.set(role.name, role);
  }
  const resolved = new Map<string, readonly ResolvedRule[]>();
  const targets: Target[] = [];
  for (const role of byName.values()) {
    resolved.set(role.name, ownRules(role));
    if (role.aggregation) targets.push({ name: role.name, selectors: role.aggregation });
  }
  if (targets.length === 0) return resolved;

  const sorted = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  targets.sort((a, b) => (a.name < b.name ? -1 : 1));
  const sources = new Map(
    targets.map(({ name, selectors }) => [name, selectSources(selectors, sorted, name)]),
  );
  // Each pass carries rules one role further, so a chain settles after as many; roles that join each other may never.
  for (let pass = 0; pass < Math.min(byName.size, mostPasses); pass++) {
    let changed = false;
    for (const { name } of targets) {
      const from = sources.get(name);
      if (from === undefined) continue;
      const rules = joinRules(from.flatMap((source) => resolved.get(source) ?? []));
      changed ||= !sameRules(rules, resolved.get(name) ?? []);
      resolved.set(name, rules);
    }
    if (!changed) break;
  }
  return resolved;
}

/** The rules as they are written in the role. */
export function ownRules(role: Role): readonly ResolvedRule[] {
  return role.rules.map((rule, index) => ({ rule, role, index }));
}

/** A string that two rules share exactly when they say the same in the same order. */
function ruleKey(rule: PolicyRule): string {
  return JSON.stringify([
    rule.verbs,
    rule.apiGroups,
    rule.resources,
    rule.resourceNames,
    rule.nonResourceURLs,
  ]);
}

/** Whether the labels satisfy the selector; undefined if the server cannot read the selector. */
export function selectorMatches(
  selector: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean | undefined {
  // metav1.LabelSelectorAsSelector: an empty selector matches everything, expressions join the labels.
  let matches = Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value);
  for (const { key, operator, values } of selector.matchExpressions) {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (operator === "In" && values.length > 0) {
      matches &&= value !== undefined && values.includes(value);
    } else if (operator === "NotIn" && values.length > 0) {
      matches &&= value === undefined || !values.includes(value);
    } else if (operator === "Exists" && values.length === 0) {
      matches &&= value !== undefined;
    } else if (operator === "DoesNotExist" && values.length === 0) {
      matches &&= value === undefined;
    } else {
      return undefined;
    }
  }
  return matches;
}

const mostPasses = 64;

interface Target {
  readonly name: string;
  readonly selectors: readonly LabelSelector[];
}

/** Names of the roles that feed a target, in the controller's order; undefined if a selector cannot be read, so that the rules stay. */
function selectSources(
  selectors: readonly LabelSelector[],
  sorted: readonly Role[],
  target: string,
): readonly string[] | undefined {
  const names: string[] = [];
  for (const selector of selectors) {
    for (const role of sorted) {
      const matches = selectorMatches(selector, role.labels);
      if (matches === undefined) return undefined;
      if (matches && role.name !== target) names.push(role.name);
    }
  }
  return names;
}

function joinRules(rules: readonly ResolvedRule[]): readonly ResolvedRule[] {
  const seen = new Map<string, ResolvedRule>();
  for (const resolved of rules) {
    const key = ruleKey(resolved.rule);
    if (!seen.has(key)) seen.set(key, resolved);
  }
  return [...seen.values()];
}

function sameRules(a: readonly ResolvedRule[], b: readonly ResolvedRule[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry.rule === b[index]?.rule);
}
