import { describe, expect, test } from "vitest";
import { loadConfiguration } from "../../authn/load.ts";
import { namesOf } from "../../authn/names/names.ts";
import { offerNames } from "../../authn/names/offer.ts";
import { loadApiResources } from "../api-resources.ts";
import { type BindingContext, defaultRole } from "./binding-values.ts";
import { completeBindings } from "./complete-bindings.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://gitlab.example.com", audiences: [k]}
  claimMappings:
    username: {claim: preferred_username, prefix: "gitlab:"}
    groups: {expression: 'claims.owner ? ["ops"] : dyn(claims.groups).map(g, "gitlab:" + g)'}
- issuer: {url: "https://ci.example.com", audiences: [k]}
  claimMappings:
    username: {claim: sub, prefix: "ci:"}
`;

const context: BindingContext = {
  roles: [
    { kind: "ClusterRole", name: "team-viewer", namespace: "", from: "roles.yaml" },
    { kind: "Role", name: "deployer", namespace: "shop", from: "roles.yaml" },
    { kind: "ClusterRole", name: "admin", namespace: "", from: defaultRole },
    { kind: "ClusterRole", name: "cluster-admin", namespace: "", from: defaultRole },
    { kind: "ClusterRole", name: "edit", namespace: "", from: defaultRole },
    { kind: "ClusterRole", name: "system:node", namespace: "", from: defaultRole },
    { kind: "ClusterRole", name: "view", namespace: "", from: defaultRole },
  ],
  subjects: offerNames(namesOf(loadConfiguration(configuration, { minor: 37 }))),
  resources: await loadApiResources(),
  namespaces: ["shop"],
};

/** The labels that are offered at `|`. */
function offer(marked: string) {
  const offset = marked.lastIndexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return completeBindings(text, offset, context).map(({ label }) => label);
}

/** What is in the text once the label is taken, holes in ‹›. */
function take(marked: string, label: string) {
  const offset = marked.lastIndexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = completeBindings(text, offset, context).find((each) => each.label === label);
  if (found === undefined) return undefined;
  let written = "";
  let at = 0;
  for (const { start, end } of found.holes) {
    written += `${found.insert.slice(at, start)}‹${found.insert.slice(start, end)}›`;
    at = end;
  }
  written += found.insert.slice(at);
  return text.slice(0, found.span.start) + written + text.slice(found.span.end);
}

const role = "kind: Role\n";
const clusterRole = "kind: ClusterRole\n";
const binding = "kind: RoleBinding\n";
const clusterBinding = "kind: ClusterRoleBinding\n";
const objects = [
  "A binding in the whole cluster",
  "A binding in a namespace",
  "A role of the cluster",
  "A role of a namespace",
];
const kinds = ["ClusterRoleBinding", "RoleBinding", "ClusterRole", "Role"];
const people = ["view", "edit", "admin", "cluster-admin"];
const subjectKinds = ["User", "Group", "ServiceAccount"];
const serviceGroups = [
  "system:authenticated",
  "system:serviceaccounts",
  "system:serviceaccounts:shop",
  "system:serviceaccounts:default",
  "system:serviceaccounts:kube-system",
];

describe("the first suggestions in bindings", () => {
  test.each<{ name: string; at: string; want: readonly string[] }>([
    // The object.
    { name: "an empty text", at: "|", want: [...objects, "apiVersion", "kind", "metadata"] },
    { name: "a half-typed key", at: "ki|", want: ["kind"] },
    { name: "a half-typed apiVersion", at: "api|", want: [...objects, "apiVersion"] },
    { name: "the kinds", at: "kind: |", want: kinds },
    { name: "a half-typed kind", at: "kind: Cl|", want: ["ClusterRoleBinding", "ClusterRole"] },
    { name: "a kind in quotes", at: 'kind: "Ro|', want: ["RoleBinding", "Role"] },
    { name: "the version", at: "apiVersion: |", want: ["rbac.authorization.k8s.io/v1"] },
    { name: "keys of a role", at: `${role}|`, want: ["apiVersion", "metadata", "rules"] },
    {
      name: "keys of a role of the cluster",
      at: `${clusterRole}|`,
      want: ["apiVersion", "metadata", "rules", "aggregationRule"],
    },
    {
      name: "keys of a binding",
      at: `${binding}|`,
      want: ["apiVersion", "metadata", "roleRef", "subjects"],
    },
    {
      name: "keys that are there are not offered",
      at: `${binding}metadata: {name: a}\nroleRef:\n  kind: ClusterRole\n|`,
      want: ["apiVersion", "subjects"],
    },
    {
      name: "keys behind the cursor count",
      at: `|\n${role}rules: []\n`,
      want: ["apiVersion", "metadata"],
    },
    {
      name: "a second document",
      at: `${role}---\n|`,
      want: [...objects, "apiVersion", "kind", "metadata"],
    },
    {
      name: "a second document has its own kind",
      at: `${role}---\n${binding}r|`,
      want: ["roleRef"],
    },
    { name: "the document before it", at: `${role}r|\n---\n${binding}`, want: ["rules"] },
    {
      name: "an item of a list of objects",
      at: "kind: List\nitems:\n- kind: RoleBinding\n  |",
      want: ["apiVersion", "metadata", "roleRef", "subjects"],
    },
    {
      name: "keys in flow style",
      at: "{kind: Role, |}",
      want: ["apiVersion", "metadata", "rules"],
    },
    // Metadata.
    {
      name: "metadata of a role",
      at: `${role}metadata:\n  |`,
      want: ["name", "generateName", "namespace", "labels", "annotations"],
    },
    {
      name: "metadata of a role of the cluster",
      at: `${clusterRole}metadata:\n  |`,
      want: ["name", "generateName", "labels", "annotations"],
    },
    {
      name: "metadata with a name",
      at: `${binding}metadata:\n  name: a\n  |`,
      want: ["namespace", "labels", "annotations"],
    },
    {
      name: "metadata in flow style",
      at: `${binding}metadata: {name: a, |}`,
      want: ["namespace", "labels", "annotations"],
    },
    { name: "no name is guessed", at: `${role}metadata:\n  name: |`, want: [] },
    {
      name: "namespaces",
      at: `${role}metadata:\n  namespace: |`,
      want: ["shop", "default", "kube-system"],
    },
    {
      name: "a half-typed namespace",
      at: `${role}metadata:\n  namespace: ku|`,
      want: ["kube-system"],
    },
    {
      name: "namespaces of the text first",
      at: `${role}metadata: {namespace: here}\n---\n${role}metadata:\n  namespace: |`,
      want: ["here", "shop", "default", "kube-system"],
    },
    {
      name: "labels that Kubernetes knows",
      at: `${clusterRole}metadata:\n  labels:\n    |`,
      want: [
        "rbac.authorization.k8s.io/aggregate-to-view",
        "rbac.authorization.k8s.io/aggregate-to-edit",
        "rbac.authorization.k8s.io/aggregate-to-admin",
      ],
    },
    { name: "labels of a role of a namespace", at: `${role}metadata:\n  labels:\n    |`, want: [] },
    {
      name: "annotations that Kubernetes knows",
      at: `${role}metadata:\n  annotations:\n    |`,
      want: ["rbac.authorization.kubernetes.io/autoupdate"],
    },
    // The role of a binding.
    { name: "keys of roleRef", at: `${binding}roleRef:\n  |`, want: ["kind", "name", "apiGroup"] },
    {
      name: "keys of roleRef in flow style",
      at: `${binding}roleRef: {kind: Role, |}`,
      want: ["name", "apiGroup"],
    },
    {
      name: "the group of the role",
      at: `${binding}roleRef:\n  apiGroup: |`,
      want: ["rbac.authorization.k8s.io"],
    },
    { name: "kinds of a role", at: `${binding}roleRef:\n  kind: |`, want: ["ClusterRole", "Role"] },
    {
      name: "kinds of a role in the whole cluster",
      at: `${clusterBinding}roleRef:\n  kind: |`,
      want: ["ClusterRole"],
    },
    {
      name: "roles of the cluster",
      at: `${clusterBinding}roleRef:\n  kind: ClusterRole\n  name: |`,
      want: ["team-viewer", ...people, "system:node"],
    },
    {
      name: "roles of any kind",
      at: `${binding}roleRef:\n  name: |`,
      want: ["team-viewer", "deployer", ...people, "system:node"],
    },
    {
      name: "roles of a namespace",
      at: `${binding}metadata: {namespace: shop}\nroleRef: {kind: Role, name: |}`,
      want: ["deployer"],
    },
    {
      name: "roles of another namespace",
      at: `${binding}metadata: {namespace: other}\nroleRef: {kind: Role, name: |}`,
      want: [],
    },
    {
      name: "a half-typed role",
      at: `${clusterBinding}roleRef:\n  kind: ClusterRole\n  name: cl|`,
      want: ["cluster-admin"],
    },
    {
      name: "the kind may come later",
      at: `${clusterBinding}roleRef:\n  name: e|\n  kind: ClusterRole`,
      want: ["edit"],
    },
    {
      name: "roles of the same text first",
      at: `${clusterRole}metadata:\n  name: own\n---\n${clusterBinding}roleRef:\n  kind: ClusterRole\n  name: |`,
      want: ["own", "team-viewer", ...people, "system:node"],
    },
    {
      name: "roles of the same text behind the cursor",
      at: `${binding}metadata: {namespace: a}\nroleRef: {kind: Role, name: |}\n---\n${role}metadata: {name: own, namespace: a}`,
      want: ["own"],
    },
    // Subjects.
    {
      name: "a first subject",
      at: `${binding}subjects:\n|`,
      want: ["apiVersion", "metadata", "roleRef"],
    },
    {
      name: "a subject that needs a dash",
      at: `${binding}subjects:\n  |`,
      want: ["A group", "A user", "A service account", "kind", "name", "namespace", "apiGroup"],
    },
    {
      name: "a subject",
      at: `${binding}subjects:\n- |`,
      want: ["A group", "A user", "A service account", "kind", "name", "namespace", "apiGroup"],
    },
    {
      name: "a second subject",
      at: `${binding}subjects:\n- kind: User\n  name: a\n- k|`,
      want: ["A group", "A user", "A service account", "kind"],
    },
    {
      name: "keys of a group",
      at: `${binding}subjects:\n- kind: Group\n  |`,
      want: ["name", "apiGroup"],
    },
    {
      name: "keys of a service account",
      at: `${binding}subjects:\n- kind: ServiceAccount\n  |`,
      want: ["name", "namespace"],
    },
    {
      name: "keys of a subject in flow style",
      at: `${binding}subjects: [{kind: User, |}]`,
      want: ["name", "apiGroup"],
    },
    { name: "kinds of subjects", at: `${binding}subjects:\n- kind: |`, want: subjectKinds },
    {
      name: "kinds of subjects in flow style",
      at: `${binding}subjects: [{kind: |}]`,
      want: subjectKinds,
    },
    {
      name: "a half-typed kind of subject",
      at: `${binding}subjects:\n- kind: S|`,
      want: ["ServiceAccount"],
    },
    {
      name: "the group of a user",
      at: `${binding}subjects:\n- kind: User\n  apiGroup: |`,
      want: ["rbac.authorization.k8s.io"],
    },
    {
      name: "the group of a service account",
      at: `${binding}subjects:\n- kind: ServiceAccount\n  apiGroup: |`,
      want: ['""'],
    },
    {
      name: "users that the configuration gives",
      at: `${binding}subjects:\n- kind: User\n  name: |`,
      want: ["gitlab:{preferred_username}", "ci:{sub}"],
    },
    {
      name: "users of one issuer",
      at: `${binding}subjects:\n- kind: User\n  name: git|`,
      want: ["gitlab:{preferred_username}"],
    },
    {
      name: "a user that goes on from a prefix",
      at: `${binding}subjects:\n- kind: User\n  name: ci:jo|`,
      want: ["ci:{sub}"],
    },
    {
      name: "a user that no issuer gives",
      at: `${binding}subjects:\n- kind: User\n  name: okta|`,
      want: [],
    },
    {
      name: "a user in quotes",
      at: `${binding}subjects:\n- kind: User\n  name: "ci:|"`,
      want: ["ci:{sub}"],
    },
    {
      name: "a user in flow style",
      at: `${binding}subjects: [{kind: User, name: |}]`,
      want: ["gitlab:{preferred_username}", "ci:{sub}"],
    },
    {
      name: "groups that the configuration gives, then those of Kubernetes",
      at: `${binding}subjects:\n- kind: Group\n  name: |`,
      want: ["ops", "gitlab:{groups[]}", ...serviceGroups],
    },
    {
      name: "a half-typed group",
      at: `${binding}subjects:\n- kind: Group\n  name: o|`,
      want: ["ops"],
    },
    {
      name: "a group of Kubernetes",
      at: `${binding}subjects:\n- kind: Group\n  name: system:a|`,
      want: ["system:authenticated"],
    },
    {
      name: "a fixed group that is there already",
      at: `${binding}subjects:\n- {kind: Group, name: ops}\n- kind: Group\n  name: |`,
      want: ["gitlab:{groups[]}", ...serviceGroups],
    },
    {
      name: "names before the kind",
      at: `${binding}subjects:\n- name: gitlab|`,
      want: ["gitlab:{groups[]}", "gitlab:{preferred_username}"],
    },
    {
      name: "service accounts",
      at: `${binding}subjects:\n- kind: ServiceAccount\n  name: |`,
      want: ["default"],
    },
    {
      name: "service accounts of the text",
      at: `${binding}subjects:\n- {kind: ServiceAccount, name: builder, namespace: ci}\n- kind: ServiceAccount\n  name: |`,
      want: ["default", "builder"],
    },
    {
      name: "the namespace of a service account",
      at: `${binding}subjects:\n- kind: ServiceAccount\n  namespace: |`,
      want: ["shop", "default", "kube-system"],
    },
    // Rules.
    {
      name: "a first rule",
      at: `${role}rules:\n- |`,
      want: ["Resources", "verbs", "apiGroups", "resources", "resourceNames"],
    },
    {
      name: "a first rule of the cluster",
      at: `${clusterRole}rules:\n- |`,
      want: [
        "Resources",
        "Paths",
        "verbs",
        "apiGroups",
        "resources",
        "resourceNames",
        "nonResourceURLs",
      ],
    },
    {
      name: "a rule for resources",
      at: `${clusterRole}rules:\n- apiGroups: [""]\n  |`,
      want: ["verbs", "resources", "resourceNames"],
    },
    {
      name: "a rule for paths",
      at: `${clusterRole}rules:\n- nonResourceURLs: [/metrics]\n  |`,
      want: ["verbs"],
    },
    {
      name: "groups",
      at: `${role}rules:\n- apiGroups: [|]`,
      want: ['""', "admissionregistration.k8s.io"],
    },
    {
      name: "a half-typed group of resources",
      at: `${role}rules:\n- apiGroups: [ap|]`,
      want: ["apiextensions.k8s.io", "apiregistration.k8s.io", "apps"],
    },
    {
      name: "a group in a block list",
      at: `${role}rules:\n- apiGroups:\n  - ba|`,
      want: ["batch"],
    },
    {
      name: "a group that is there already",
      at: `${role}rules:\n- apiGroups: [apps, ap|]`,
      want: ["apiextensions.k8s.io", "apiregistration.k8s.io"],
    },
    { name: "groups behind the key", at: `${role}rules:\n- apiGroups: ba|`, want: ["batch"] },
    {
      name: "resources of a group",
      at: `${role}rules:\n- apiGroups: [batch]\n  resources: [|]`,
      want: ["cronjobs", "cronjobs/status", "jobs", "jobs/status", "*"],
    },
    {
      name: "resources of two groups",
      at: `${role}rules:\n- apiGroups: [batch, policy]\n  resources: [|]`,
      want: [
        "cronjobs",
        "cronjobs/status",
        "jobs",
        "jobs/status",
        "poddisruptionbudgets",
        "poddisruptionbudgets/status",
        "*",
      ],
    },
    {
      name: "subresources of pods",
      at: `${role}rules:\n- apiGroups: [""]\n  resources: [pods/l|]`,
      want: ["pods/log"],
    },
    {
      name: "resources of a namespace only",
      at: `${role}rules:\n- apiGroups: [""]\n  resources: [nod|]`,
      want: [],
    },
    {
      name: "resources of the cluster",
      at: `${clusterRole}rules:\n- apiGroups: [""]\n  resources: [nod|]`,
      want: ["nodes", "nodes/proxy", "nodes/status"],
    },
    {
      name: "resources in a block list",
      at: `${role}rules:\n- apiGroups:\n  - apps\n  resources:\n  - deployments\n  - dep|`,
      want: ["deployments/scale", "deployments/status"],
    },
    {
      name: "resources before the group",
      at: `${role}rules:\n- resources: [confi|]`,
      want: ["configmaps"],
    },
    {
      name: "names that are no resources",
      at: `${clusterRole}rules:\n- apiGroups: [""]\n  resources: [gro|]`,
      want: ["groups"],
    },
    {
      name: "verbs",
      at: `${role}rules:\n- verbs: [|]`,
      want: [
        "get",
        "list",
        "watch",
        "create",
        "update",
        "patch",
        "delete",
        "deletecollection",
        "*",
      ],
    },
    {
      name: "verbs that are there already",
      at: `${role}rules:\n- verbs: [get, list, |]`,
      want: ["watch", "create", "update", "patch", "delete", "deletecollection", "*"],
    },
    {
      name: "verbs of a subresource",
      at: `${role}rules:\n- apiGroups: [""]\n  resources: [pods/log]\n  verbs: [|]`,
      want: ["get", "*"],
    },
    {
      name: "verbs of exec",
      at: `${role}rules:\n- apiGroups: [""]\n  resources: [pods/exec]\n  verbs: [|]`,
      want: ["get", "create", "*"],
    },
    {
      name: "verbs that are no requests",
      at: `${clusterRole}rules:\n- apiGroups: [rbac.authorization.k8s.io]\n  resources: [clusterroles]\n  verbs: [b|]`,
      want: ["bind"],
    },
    {
      name: "verbs of users",
      at: `${clusterRole}rules:\n- apiGroups: [""]\n  resources: [users]\n  verbs: [i|]`,
      want: ["impersonate"],
    },
    {
      name: "verbs of paths",
      at: `${clusterRole}rules:\n- nonResourceURLs: [/metrics]\n  verbs: [|]`,
      want: ["get", "post", "put", "patch", "delete", "head", "options", "*"],
    },
    {
      name: "verbs in a block list",
      at: `${role}rules:\n- verbs:\n  - get\n  - l|`,
      want: ["list"],
    },
    {
      name: "verbs of the second rule",
      at: `${role}rules:\n- verbs: [get]\n- apiGroups: [""]\n  resources: [pods/log]\n  verbs: [|]`,
      want: ["get", "*"],
    },
    { name: "paths", at: `${clusterRole}rules:\n- nonResourceURLs: [/h|]`, want: ["/healthz"] },
    { name: "names of objects are not known", at: `${role}rules:\n- resourceNames: [|]`, want: [] },
    // Aggregation.
    {
      name: "keys of aggregation",
      at: `${clusterRole}aggregationRule:\n  |`,
      want: ["clusterRoleSelectors"],
    },
    {
      name: "keys of a selector",
      at: `${clusterRole}aggregationRule:\n  clusterRoleSelectors:\n  - |`,
      want: ["matchLabels", "matchExpressions"],
    },
    {
      name: "labels of a selector",
      at: `${clusterRole}aggregationRule:\n  clusterRoleSelectors:\n  - matchLabels:\n      rbac.authorization.k8s.io/aggregate-to-v|`,
      want: ["rbac.authorization.k8s.io/aggregate-to-view"],
    },
    {
      name: "operators",
      at: `${clusterRole}aggregationRule:\n  clusterRoleSelectors:\n  - matchExpressions:\n    - operator: |`,
      want: ["In", "NotIn", "Exists", "DoesNotExist"],
    },
    // Texts that do not parse.
    {
      name: "a bracket that is never closed",
      at: `${role}rules:\n- apiGroups: [""\n  resources: [pods]\n  v|`,
      want: ["verbs"],
    },
    {
      name: "a line without a colon above",
      at: `${binding}metadata\nroleRef:\n  k|`,
      want: ["kind"],
    },
    {
      name: "a line without a colon below",
      at: `${binding}roleRef:\n  k|\n  name\nsubjects: [`,
      want: ["kind"],
    },
    {
      name: "an open quote above",
      at: `${binding}metadata:\n  name: "a\nroleRef:\n  na|`,
      want: ["name"],
    },
    { name: "a broken document before", at: `{{{\n---\n${binding}su|`, want: ["subjects"] },
    { name: "an unknown kind", at: "kind: Pod\nmetadata:\n  na|", want: ["name"] },
    { name: "nothing in a comment", at: `${role}# ru|`, want: [] },
    { name: "nothing in an unknown field", at: `${role}spec:\n  |`, want: [] },
  ])("$name", ({ at, want }) => {
    const found = offer(at);
    expect(want.length === 0 ? found : found.slice(0, want.length)).toEqual(want);
  });
});

