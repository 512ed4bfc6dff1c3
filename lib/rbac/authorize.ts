import { quote } from "../go/quote.ts";
import { aggregateClusterRoles, ownRules, type ResolvedRule } from "./aggregate.ts";
import { ruleAllows } from "./rule-allows.ts";
import type { AccessRequest, Binding, Policy, Subject, User } from "./types.ts";

/** A binding that names the user or one of its groups, with what it gives. */
export interface AppliedBinding {
  readonly binding: Binding;
  /** The first subject that matches, and its place in the list. */
  readonly subject: Subject;
  readonly subjectIndex: number;
  /** The role's rules after aggregation; undefined if the role was not supplied. */
  readonly rules: readonly ResolvedRule[] | undefined;
  /** Why there are no rules, in the server's words. */
  readonly error?: string;
}

/** A role that a binding names and that was not supplied: what it allows is unknown. */
export interface UnknownRole {
  readonly kind: string;
  /** Empty for a ClusterRole. */
  readonly namespace: string;
  readonly name: string;
}

/** An answer of the RBAC authorizer. */
export interface Decision {
  /** "unknown": nothing that is known allows it, but a binding of the user names a role that was not supplied. */
  readonly verdict: "allowed" | "denied" | "unknown";
  /** The authorizer's text: `RBAC: allowed by …`, `RBAC: … not found`, or empty. */
  readonly reason: string;
  /** What allowed it. */
  readonly grant?: { readonly applied: AppliedBinding; readonly rule: ResolvedRule };
  /** Roles of the user's bindings in the request's scope that were not supplied, each once. */
  readonly unknownRoles: readonly UnknownRole[];
}

/** A rule that applies to a user, with the binding that brings it. */
export interface AppliedRule extends ResolvedRule {
  readonly applied: AppliedBinding;
}

/** The rules that apply to a user. */
export interface UserRules {
  /** In the order in which the server collects them; duplicates stay. */
  readonly rules: readonly AppliedRule[];
  readonly unknownRoles: readonly UnknownRole[];
  /** The errors joined as utilerrors.NewAggregate does; absent if there were none. */
  readonly error?: string;
}

/** Answers for one policy, which it indexes once. */
export interface Authorizer {
  readonly policy: Policy;
  /** What the RBAC authorizer alone says; `system:masters` and authorization modes are a layer above. */
  authorize(user: User, request: AccessRequest): Decision;
  /** Every rule that applies to the user in the namespace; with "" those of ClusterRoleBindings only. */
  rulesFor(user: User, namespace: string): UserRules;
  /** The bindings behind them, ClusterRoleBindings first, each kind in the order of the policy. */
  bindingsFor(user: User, namespace: string): readonly AppliedBinding[];
  /** The rules of a role that a binding in the namespace refers to, or undefined if it was not supplied. */
  roleRules(kind: string, namespace: string, name: string): readonly ResolvedRule[] | undefined;
  /** Namespaces in which a RoleBinding names the user, sorted. */
  namespacesOf(user: User): readonly string[];
  /** Namespaces that a RoleBinding or Role is in, sorted. */
  readonly namespaces: readonly string[];
}

/**
 * Indexes the policy by subject. Follows plugin/pkg/auth/authorizer/rbac/rbac.go and
 * pkg/registry/rbac/validation/rule.go: the same order of bindings and rules, the same texts.
 */
