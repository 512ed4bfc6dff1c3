import { beforeAll, describe, expect, test } from "vitest";
import { type ApiResource, loadApiResources, withNamedResources } from "./api-resources.ts";
import { decideAccess } from "./authorization-modes.ts";
import { createAuthorizer } from "./authorize.ts";
import { loadDefaultPolicy } from "./default-policy/load.ts";
import { listEffectivePermissions } from "./effective.ts";
import { findEscalations, findPublicBindings } from "./escalation.ts";
import { formatQuestion } from "./format-question.ts";
import { proposeGrants } from "./grant.ts";
import { decodePolicy, mergePolicies } from "./manifest/decode.ts";
import {
  groupSubject,
  userSubject,
  writeManifest,
  writeSubjects,
} from "./manifest/write-manifest.ts";
import { findNearestRules, formatLack } from "./nearest-rules.ts";
import { parseQuestion } from "./parse-question.ts";
import type { AccessRequest, Policy } from "./types.ts";
import { listWhoCan } from "./who-can.ts";

let resources: readonly ApiResource[] = [];
let defaults: Policy = { roles: [], bindings: [] };

beforeAll(async () => {
  resources = await loadApiResources();
  defaults = await loadDefaultPolicy(37);
});

const jane = { username: "jane", groups: ["dev", "system:authenticated"] };

const objects = `kind: ClusterRole
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
- {apiGroups: [""], resources: [secrets], resourceNames: [db], verbs: [get]}
- {nonResourceURLs: [/metrics], verbs: [get]}
- {apiGroups: [example.com], resources: [widgets, widgets/status], verbs: ["*"]}
---
kind: ClusterRoleBinding
metadata: {name: readers}
roleRef: {kind: ClusterRole, name: reader}
subjects:
- {kind: Group, name: dev}
- {kind: User, name: john}
---
kind: Role
metadata: {name: deployer, namespace: app}
rules:
- {apiGroups: [apps], resources: [deployments], verbs: [create]}
---
kind: RoleBinding
metadata: {name: deployers, namespace: app}
roleRef: {kind: Role, name: deployer}
subjects:
- {kind: User, name: jane}
- {kind: ServiceAccount, name: bot}
---
kind: RoleBinding
metadata: {name: lost, namespace: gone}
roleRef: {kind: ClusterRole, name: missing}
subjects:
- {kind: User, name: jane}
`;

describe("parseQuestion", () => {
  const cases = [
    { input: "get pods", want: "get pods -n app" },
    { input: "get pods -n other", want: "get pods -n other" },
    { input: "kubectl auth can-i get po --namespace=other", want: "get pods -n other" },
    { input: "get pods/log -n app", want: "get pods --subresource=log -n app", warns: 1 },
    { input: "get pods --subresource log", want: "get pods --subresource=log -n app" },
    { input: "get pods/web-1", want: "get pods/web-1 -n app" },
    { input: "create deployments.apps", want: "create deployments.apps -n app" },
    { input: "create deploy", want: "create deployments.apps -n app" },
    { input: "create deployment.v1.apps -A", want: "create deployments.apps -A" },
    { input: "list jobs.batch/bar -n foo", want: "list jobs.batch/bar -n foo" },
    { input: "get events.events.k8s.io", want: "get events.events.k8s.io -n app" },
    { input: "get ev", want: "get events -n app" },
    { input: "get nodes", want: "get nodes -A", warns: 1 },
    { input: "* *", want: "* * -n app" },
    { input: "get /metrics", want: "get /metrics" },
    { input: "impersonate users/jane -A", want: "impersonate users/jane -A" },
    { input: "frobnicate pods", want: "frobnicate pods -n app", warns: 1 },
    { input: "get nosuch", want: "get nosuch -n app", warns: 1 },
    { input: "frobnicate /x", want: "frobnicate /x", warns: 1 },
  ];

  test.each(cases)("reads $input", ({ input, want, warns = 0 }) => {
    const question = parseQuestion(input, resources, "app");
    if (question.kind !== "question") throw new Error(question.message);
    expect(formatQuestion(question.request)).toBe(want);
    expect(question.warnings.length).toBe(warns);
  });

  const texts = [
    { input: "get nodes", want: ["resource 'nodes' is not namespace scoped"] },
    {
      input: "get clusterroles",
      want: [
        "resource 'clusterroles' is not namespace scoped in group 'rbac.authorization.k8s.io'",
      ],
    },
    { input: "frobnicate pods", want: ["verb 'frobnicate' is not a known verb"] },
    { input: "get nosuch", want: ["the server doesn't have a resource type 'nosuch'"] },
    {
      input: "get widgets.example.org",
      want: ["the server doesn't have a resource type 'widgets' in group 'example.org'"],
    },
    {
      input: "get pods/log",
      want: [
        "read as the subresource; kubectl takes 'pods/log' for the object named 'log' and wants --subresource=log",
      ],
    },
  ];

  test.each(texts)("warns about $input", ({ input, want }) => {
    const question = parseQuestion(input, resources, "app");
    expect(question.kind === "question" && question.warnings).toEqual(want);
  });

  test.each([
    "",
    "get",
    "get pods more",
    "get pods -n",
    "get pods --what=x",
    "get /x --subresource=y",
    "get pods --as-group=x",
    "get pods --as-uid=x",
  ])("cannot read %s", (input) =>
    expect(parseQuestion(input, resources, "app").kind).toBe("unreadable"),
  );

  test("somebody else", () => {
    const question = parseQuestion(
      "get pods --as=system:serviceaccount:dev:foo --as-group=x",
      resources,
      "",
    );
    expect(question.kind === "question" && question.as).toEqual({
      username: "system:serviceaccount:dev:foo",
      groups: ["x"],
    });
  });

  test("somebody else by name and uid", () => {
    const question = parseQuestion("get pods --as jane --as-uid=u-1", resources, "");
    expect(question.kind === "question" && question.as).toEqual({
      username: "jane",
      groups: [],
      uid: "u-1",
    });
  });
});