describe("the text once a suggestion is taken", () => {
  test.each([
    {
      name: "a version",
      at: "api|",
      label: "apiVersion",
      want: "apiVersion: rbac.authorization.k8s.io/v1",
    },
    {
      name: "a list in a mapping",
      at: `${binding}su|`,
      label: "subjects",
      want: `${binding}subjects:\n- ‹›`,
    },
    { name: "a mapping", at: `${binding}ro|`, label: "roleRef", want: `${binding}roleRef:\n  ‹›` },
    {
      name: "the name of a list that has its items",
      at: `${binding}subj|ect:\n- kind: User\n`,
      label: "subjects",
      want: `${binding}subjects:\n- kind: User\n`,
    },
    {
      name: "the name of a mapping that has its lines, with its colon",
      at: `${binding}ro|\n  name: view\n`,
      label: "roleRef",
      want: `${binding}roleRef:\n  name: view\n`,
    },
    {
      name: "the kind of an object that has one",
      at: "kin|: Role\n",
      label: "kind",
      want: "kind: Role\n",
    },
    {
      name: "the group of a role",
      at: `${binding}roleRef:\n  a|`,
      label: "apiGroup",
      want: `${binding}roleRef:\n  apiGroup: rbac.authorization.k8s.io`,
    },
    {
      name: "a role with a colon",
      at: `${clusterBinding}roleRef:\n  name: |`,
      label: "system:node",
      want: `${clusterBinding}roleRef:\n  name: system:node`,
    },
    {
      name: "the core group",
      at: `${role}rules:\n- apiGroups: [|]`,
      label: '""',
      want: `${role}rules:\n- apiGroups: [""]`,
    },
    {
      name: "a list of one behind the key",
      at: `${role}rules:\n- verbs: |`,
      label: "get",
      want: `${role}rules:\n- verbs: [get]`,
    },
    {
      name: "every verb, quoted",
      at: `${role}rules:\n- verbs: [|]`,
      label: "*",
      want: `${role}rules:\n- verbs: ["*"]`,
    },
    {
      name: "a user of a pattern",
      at: `${binding}subjects:\n- kind: User\n  name: |`,
      label: "ci:{sub}",
      want: `${binding}subjects:\n- kind: User\n  name: ci:‹sub›`,
    },
    {
      name: "a user whose name is half typed",
      at: `${binding}subjects:\n- kind: User\n  name: ci:jo|`,
      label: "ci:{sub}",
      want: `${binding}subjects:\n- kind: User\n  name: ci:‹jo›`,
    },
    {
      name: "a subject with its dash",
      at: `${binding}subjects:\n  |`,
      label: "A group",
      want: `${binding}subjects:\n  - kind: Group\n    name: ‹oidc:developers›\n    apiGroup: rbac.authorization.k8s.io`,
    },
    {
      name: "a binding",
      at: "|",
      label: "A binding in a namespace",
      want: "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: ‹oidc-viewers›\n  namespace: ‹default›\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ‹view›\nsubjects:\n- kind: ‹Group›\n  name: ‹oidc:developers›\n  apiGroup: rbac.authorization.k8s.io\n",
    },
  ])("$name", ({ at, label, want }) => {
    expect(take(at, label)).toBe(want);
  });
});
