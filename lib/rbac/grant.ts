import type { ResolvedRule } from "./aggregate.ts";
import type { ApiResource } from "./api-resources.ts";
import type { Authorizer } from "./authorize.ts";
import { makeObjectName, nameRules, pickFreeName } from "./grant-names.ts";
import type { Intent } from "./intents.ts";
import { rbacGroup } from "./manifest/decode-object.ts";
import { type ManifestObject, writeManifest } from "./manifest/write-manifest.ts";
import { ruleAllows } from "./rule-allows.ts";
import type { AccessRequest, Binding, Origin, Policy, PolicyRule, Role, Subject } from "./types.ts";

/** A way to give a subject what it wants. */
export type GrantProposal = {
  /** `Bind ClusterRole "view"`. */
  readonly title: string;
  /** What else the role gives: combinations of resource and verb beyond the wanted ones. */
  readonly excess: number;
  /** What to apply: the binding, and the role if it is new. */
  readonly objects: readonly ManifestObject[];
  /** The same as YAML. */
  readonly manifest: string;
} & (
  | {
      readonly kind: "existing";
      readonly role: {
        readonly kind: Role["kind"];
        readonly name: string;
        readonly origin: Origin;
      };
    }
  | { readonly kind: "new" }
);

/**
 * The smallest bindings that give the subject everything it wants, best first: a new role with just the rules, and
 * every role there is that contains them, by how much more it gives. All requests are about one namespace, or
 * cluster-wide with ""; paths need a ClusterRoleBinding.
 */