describe("decisions and what is near", () => {
  const cases = [
    {
      input: "get pods",
      verdict: "allowed",
      reason:
        'RBAC: allowed by ClusterRoleBinding "readers" of ClusterRole "reader" to Group "dev"',
      near: [],
    },
    {
      input: "create deployments.apps",
      verdict: "allowed",
      reason: 'RBAC: allowed by RoleBinding "deployers/app" of Role "deployer" to User "jane"',
      near: [],
    },
    {
      input: "create pods",
      verdict: "denied",
      reason: "",
      near: ['verb "create" (has get, list)'],
    },
    { input: "get secrets/other", verdict: "denied", reason: "", near: ['name "other" (has db)'] },
    {
      input: "list secrets",
      verdict: "denied",
      reason: "",
      near: ['verb "list" (has get), name of any object (has db)'],
    },
    {
      input: "get pods/exec",
      verdict: "denied",
      reason: "",
      near: ['resource "pods/exec" (has pods, pods/log)'],
    },
    {
      input: "create deployments.apps -n other",
      verdict: "denied",
      reason: "",
      near: ['namespace "other" (has app)'],
    },
    { input: "post /metrics", verdict: "denied", reason: "", near: ['verb "post" (has get)'] },
    { input: "get /healthz", verdict: "denied", reason: "", near: [] },
    { input: "get pods.metrics.k8s.io", verdict: "denied", reason: "", near: [] },
    {
      input: "delete leases -n gone",
      verdict: "unknown",
      reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "missing" not found',
      near: [],
    },
  ];

  test.each(cases)("decides $input", ({ input, verdict, reason, near }) => {
    const authorizer = createAuthorizer(decodePolicy(objects).policy);
    const question = parseQuestion(input, resources, "app");
    if (question.kind !== "question") throw new Error(question.message);
    const decision = authorizer.authorize(jane, question.request);
    expect([decision.verdict, decision.reason]).toEqual([verdict, reason]);
    if (verdict !== "denied") return;
    const rules = findNearestRules(authorizer, jane, question.request);
    expect(rules.map(({ lacks }) => lacks.map(formatLack).join(", "))).toEqual(near);
  });
});