export function createAuthorizer(policy: Policy): Authorizer {
  const clusterRoles = aggregateClusterRoles(policy.roles);
  const roles = indexRoles(policy);
  const scopes = indexBindings(policy.bindings);
  const views = new WeakMap<User, Map<string, View>>();

  function roleRules(kind: string, namespace: string, name: string) {
    if (kind === "ClusterRole") return clusterRoles.get(name);
    // A Role is looked for in the namespace of the binding only, so a ClusterRoleBinding never finds one.
    return kind === "Role" && namespace !== "" ? roles.get(scopedKey(namespace, name)) : undefined;
  }

  function applyIn(namespace: string, user: User): readonly AppliedBinding[] {
    const matches = matchBindings(scopes.get(namespace), user);
    return matches.map((match) => applyBinding(match, roleRules));
  }

  function viewOf(user: User, namespace: string): View {
    let byNamespace = views.get(user);
    if (byNamespace === undefined) {
      byNamespace = new Map();
      views.set(user, byNamespace);
    }
    let view = byNamespace.get(namespace);
    if (view === undefined) {
      const cluster = namespace === "" ? [] : viewOf(user, "").bindings;
      view = viewBindings([...cluster, ...applyIn(namespace, user)]);
      byNamespace.set(namespace, view);
    }
    return view;
  }

  return {
    policy,
    authorize(user, request) {
      const view = viewOf(user, request.kind === "resource" ? request.namespace : "");
      const { unknownRoles, error } = view;
      const grant = findGrant(view.bindings, request);
      if (grant) {
        const reason = `RBAC: allowed by ${describeBinding(grant.applied)}`;
        return { verdict: "allowed", reason, grant, unknownRoles };
      }
      return {
        verdict: unknownRoles.length > 0 ? "unknown" : "denied",
        reason: error === undefined ? "" : `RBAC: ${error}`,
        unknownRoles,
      };
    },
    rulesFor(user, namespace) {
      const { bindings, unknownRoles, error } = viewOf(user, namespace);
      const rules = bindings.flatMap((applied) =>
        (applied.rules ?? []).map((rule) => ({ ...rule, applied })),
      );
      return { rules, unknownRoles, ...(error !== undefined && { error }) };
    },
    bindingsFor: (user, namespace) => viewOf(user, namespace).bindings,
    roleRules,
    namespacesOf(user) {
      const named = [...scopes].filter(
        ([namespace, scope]) => namespace !== "" && names(scope, user),
      );
      return named.map(([namespace]) => namespace).sort();
    },
    namespaces: listNamespaces(policy),
  };
}

/** `ClusterRoleBinding "b" of ClusterRole "view" to Group "dev"`, as the server describes what allowed a request. */
export function describeBinding({ binding, subject }: AppliedBinding): string {
  const { kind, roleRef } = binding;
  const name = kind === "RoleBinding" ? `${binding.name}/${binding.namespace}` : binding.name;
  return `${kind} ${quote(name)} of ${roleRef.kind} ${quote(roleRef.name)} to ${describeSubject(subject, binding.namespace)}`;
}

// serviceaccount.ServiceAccountUsernamePrefix
const serviceAccountPrefix = "system:serviceaccount:";

interface Match {
  readonly binding: Binding;
  /** Of the binding in the policy, so that the server's order can be kept. */
  readonly order: number;
  readonly subjectIndex: number;
  /** The next one of the same name: a list for each of a cluster's names would take several times as much memory. */
  readonly next: Match | undefined;
  /** Made on first use: most subjects of a cluster are never asked for. */
  applied: AppliedBinding | undefined;
}

/** What one user has in one namespace; "" is cluster-wide. */
interface View {
  readonly bindings: readonly AppliedBinding[];
  readonly unknownRoles: readonly UnknownRole[];
  readonly error: string | undefined;
}

/** The subjects of one scope, a namespace or the cluster, by what they match. */
interface Scope {
  readonly users: Map<string, Match>;
  readonly groups: Map<string, Match>;
}

function indexRoles(policy: Policy): ReadonlyMap<string, readonly ResolvedRule[]> {
  const index = new Map<string, readonly ResolvedRule[]>();
  for (const role of policy.roles) {
    if (role.kind !== "Role") continue;
    const key = scopedKey(role.namespace, role.name);
    if (!index.has(key)) index.set(key, ownRules(role));
  }
  return index;
}

function indexBindings(bindings: readonly Binding[]): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>();
  bindings.forEach((binding, order) => {
    // A RoleBinding without a namespace is in none: no request reaches it.
    if (binding.kind === "RoleBinding" && binding.namespace === "") return;
    const namespace = binding.kind === "RoleBinding" ? binding.namespace : "";
    let scope = scopes.get(namespace);
    if (scope === undefined) {
      scope = { users: new Map(), groups: new Map() };
      scopes.set(namespace, scope);
    }
    binding.subjects.forEach((subject, subjectIndex) => {
      const isGroup = subject.kind === "Group";
      const index = isGroup ? scope.groups : scope.users;
      const name = isGroup ? subject.name : usernameOf(subject, namespace);
      if (name === undefined) return;
      const next = index.get(name);
      index.set(name, { binding, order, subjectIndex, next, applied: undefined });
    });
  });
  return scopes;
}

/**
 * The user name that a subject of a binding in the namespace ("" for a ClusterRoleBinding) matches, or undefined if
 * it is a group or matches no user. Follows appliesToUser.
 */