export function proposeGrants(
  authorizer: Authorizer,
  subject: Subject,
  wanted: readonly AccessRequest[],
  resources: readonly ApiResource[],
): readonly GrantProposal[] {
  if (wanted.length === 0) return [];
  const namespace = commonNamespace(wanted);
  const measure = createMeasure(resources);
  const asked = measure(wantedRules(wanted));
  const existing: GrantProposal[] = [];
  const seen = new Set<string>();
  const { policy } = authorizer;
  const rules = wantedRules(wanted);
  const made = proposeNew(policy, subject, rules, nameRules(rules), namespace);
  for (const role of policy.roles) {
    const identity = `${role.kind}/${role.namespace}/${role.name}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    // A part of view, edit or admin, which changes with them.
    if (role.name.startsWith("system:aggregate-to-")) continue;
    if (role.kind === "Role" && (role.namespace !== namespace || namespace === "")) continue;
    const given = authorizer.roleRules(role.kind, role.namespace, role.name) ?? [];
    if (!wanted.every((request) => allows(given, request))) continue;
    if (made.kind === "existing" && made.role.kind === role.kind && made.role.name === role.name)
      continue;
    const excess = Math.max(measure(given.map(({ rule }) => rule)) - asked, 0);
    existing.push(proposeExisting(policy, subject, role, namespace, excess));
  }
  existing.sort((a, b) => weighName(a) - weighName(b) || a.excess - b.excess);
  return [made, ...existing];
}

/**
 * What gives the subject an intent in the namespace, or in the whole cluster with "": a binding of the default role, or
 * a role with just what the intent needs.
 */
export function proposeIntent(
  { policy }: Authorizer,
  subject: Subject,
  intent: Intent,
  namespace: string,
): GrantProposal {
  const place = intent.scope === "cluster" ? "" : namespace;
  if (intent.role.kind === "new") {
    return proposeNew(policy, subject, intent.role.rules, intent.role.name, place);
  }
  const { name } = intent.role;
  const role =
    policy.roles.find((one) => one.kind === "ClusterRole" && one.name === name) ??
    ({
      ...{ kind: "ClusterRole", name, origin: { kind: "default" } },
    } as const);
  return proposeExisting(policy, subject, role, place, 0);
}

/** The rules that allow the requests and nothing else, one for each group, resource and name. */
function wantedRules(wanted: readonly AccessRequest[]): readonly PolicyRule[] {
  const rules = new Map<string, { rule: PolicyRule; verbs: Set<string> }>();
  for (const request of wanted) {
    const rule = ruleFor(request);
    const key = JSON.stringify([
      rule.apiGroups,
      rule.resources,
      rule.resourceNames,
      rule.nonResourceURLs,
    ]);
    const known = rules.get(key) ?? { rule, verbs: new Set<string>() };
    rules.set(key, known);
    known.verbs.add(request.verb);
  }
  return [...rules.values()].map(({ rule, verbs }) => ({ ...rule, verbs: [...verbs] }));
}

function proposeNew(
  policy: Policy,
  subject: Subject,
  rules: readonly PolicyRule[],
  wantedName: string,
  namespace: string,
): GrantProposal {
  const kind = namespace === "" ? "ClusterRole" : "Role";
  const roles = policy.roles.filter((role) => role.kind === kind && role.namespace === namespace);
  const same = roles.find((role) => role.name === wantedName && equalRules(role.rules, rules));
  if (same !== undefined) return proposeExisting(policy, subject, same, namespace, 0);
  const name = pickFreeName(wantedName, (one) => roles.some((role) => role.name === one));
  const role: ManifestObject = { kind, name, namespace, labels: {}, rules };
  const objects = [role, makeBinding(policy, subject, role, namespace)];
  return {
    kind: "new",
    title: `Make ${kind} "${name}"`,
    excess: 0,
    objects,
    manifest: writeManifest(objects),
  };
}

function proposeExisting(
  policy: Policy,
  subject: Subject,
  role: Pick<Role, "kind" | "name" | "origin">,
  namespace: string,
  excess: number,
): GrantProposal {
  const objects = [makeBinding(policy, subject, role, namespace)];
  return {
    kind: "existing",
    title: `Bind ${role.kind} "${role.name}"`,
    role: { kind: role.kind, name: role.name, origin: role.origin },
    excess,
    objects,
    manifest: writeManifest(objects),
  };
}

/** Another object of the same name would be replaced by `kubectl apply`. */
function makeBinding(
  { bindings }: Policy,
  subject: Subject,
  role: { readonly kind: Role["kind"]; readonly name: string },
  namespace: string,
): Omit<Binding, "origin"> {
  const kind = namespace === "" ? "ClusterRoleBinding" : "RoleBinding";
  const taken = new Set(
    bindings
      .filter((binding) => binding.kind === kind && binding.namespace === namespace)
      .map(({ name }) => name),
  );
  return {
    kind,
    name: pickFreeName(makeObjectName(`${role.name}-${subject.name}`), (name) => taken.has(name)),
    namespace,
    roleRef: { apiGroup: rbacGroup, kind: role.kind, name: role.name },
    subjects: [subject],
  };
}

function equalRules(a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean {
  const plain = (rules: readonly PolicyRule[]) =>
    JSON.stringify(
      rules.map(({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }) =>
        [apiGroups, resources, resourceNames, nonResourceURLs, verbs].map((list) =>
          [...list].sort(),
        ),
      ),
    );
  return plain(a) === plain(b);
}

function ruleFor(request: AccessRequest): PolicyRule {
  const none = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
  const verbs = [request.verb];
  if (request.kind === "path") return { ...none, verbs, nonResourceURLs: [request.path] };
  const { apiGroup, resource, subresource, name } = request;
  return {
    ...none,
    verbs,
    apiGroups: [apiGroup],
    resources: [subresource === "" ? resource : `${resource}/${subresource}`],
    resourceNames: name === "" ? [] : [name],
  };
}

/** "" as soon as one request is cluster-wide or about a path. */
function commonNamespace(wanted: readonly AccessRequest[]): string {
  const names = wanted.map((request) => (request.kind === "resource" ? request.namespace : ""));
  const [first = ""] = names;
  return names.every((name) => name === first) ? first : "";
}

function allows(rules: readonly ResolvedRule[], request: AccessRequest): boolean {
  return rules.some(({ rule }) => ruleAllows(request, rule));
}

/** Roles of the system are made for its own parts and change with them: they come last. */
function weighName(proposal: GrantProposal): number {
  return proposal.kind === "existing" && proposal.role.name.startsWith("system:") ? 1 : 0;
}

/** How many combinations of resource and verb rules give; one for each path and verb. */
function createMeasure(resources: readonly ApiResource[]) {
  const rows = resources.flatMap(({ group, resource, verbs, subresources }) => [
    { group, resource, subresource: "", verbs },
    ...subresources.map((sub) => ({ group, resource, ...sub })),
  ]);
  return (rules: readonly PolicyRule[]): number => {
    const given = new Set<string>();
    for (const rule of rules) {
      for (const url of rule.nonResourceURLs) {
        for (const verb of rule.verbs) given.add(`${url} ${verb}`);
      }
      if (rule.resources.length === 0) continue;
      for (const { group, resource, subresource, verbs } of rows) {
        for (const verb of rule.verbs.includes("*") ? ["*", ...verbs] : rule.verbs) {
          const request = {
            kind: "resource",
            verb,
            apiGroup: group,
            resource,
            subresource,
            name: rule.resourceNames[0] ?? "",
            namespace: "",
          } as const;
          if (ruleAllows(request, rule)) given.add(`${group} ${resource} ${subresource} ${verb}`);
        }
      }
    }
    return given.size;
  };
}