describe("authorization modes", () => {
  const pods: AccessRequest = {
    kind: "resource",
    verb: "get",
    apiGroup: "",
    resource: "pods",
    subresource: "",
    name: "",
    namespace: "app",
  };
  const nodes = { ...pods, resource: "nodes" };
  const kubelet = { username: "system:node:a", groups: ["system:nodes", "system:authenticated"] };
  const master = { username: "root", groups: ["system:masters"] };
  const cases = [
    { modes: ["Node", "RBAC"], user: jane, request: pods, want: ["allowed", undefined] },
    { modes: ["Node", "RBAC"], user: jane, request: nodes, want: ["denied", undefined] },
    {
      modes: ["Node", "RBAC"],
      user: kubelet,
      request: nodes,
      want: ["unknown", "RBAC does not allow; Node may"],
    },
    {
      modes: ["Node", "RBAC", "Webhook"],
      user: jane,
      request: nodes,
      want: ["unknown", "RBAC does not allow; Webhook may"],
    },
    {
      modes: ["Webhook", "RBAC"],
      user: jane,
      request: pods,
      want: ["allowed", "RBAC allows, unless Webhook denies first."],
    },
    {
      modes: ["AlwaysAllow"],
      user: jane,
      request: nodes,
      want: ["allowed", "The authorization mode AlwaysAllow allows everything."],
    },
    {
      modes: ["ABAC"],
      user: jane,
      request: pods,
      want: ["unknown", "Nothing known here allows it; ABAC may"],
    },
    {
      modes: ["AlwaysDeny"],
      user: jane,
      request: pods,
      want: ["denied", "No authorization mode allows anything."],
    },
    {
      modes: ["RBAC"],
      user: master,
      request: nodes,
      want: [
        "allowed",
        "Members of system:masters are allowed everything before any authorizer is asked.",
      ],
    },
  ];

  test.each(cases)(
    "the modes $modes decide for the user $user.username",
    ({ modes, user, request, want }) => {
      const authorizer = createAuthorizer(decodePolicy(objects).policy);
      const { verdict, note } = decideAccess(modes, authorizer, user, request);
      expect([verdict, note]).toEqual(want);
    },
  );
});

describe("the matrix", () => {
  const show = (policy: Policy, user: typeof jane, namespace: string) => {
    const authorizer = createAuthorizer(policy);
    const all = withNamedResources(resources, policy);
    const matrix = listEffectivePermissions(authorizer, user, namespace, all);
    const rows = matrix.groups.flatMap(({ group, rows: list }) =>
      list.map((row) => ({ ...row, name: group === "" ? row.name : `${group}:${row.name}` })),
    );
    return [...rows, ...matrix.paths].flatMap(({ name, cells }) => {
      const given = [...cells].filter(([, { verdict }]) => verdict !== "denied");
      const verbs = given.map(([verb, { verdict }]) => (verdict === "named" ? `(${verb})` : verb));
      return verbs.length === 0 ? [] : [`${name} ${verbs.join(" ")}`];
    });
  };

  test("cluster-wide", () => {
    expect(show(decodePolicy(objects).policy, jane, "")).toEqual([
      "pods get list",
      "pods/log get",
      "secrets (get)",
      "example.com:widgets get list watch create update patch delete deletecollection",
      "example.com:widgets/status get update patch",
      "/metrics get",
    ]);
  });

  test("in a namespace the RoleBindings join", () => {
    expect(show(decodePolicy(objects).policy, jane, "app")).toContain("apps:deployments create");
  });

  test("a RoleBinding reaches no cluster-scoped resource", () => {
    const policy = mergePolicies(
      defaults,
      decodePolicy(
        "kind: RoleBinding\nmetadata: {name: b, namespace: app}\nroleRef: {kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: User, name: x}]\n",
      ).policy,
    );
    const rows = show(policy, { username: "x", groups: [] }, "app");
    expect(rows).toContain(
      "pods get list watch create update patch delete deletecollection".replace(
        "get list watch create update patch delete deletecollection",
        "create delete deletecollection get list patch update watch",
      ),
    );
    expect(rows.some((row) => /^nodes |^\/|^\*/.test(row))).toBe(false);
  });

  test("a cell names every rule that grants it", () => {
    const policy = decodePolicy(
      `${objects}---\nkind: ClusterRoleBinding\nmetadata: {name: again}\nroleRef: {kind: ClusterRole, name: reader}\nsubjects: [{kind: User, name: jane}]\n`,
    ).policy;
    const { groups } = listEffectivePermissions(createAuthorizer(policy), jane, "", resources);
    const cell = groups[0]?.rows.find(({ name }) => name === "pods")?.cells.get("get");
    expect(
      cell?.grants.map(({ applied, role, index }) => [
        applied.binding.name,
        role.name,
        index,
        role.origin.line,
      ]),
    ).toEqual([
      ["readers", "reader", 0, 1],
      ["again", "reader", 0, 1],
    ]);
  });
});

