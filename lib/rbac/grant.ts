import { trimEndOf } from "../source/trim-end.ts";
import type { ResolvedRule } from "./aggregate.ts";
import type { ApiResource } from "./api-resources.ts";
import type { Authorizer } from "./authorize.ts";
import { rbacGroup } from "./manifest/decode-object.ts";
import { type ManifestObject, writeManifest } from "./manifest/write-manifest.ts";
import { ruleAllows } from "./rule-allows.ts";
import type { AccessRequest, Binding, Origin, PolicyRule, Role, Subject } from "./types.ts";

/** A way to give a subject what it wants. */
export type GrantProposal = {
  /** `Bind ClusterRole "view"`. */
  readonly title: string;
  /** What else the role gives: combinations of resource and verb that nobody asked for. */
  readonly excess: number;
  /** What to apply: the binding, and the role where it is new. */
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
  for (const role of authorizer.policy.roles) {
    const identity = `${role.kind}/${role.namespace}/${role.name}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (role.kind === "Role" && (role.namespace !== namespace || namespace === "")) continue;
    const rules = authorizer.roleRules(role.kind, role.namespace, role.name) ?? [];
    if (!wanted.every((request) => allows(rules, request))) continue;
    const given = measure(rules.map(({ rule }) => rule));
    const objects = [makeBinding(subject, role, namespace, role.name)];
    existing.push({
      kind: "existing",
      title: `Bind ${role.kind} "${role.name}"`,
      role: { kind: role.kind, name: role.name, origin: role.origin },
      excess: Math.max(given - asked, 0),
      objects,
      manifest: writeManifest(objects),
    });
  }
  existing.sort((a, b) => weighName(a) - weighName(b) || a.excess - b.excess);
  return [proposeNew(subject, wanted, namespace), ...existing];
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

/** A name for an object of RBAC made of any text: lower case, digits and hyphens. */
function makeObjectName(text: string): string {
  const written = text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+/, "");
  const name = trimEndOf(trimEndOf(written, "-.").slice(0, 63), "-.");
  return name === "" ? "grant" : name;
}

function proposeNew(
  subject: Subject,
  wanted: readonly AccessRequest[],
  namespace: string,
): GrantProposal {
  const [first] = wanted;
  const about = first === undefined ? "" : describeRequest(first);
  const role: ManifestObject = {
    kind: namespace === "" ? "ClusterRole" : "Role",
    name: makeObjectName(about),
    namespace,
    labels: {},
    rules: wantedRules(wanted),
  };
  const objects = [role, makeBinding(subject, role, namespace, role.name)];
  return {
    kind: "new",
    title: `Make ${role.kind} "${role.name}"`,
    excess: 0,
    objects,
    manifest: writeManifest(objects),
  };
}

function makeBinding(
  subject: Subject,
  role: { readonly kind: Role["kind"]; readonly name: string },
  namespace: string,
  prefix: string,
): Omit<Binding, "origin"> {
  return {
    kind: namespace === "" ? "ClusterRoleBinding" : "RoleBinding",
    name: makeObjectName(`${prefix}-${subject.name}`),
    namespace,
    roleRef: { apiGroup: rbacGroup, kind: role.kind, name: role.name },
    subjects: [subject],
  };
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

function describeRequest(request: AccessRequest): string {
  if (request.kind === "path") return `${request.verb}-${request.path}`;
  const { verb, resource, subresource } = request;
  return [verb, resource, subresource].filter((part) => part !== "").join("-");
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
