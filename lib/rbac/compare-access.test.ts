import { expect, test } from "vitest";
import { loadApiResources } from "./api-resources.ts";
import { createAuthorizer } from "./authorize.ts";
import { type AccessDifference, compareAccess } from "./compare-access.ts";
import { decodePolicy } from "./manifest/decode.ts";
import type { User } from "./types.ts";

const resources = await loadApiResources();

const roles = `
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
---
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: viewer}
rules:
- {apiGroups: [""], resources: [pods, nodes], verbs: [get]}
- {nonResourceURLs: [/metrics], verbs: [get]}
---
kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: admin}
rules:
- {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
`;

const cluster = (role: string) => `---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: b-${role}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
`;

const local = (namespace: string, role: string) => `---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: b-${role}, namespace: ${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
`;

const jane: User = { username: "jane", groups: ["system:authenticated"] };

const nobody = "nobody";

function ask(before: string, after: string, from: User | typeof nobody = jane, to = from) {
  const side = (text: string, user: User | typeof nobody) => ({
    authorizer: createAuthorizer(decodePolicy(roles + text).policy),
    user: user === nobody ? undefined : user,
  });
  return brief(compareAccess(side(before, from), side(after, to), resources));
}

/** A scope as text: "+ get pods" and "- get pods" by namespace. */
function brief({ scopes, unknownRoles }: AccessDifference) {
  const name = ({ kind, name: role }: { kind: string; name: string }) => `${kind} ${role}`;
  return {
    ...Object.fromEntries(
      scopes.map(({ namespace, gained, lost, gainedRoles, lostRoles, keptIn, hadIn }) => [
        namespace,
        [
          ...[gained, lost].flatMap((rules, index) =>
            rules.map(
              ({ verbs, resources: names, nonResourceURLs }) =>
                `${"+-"[index]} ${verbs} ${[...names, ...nonResourceURLs]}`,
            ),
          ),
          ...gainedRoles.map((role) => `+ ${name(role)}`),
          ...lostRoles.map((role) => `- ${name(role)}`),
          ...keptIn.map((place) => `kept in ${place}`),
          ...hadIn.map((place) => `had in ${place}`),
        ],
      ]),
    ),
    ...(unknownRoles.length > 0 && { unknown: unknownRoles.map(name) }),
  };
}

const cases = [
  { name: "nothing changed", input: ask(cluster("reader"), cluster("reader")), want: {} },
  { name: "gained", input: ask("", cluster("reader")), want: { "": ["+ get,list pods"] } },
  {
    name: "by another role: what both give is no difference",
    input: ask(cluster("reader"), cluster("viewer")),
    want: { "": ["+ get nodes", "+ get /metrics", "- list pods"] },
  },
  {
    name: "in one namespace instead of everywhere",
    input: ask(cluster("reader"), local("app", "reader")),
    want: { "": ["- get,list pods", "kept in app"] },
  },
  {
    name: "everywhere instead of in one namespace",
    input: ask(local("app", "reader"), cluster("admin")),
    want: { "": ["+ * *", "had in app"] },
  },
  {
    name: "a binding in a namespace gives neither nodes nor paths",
    input: ask("", local("app", "viewer")),
    want: { app: ["+ get pods"] },
  },
  {
    name: "from one namespace to another",
    input: ask(local("app", "reader"), local("web", "reader")),
    want: { app: ["- get,list pods"], web: ["+ get,list pods"] },
  },
  {
    name: "no user any more",
    input: ask(cluster("reader"), cluster("reader"), jane, nobody),
    want: { "": ["- get,list pods"] },
  },
  {
    name: "another user",
    input: ask(cluster("reader"), cluster("reader"), { ...jane, username: "john" }, jane),
    want: { "": ["+ get,list pods"] },
  },
  {
    name: "system:masters needs no binding",
    input: ask("", "", jane, { ...jane, groups: ["system:masters"] }),
    want: { "": ["+ * *", "+ * *"] },
  },
  {
    name: "roles that were not given",
    input: ask(cluster("a") + cluster("b"), cluster("b") + local("app", "c")),
    want: { "": ["- ClusterRole a"], app: ["+ ClusterRole c"], unknown: ["ClusterRole b"] },
  },
];

test.each(cases)("compareAccess gives $name", ({ input, want }) => {
  expect(input).toEqual(want);
});
