import { type AppliedRule, type Authorizer, describeBinding, usernameOf } from "./authorize.ts";
import { type EscalationRule, escalationRules } from "./escalation-rules.ts";
import type { Binding, Policy, User } from "./types.ts";
import { createWorthOf, gives, givesAny, type Worth } from "./worth.ts";

/** What a user can make of what it has. */
export interface Escalation {
  readonly id: string;
  readonly title: string;
  readonly leadsTo: string;
  readonly severity: EscalationRule["severity"];
  /** "" is the whole cluster. */
  readonly namespace: string;
  /** Every rule that gives it. */
  readonly grants: readonly AppliedRule[];
  /** Names that the rules are limited to; empty is no limit. */
  readonly names: readonly string[];
  /** From the user to what it gets, a step each. Untrusted text: it holds names. */
  readonly path: readonly string[];
}

/** A binding to everybody. */
export interface PublicBinding {
  readonly binding: Binding;
  readonly group: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  readonly message: string;
}

/**
 * The ways in which the user can get more than it has, worst first, in the whole cluster and in each namespace where it
 * has more than there.
 */
export function findEscalations(authorizer: Authorizer, user: User): readonly Escalation[] {
  const found: Escalation[] = [];
  const cluster = authorizer.rulesFor(user, "").rules;
  const everywhere = new Set<string>();
  const accounts = listStrongAccounts(authorizer);
  for (const rule of escalationRules) {
    const escalation = tryRule(rule, cluster, "", user, accounts);
    if (escalation === undefined) continue;
    found.push(escalation);
    if (escalation.names.length === 0) everywhere.add(rule.id);
    // A user who may do everything may do the rest of the list.
    if (everywhere.has("wildcard")) return found;
  }
  for (const namespace of authorizer.namespacesOf(user)) {
    const { rules } = authorizer.rulesFor(user, namespace);
    const local = rules.filter(({ applied }) => applied.binding.kind === "RoleBinding");
    for (const rule of escalationRules) {
      if (rule.clusterOnly || everywhere.has(rule.id)) continue;
      const escalation = tryRule(rule, local, namespace, user, accounts);
      if (escalation) found.push(escalation);
      if (escalation?.id === "wildcard") break;
    }
  }
  const severities = ["critical", "high", "medium"];
  return found.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** Bindings of the user's own documents to everybody, and what is worst about them. */
export function findPublicBindings(
  policy: Policy,
  authorizer: Authorizer,
): readonly PublicBinding[] {
  const worthOf = createWorthOf(authorizer);
  const found: PublicBinding[] = [];
  for (const binding of policy.bindings) {
    if (binding.origin.kind === "default") continue;
    for (const subject of binding.subjects) {
      const crowd = subject.kind === "Group" ? crowds.get(subject.name) : undefined;
      const anonymous = subject.kind === "User" && subject.name === "system:anonymous";
      if (crowd === undefined && !anonymous) continue;
      const { kind, name } = binding.roleRef;
      const { worth, title } = worthOf(binding);
      const open = anonymous || subject.name === "system:unauthenticated";
      const severity = publicSeverity(worth, open);
      const who = anonymous
        ? "everybody who can reach the server, without credentials"
        : (crowd ?? "");
      const worst = title === undefined ? "" : ` It allows: ${title.toLowerCase()}.`;
      const message = `${binding.kind} "${binding.name}" gives ${kind} "${name}" to ${who}.${worst}`;
      found.push({ binding, group: subject.name, severity, message });
    }
  }
  return found;
}

// What everybody may read already by the defaults is no news.
function publicSeverity(worth: Worth, open: boolean): PublicBinding["severity"] {
  switch (worth) {
    case "everything":
    case "more":
      return "critical";
    case "changes":
      return "high";
    case "reads":
      return open ? "high" : "medium";
    case "unknown":
      return "medium";
    default:
      return "low";
  }
}

const crowds = new Map([
  ["system:unauthenticated", "everybody who can reach the server, without credentials"],
  [
    "system:authenticated",
    "everybody whom any authenticator accepts, each issuer's users included",
  ],
  ["system:serviceaccounts", "every service account of the cluster, and so to every pod"],
]);

function tryRule(
  rule: EscalationRule,
  rules: readonly AppliedRule[],
  namespace: string,
  user: User,
  accounts: ReadonlyMap<string, readonly StrongAccount[]>,
): Escalation | undefined {
  const grants = rules.filter((applied) => givesAny(applied.rule, rule.any));
  const [first] = grants;
  if (first === undefined) return undefined;
  const complete = (rule.all ?? []).every((wanted) =>
    rules.some((applied) => gives(applied.rule, wanted)),
  );
  if (!complete) return undefined;
  const free = grants.some((applied) => applied.rule.resourceNames.length === 0);
  const names = free ? [] : [...new Set(grants.flatMap((applied) => applied.rule.resourceNames))];
  const { id, title, leadsTo, severity } = rule;
  const where = namespace === "" ? "in every namespace" : `in the namespace "${namespace}"`;
  const limited = names.length === 0 ? "" : `, only ${names.map((name) => `"${name}"`).join(", ")}`;
  const path = [
    `User "${user.username}"`,
    describeBinding(first.applied),
    `${title} ${rule.clusterOnly ? "" : where}${limited}`.trim(),
    ...(rule.takesServiceAccounts ? followAccounts(accounts, namespace) : []),
  ];
  return { id, title, leadsTo, severity, namespace, grants, names, path };
}

/** A service account that can do everything, or at least something critical. */
interface StrongAccount {
  readonly username: string;
  readonly namespace: string;
  readonly binding: Binding;
  readonly gives: string;
  readonly rank: number;
}

/** Service accounts with critical rights in the whole cluster, by their namespace. */
function listStrongAccounts(authorizer: Authorizer): ReadonlyMap<string, readonly StrongAccount[]> {
  const accounts = new Map<string, StrongAccount[]>();
  const worth = new Map<string, number>();
  for (const binding of authorizer.policy.bindings) {
    if (binding.kind !== "ClusterRoleBinding") continue;
    const { kind, name } = binding.roleRef;
    if (!worth.has(name)) {
      const rules = authorizer.roleRules(kind, "", name) ?? [];
      worth.set(
        name,
        escalationRules.findIndex(
          ({ any, severity }) =>
            severity === "critical" && rules.some(({ rule }) => givesAny(rule, any)),
        ),
      );
    }
    const rank = worth.get(name) ?? -1;
    if (rank === -1) continue;
    for (const subject of binding.subjects) {
      const username = subject.kind === "ServiceAccount" ? usernameOf(subject, "") : undefined;
      if (username === undefined) continue;
      const account = {
        username,
        namespace: subject.namespace,
        binding,
        gives: escalationRules[rank]?.title ?? "",
        rank,
      };
      accounts.set(subject.namespace, [...(accounts.get(subject.namespace) ?? []), account]);
    }
  }
  return accounts;
}

function followAccounts(
  accounts: ReadonlyMap<string, readonly StrongAccount[]>,
  namespace: string,
): readonly string[] {
  const reachable =
    namespace === "" ? [...accounts.values()].flat() : (accounts.get(namespace) ?? []);
  const [strongest] = [...reachable].sort((a, b) => a.rank - b.rank);
  if (strongest === undefined) return [];
  const { username, binding, gives } = strongest;
  return [
    `User "${username}"`,
    `ClusterRoleBinding "${binding.name}" of ${binding.roleRef.kind} "${binding.roleRef.name}"`,
    gives,
  ];
}