describe("who can", () => {
  const pods: AccessRequest = {
    kind: "resource",
    verb: "create",
    apiGroup: "apps",
    resource: "deployments",
    subresource: "",
    name: "",
    namespace: "app",
  };

  test("every subject of the bindings", () => {
    const { subjects } = listWhoCan(createAuthorizer(decodePolicy(objects).policy), pods);
    expect(subjects.map(({ kind, name, namespace }) => `${kind} ${namespace}/${name}`)).toEqual([
      "User /jane",
      "ServiceAccount app/bot",
    ]);
  });

  test.each([
    { name: "all namespaces", anyNamespace: false, want: [] },
    {
      name: "any single namespace too",
      anyNamespace: true,
      want: ["User jane: app", "ServiceAccount bot: app"],
    },
  ])("in $name", ({ anyNamespace, want }) => {
    const request = { ...pods, namespace: "" };
    const authorizer = createAuthorizer(decodePolicy(objects).policy);
    const { subjects } = listWhoCan(authorizer, request, anyNamespace);
    expect(
      subjects.map(
        ({ kind, name, grants }) =>
          `${kind} ${name}: ${grants.map(({ applied }) => applied.binding.namespace).join(", ")}`,
      ),
    ).toEqual(want);
  });

  test("roles that were not given are said", () => {
    const { unknownRoles } = listWhoCan(createAuthorizer(decodePolicy(objects).policy), {
      ...pods,
      namespace: "gone",
    });
    expect(unknownRoles).toEqual([{ kind: "ClusterRole", namespace: "", name: "missing" }]);
  });
});