export function usernameOf(subject: Subject, namespace: string): string | undefined {
  if (subject.kind === "User") return subject.name;
  if (subject.kind !== "ServiceAccount") return undefined;
  const home = subject.namespace === "" ? namespace : subject.namespace;
  return home === "" ? undefined : `${serviceAccountPrefix}${home}:${subject.name}`;
}

function matchBindings(scope: Scope | undefined, user: User): readonly Match[] {
  if (scope === undefined) return [];
  const found: Match[] = [];
  const add = (first: Match | undefined) => {
    for (let match = first; match !== undefined; match = match.next) found.push(match);
  };
  add(scope.users.get(user.username));
  for (const group of user.groups) add(scope.groups.get(group));
  if (found.length < 2) return found;
  found.sort((a, b) => a.order - b.order || a.subjectIndex - b.subjectIndex);
  // Of several subjects of a binding the first one counts.
  return found.filter((match, index) => match.order !== found[index - 1]?.order);
}

function names(scope: Scope, user: User): boolean {
  return scope.users.has(user.username) || user.groups.some((group) => scope.groups.has(group));
}

function applyBinding(match: Match, roleRules: Authorizer["roleRules"]): AppliedBinding {
  if (match.applied) return match.applied;
  const { binding, subjectIndex } = match;
  const { roleRef, subjects, namespace } = binding;
  const subject = subjects[subjectIndex] as Subject;
  const rules = roleRules(roleRef.kind, namespace, roleRef.name);
  const error = rules === undefined ? { error: describeMissing(roleRef) } : {};
  match.applied = { binding, subject, subjectIndex, rules, ...error };
  return match.applied;
}

function describeMissing({ kind, name }: Binding["roleRef"]): string {
  // apierrors.NewNotFound, as the listers of client-go answer.
  if (kind === "Role") return `role.rbac.authorization.k8s.io ${quote(name)} not found`;
  if (kind === "ClusterRole")
    return `clusterrole.rbac.authorization.k8s.io ${quote(name)} not found`;
  return `unsupported role reference kind: ${quote(kind)}`;
}

function findGrant(bindings: readonly AppliedBinding[], request: AccessRequest): Decision["grant"] {
  for (const applied of bindings) {
    for (const rule of applied.rules ?? []) {
      if (ruleAllows(request, rule.rule)) return { applied, rule };
    }
  }
  return undefined;
}

function viewBindings(bindings: readonly AppliedBinding[]): View {
  if (bindings.every(({ rules }) => rules !== undefined)) return { bindings, ...complete };
  return { bindings, unknownRoles: listUnknownRoles(bindings), error: joinErrors(bindings) };
}

const complete = { unknownRoles: [], error: undefined };

function listUnknownRoles(bindings: readonly AppliedBinding[]): readonly UnknownRole[] {
  const unknown = new Map<string, UnknownRole>();
  for (const { binding, rules } of bindings) {
    const { kind, name } = binding.roleRef;
    if (rules !== undefined) continue;
    const namespace = kind === "Role" ? binding.namespace : "";
    // What cannot be looked up at all is not unknown: it gives nothing, whatever else is supplied.
    if (kind !== "ClusterRole" && namespace === "") continue;
    unknown.set(`${kind}\n${scopedKey(namespace, name)}`, { kind, namespace, name });
  }
  return [...unknown.values()];
}

/** utilerrors.NewAggregate: one message alone, several distinct ones in brackets. */
function joinErrors(bindings: readonly AppliedBinding[]): string | undefined {
  const messages = new Set<string>();
  for (const { error } of bindings) if (error !== undefined) messages.add(error);
  if (messages.size === 0) return undefined;
  const joined = [...messages].join(", ");
  return messages.size === 1 ? joined : `[${joined}]`;
}

function describeSubject(subject: Subject, bindingNamespace: string): string {
  if (subject.kind !== "ServiceAccount") return `${subject.kind} ${quote(subject.name)}`;
  const namespace = subject.namespace === "" ? bindingNamespace : subject.namespace;
  return `${subject.kind} ${quote(`${subject.name}/${namespace}`)}`;
}

function listNamespaces(policy: Policy): readonly string[] {
  const names = new Set<string>();
  for (const { namespace } of policy.bindings) if (namespace !== "") names.add(namespace);
  for (const { namespace } of policy.roles) if (namespace !== "") names.add(namespace);
  return [...names].sort();
}

function scopedKey(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}
