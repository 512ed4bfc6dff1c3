import type { ApiResource } from "./api-resources.ts";
import { privilegedGroup } from "./authorization-modes.ts";
import type { Authorizer, UnknownRole } from "./authorize.ts";
import { listUncovered, rulesMeet } from "./rule-covers.ts";
import type { PolicyRule, User } from "./types.ts";

/** A user, if there is one, and the policy that decides. Without a user nothing is allowed. */
export interface AccessSide {
  readonly authorizer: Authorizer;
  readonly user: User | undefined;
}

/** What differs in one namespace, or in the whole cluster. */
export interface ScopeDifference {
  /** "" is the whole cluster. */
  readonly namespace: string;
  readonly gained: readonly PolicyRule[];
  readonly lost: readonly PolicyRule[];
  /** Roles that were not supplied and only one side's bindings name: what they allow is gained or lost too. */
  readonly gainedRoles: readonly UnknownRole[];
  readonly lostRoles: readonly UnknownRole[];
  /** Of the whole cluster: namespaces in which some of what is lost stays, and in which some of what is gained was. */
  readonly keptIn: readonly string[];
  readonly hadIn: readonly string[];
}

/** What a user gains by the change, and what they lose. */
export interface AccessDifference {
  /** The whole cluster first, then namespaces by name; only those if something differs. */
  readonly scopes: readonly ScopeDifference[];
  /** Roles that both sides' bindings name and that were not supplied: there may be less of a difference. */
  readonly unknownRoles: readonly UnknownRole[];
}

/**
 * Compares what two policies allow to two users, or to the same. By rules, not by questions: a wildcard stays one. What
 * a binding in a namespace cannot give (cluster-scoped resources, paths) does not count there.
 */
export function compareAccess(
  before: AccessSide,
  after: AccessSide,
  resources: readonly ApiResource[],
): AccessDifference {
  const clusterScoped = new Set(
    resources
      .filter(({ namespaced }) => namespaced === false)
      .map(({ group, resource }) => `${group}/${resource}`),
  );
  const had = rulesOf(before, "", clusterScoped);
  const has = rulesOf(after, "", clusterScoped);
  const namespaces = [...new Set([...namespacesOf(before), ...namespacesOf(after)])].sort();
  const local = namespaces.map((namespace) => {
    const old = rulesOf(before, namespace, clusterScoped);
    const now = rulesOf(after, namespace, clusterScoped);
    return { namespace, old, now };
  });
  const lost = listUncovered(has.rules, had.rules);
  const gained = listUncovered(had.rules, has.rules);
  const whole: ScopeDifference = {
    namespace: "",
    gained,
    lost,
    gainedRoles: without(has.unknownRoles, had.unknownRoles),
    lostRoles: without(had.unknownRoles, has.unknownRoles),
    keptIn: local.filter(({ now }) => overlaps(now.rules, lost)).map(({ namespace }) => namespace),
    hadIn: local.filter(({ old }) => overlaps(old.rules, gained)).map(({ namespace }) => namespace),
  };
  const parts = local.map(
    ({ namespace, old, now }): ScopeDifference => ({
      namespace,
      gained: listUncovered([...had.rules, ...old.rules], now.rules),
      lost: listUncovered([...has.rules, ...now.rules], old.rules),
      gainedRoles: without(now.unknownRoles, [...had.unknownRoles, ...old.unknownRoles]),
      lostRoles: without(old.unknownRoles, [...has.unknownRoles, ...now.unknownRoles]),
      keptIn: [],
      hadIn: [],
    }),
  );
  const all = [had, ...local.map(({ old }) => old)].flatMap(({ unknownRoles }) => unknownRoles);
  const later = [has, ...local.map(({ now }) => now)].flatMap(({ unknownRoles }) => unknownRoles);
  return {
    scopes: [whole, ...parts].filter(differs),
    unknownRoles: unique(without(all, without(all, later))),
  };
}

interface ScopeRules {
  readonly rules: readonly PolicyRule[];
  readonly unknownRoles: readonly UnknownRole[];
}

const nothing: ScopeRules = { rules: [], unknownRoles: [] };

/** What bindings of the scope itself give: in a namespace, without those of the whole cluster. */
function rulesOf(
  { authorizer, user }: AccessSide,
  namespace: string,
  clusterScoped: ReadonlySet<string>,
): ScopeRules {
  if (user === undefined) return nothing;
  const cluster = authorizer.rulesFor(user, "");
  if (namespace === "") {
    const rules = cluster.rules.map(({ rule }) => rule);
    // The authorizer is never asked about a member of the group.
    const privileged = user.groups.includes(privilegedGroup);
    return {
      rules: privileged ? [...everything, ...rules] : rules,
      unknownRoles: privileged ? [] : cluster.unknownRoles,
    };
  }
  const { rules, unknownRoles } = authorizer.rulesFor(user, namespace);
  return {
    rules: rules
      .filter(({ applied }) => applied.binding.kind === "RoleBinding")
      .map(({ rule }) => withinNamespace(rule, clusterScoped))
      .filter(({ resources }) => resources.length > 0),
    unknownRoles: without(unknownRoles, cluster.unknownRoles),
  };
}

const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [], nonResourceURLs: [] },
  { verbs: ["*"], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ["*"] },
];

function withinNamespace(rule: PolicyRule, clusterScoped: ReadonlySet<string>): PolicyRule {
  const reaches = (resource: string) =>
    !rule.apiGroups.every((group) => clusterScoped.has(`${group}/${resource.split("/")[0]}`));
  const resources = rule.resources.filter(reaches);
  const same = resources.length === rule.resources.length && rule.nonResourceURLs.length === 0;
  return same ? rule : { ...rule, resources, nonResourceURLs: [] };
}

function namespacesOf({ authorizer, user }: AccessSide): readonly string[] {
  return user === undefined ? [] : authorizer.namespacesOf(user);
}

function overlaps(rules: readonly PolicyRule[], parts: readonly PolicyRule[]): boolean {
  return rules.some((rule) => parts.some((part) => rulesMeet(rule, part)));
}

function differs({ gained, lost, gainedRoles, lostRoles }: ScopeDifference): boolean {
  return gained.length + lost.length + gainedRoles.length + lostRoles.length > 0;
}

function without(
  roles: readonly UnknownRole[],
  others: readonly UnknownRole[],
): readonly UnknownRole[] {
  const known = new Set(others.map(nameOf));
  return roles.filter((role) => !known.has(nameOf(role)));
}

function unique(roles: readonly UnknownRole[]): readonly UnknownRole[] {
  return [...new Map(roles.map((role) => [nameOf(role), role])).values()];
}

function nameOf({ kind, namespace, name }: UnknownRole): string {
  return `${kind}\n${namespace}\n${name}`;
}