describe("grants", () => {
  const wanted = (text: string): AccessRequest => {
    const question = parseQuestion(text, resources, "app");
    if (question.kind !== "question") throw new Error(question.message);
    return question.request;
  };

  test("a new role with just the rules comes first, then roles by what more they give", () => {
    const authorizer = createAuthorizer(defaults);
    const proposals = proposeGrants(
      authorizer,
      groupSubject("gitlab:dev"),
      [wanted("get pods"), wanted("list pods")],
      resources,
    );
    expect(proposals.slice(0, 3).map(({ kind, title }) => [kind, title])).toEqual([
      ["new", 'Make Role "get-list-pods"'],
      ["existing", 'Bind ClusterRole "view"'],
      ["existing", 'Bind ClusterRole "edit"'],
    ]);
    const own = proposals.filter(({ title }) => !title.includes('"system:'));
    expect(own.map(({ excess }) => excess)).toEqual(
      own.map(({ excess }) => excess).sort((x, y) => x - y),
    );
    expect(own.at(-1)?.title).toBe('Bind ClusterRole "cluster-admin"');
    expect(proposals[0]?.manifest).toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: get-list-pods
  namespace: app
rules:
- apiGroups:
  - ""
  resources:
  - pods
  verbs:
  - get
  - list
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: get-list-pods-gitlab-dev
  namespace: app
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: get-list-pods
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: gitlab:dev
`);
  });

  test.each([
    "get pods",
    "get pods/log -n app",
    "create deploy -A",
    "get /metrics",
    "get secrets/db",
  ])("every proposal for '%s' allows it", (text) => {
    const request = wanted(text);
    const proposals = proposeGrants(
      createAuthorizer(defaults),
      userSubject("jane"),
      [request],
      resources,
    );
    expect(proposals.length).toBeGreaterThan(1);
    for (const { manifest } of proposals) {
      const policy = mergePolicies(defaults, decodePolicy(manifest).policy);
      const { verdict } = createAuthorizer(policy).authorize(
        { username: "jane", groups: [] },
        request,
      );
      expect([manifest, verdict]).toEqual([manifest, "allowed"]);
    }
  });

  test("what is written is read back", () => {
    const { policy } = decodePolicy(objects);
    const again = decodePolicy(writeManifest([...policy.roles, ...policy.bindings]));
    const plain = ({
      origin: _,
      ...object
    }: Policy["roles"][number] | Policy["bindings"][number]) =>
      JSON.stringify(object).replaceAll('"apiGroup":""', '"apiGroup":"rbac.authorization.k8s.io"');
    expect(again.diagnostics).toEqual([]);
    expect(again.policy.roles.map(plain)).toEqual(policy.roles.map(plain));
    expect(again.policy.bindings.map(plain)).toEqual(policy.bindings.map(plain));
  });

  test("subjects of a user", () => {
    expect(
      writeSubjects({
        username: "system:serviceaccount:app:bot",
        groups: ["a: b", "system:authenticated"],
      }),
    ).toBe(
      "subjects:\n- kind: ServiceAccount\n  name: bot\n  namespace: app\n- apiGroup: rbac.authorization.k8s.io\n  kind: Group\n  name: 'a: b'\n",
    );
  });
});

describe("escalation", () => {
  const give = (rule: string, namespace?: string) => `kind: ClusterRole
metadata: {name: r}
rules: [${rule}]
---
kind: ${namespace ? "RoleBinding" : "ClusterRoleBinding"}
metadata: {name: b${namespace ? `, namespace: ${namespace}` : ""}}
roleRef: {kind: ClusterRole, name: r}
subjects: [{kind: User, name: jane}]
`;
  const cases = [
    { name: "nothing", rule: '{apiGroups: [""], resources: [pods], verbs: [get]}', want: [] },
    {
      name: "wildcard",
      rule: '{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}',
      want: ["wildcard"],
    },
    {
      name: "secrets",
      rule: '{apiGroups: [""], resources: [secrets], verbs: [list]}',
      want: ["secrets-read"],
    },
    {
      name: "exec",
      rule: '{apiGroups: [""], resources: [pods/exec], verbs: [create]}',
      want: ["exec"],
    },
    {
      name: "exec of every resource",
      rule: '{apiGroups: ["*"], resources: ["*/exec"], verbs: ["*"]}',
      want: ["exec"],
    },
    {
      name: "pods",
      rule: '{apiGroups: [""], resources: [pods], verbs: [create]}',
      want: ["pods-create"],
    },
    {
      name: "workloads",
      rule: "{apiGroups: [apps], resources: [deployments], verbs: [patch]}",
      want: ["pods-create"],
    },
    {
      name: "impersonate",
      rule: '{apiGroups: [""], resources: [users], verbs: [impersonate]}',
      want: ["impersonate"],
    },
    {
      name: "bind",
      rule: "{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}",
      want: ["bind"],
    },
    {
      name: "escalate",
      rule: "{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}",
      want: ["escalate"],
    },
    {
      name: "roles",
      rule: "{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}",
      want: ["roles-write"],
    },
    {
      name: "kubelets",
      rule: '{apiGroups: [""], resources: [nodes/proxy], verbs: [get]}',
      want: ["nodes-proxy"],
    },
    {
      name: "half of an approval",
      rule: "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}",
      want: [],
    },
    {
      name: "approval",
      rule: "{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval, signers], verbs: [update, approve]}",
      want: ["csr-approve"],
    },
    {
      name: "webhooks",
      rule: "{apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [create]}",
      want: ["webhook-write"],
    },
    {
      name: "tokens",
      rule: '{apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}',
      want: ["token-request"],
    },
    {
      name: "nodes in a namespace",
      rule: '{apiGroups: [""], resources: [nodes/proxy], verbs: [get]}',
      namespace: "app",
      want: [],
    },
    {
      name: "secrets of a namespace",
      rule: '{apiGroups: [""], resources: [secrets], verbs: [get]}',
      namespace: "app",
      want: ["secrets-read app"],
    },
  ];

  test.each(cases)("a way to more permissions: $name", ({ rule, namespace, want }) => {
    const { policy } = decodePolicy(give(rule, namespace));
    const found = findEscalations(createAuthorizer(policy), { username: "jane", groups: [] });
    expect(found.map(({ id, namespace: where }) => `${id} ${where}`.trim())).toEqual(want);
  });

  test("the path goes on through the service accounts of the namespace", () => {
    const policy = mergePolicies(
      defaults,
      decodePolicy(`${give('{apiGroups: [""], resources: [pods], verbs: [create]}', "app")}---
kind: ClusterRoleBinding
metadata: {name: operator}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: operator, namespace: app}]
`).policy,
    );
    const [found] = findEscalations(createAuthorizer(policy), { username: "jane", groups: [] });
    expect(found?.path).toEqual([
      'User "jane"',
      'RoleBinding "b/app" of ClusterRole "r" to User "jane"',
      'Create pods in the namespace "app"',
      'User "system:serviceaccount:app:operator"',
      'ClusterRoleBinding "operator" of ClusterRole "cluster-admin"',
      "Everything",
    ]);
  });

  test("bindings to everybody", () => {
    const binding = (name: string, subject: string, role: string) =>
      `kind: ClusterRoleBinding\nmetadata: {name: ${name}}\nroleRef: {kind: ClusterRole, name: ${role}}\nsubjects: [${subject}]\n`;
    const policy = mergePolicies(
      defaults,
      decodePolicy(
        [
          binding("a", "{kind: Group, name: 'system:authenticated'}", "cluster-admin"),
          binding("b", "{kind: User, name: 'system:anonymous'}", "system:discovery"),
          binding("c", "{kind: Group, name: dev}", "cluster-admin"),
        ].join("---\n"),
      ).policy,
    );
    const found = findPublicBindings(policy, createAuthorizer(policy));
    expect(found.map(({ severity, message }) => [severity, message])).toEqual([
      [
        "critical",
        'ClusterRoleBinding "a" gives ClusterRole "cluster-admin" to everybody whom any authenticator accepts, each issuer\'s users included. It allows: everything.',
      ],
      [
        "low",
        'ClusterRoleBinding "b" gives ClusterRole "system:discovery" to everybody who can reach the server, without credentials.',
      ],
    ]);
  });
});
