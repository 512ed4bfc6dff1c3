import { expect, test } from "vitest";
import { newestMinor } from "../../kube/minor.ts";
import type { LoadedTest, LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { compareWorkspaces } from "./compare-workspaces.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: "idp:"}
anonymous: {enabled: false}
`;
const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: dev}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "idp:dev"}]
`;
const keys = new Map([
  ["https://idp.example.com", '{"keys":[{"kty":"EC","crv":"P-256","kid":"a"}]}'],
]);
const span = { start: 0, end: 0 };
const jane: LoadedTest = {
  name: "jane",
  span,
  asker: {
    kind: "claims",
    claims:
      '{"iss":"https://idp.example.com","aud":"k8s","sub":"jane","groups":["dev"],"exp":1790000600}',
  },
  expect: { verdict: "authenticated", verdictSpan: span, can: [], cannot: [] },
};
const workspace: LoadedWorkspace = {
  name: "",
  versions: [newestMinor],
  target: "static-pod",
  authorizationModes: ["Node", "RBAC"],
  serviceAccountIssuers: [],
  ...{ configuration, bindings, keys: new Map() },
  now: 1_790_000_000,
  defaultPolicy: false,
  tests: [jane],
};

test.each<{ name: string; change: Partial<LoadedWorkspace>; want: readonly string[] }>([
  { name: "a comment", change: { configuration: `# x\n${configuration}` }, want: [] },
  {
    name: "another audience",
    change: { configuration: configuration.replace("[k8s]", "[other]") },
    want: ["jane authenticated→unauthorized dev: lost get,list pods"],
  },
  {
    name: "another prefix",
    change: { configuration: configuration.replaceAll("idp:", "x:") },
    want: [
      "jane authenticated→authenticated dev: lost get,list pods",
      "gained User x:{sub}",
      "gained Group x:{groups[]}",
      "lost User idp:{sub}",
      "lost Group idp:{groups[]}",
    ],
  },
  {
    name: "a rule",
    change: {
      configuration: configuration.replace(
        "  claimMappings:",
        "  claimValidationRules: [{claim: hd, requiredValue: example.com}]\n  claimMappings:",
      ),
    },
    want: [
      "jane authenticated→unauthorized dev: lost get,list pods",
      "conditions User idp:{sub}",
      "conditions Group idp:{groups[]}",
    ],
  },
  {
    name: "a verb more",
    change: { bindings: bindings.replace("[get, list]", "[get, list, delete]") },
    want: ["jane authenticated→authenticated dev: gained delete pods"],
  },
  {
    name: "anonymous requests on one path",
    change: {
      configuration: configuration.replace(
        "{enabled: false}",
        "{enabled: true, conditions: [{path: /livez}]}",
      ),
    },
    want: ["gained User system:anonymous", "gained Group system:unauthenticated"],
  },
  {
    name: "a file that the server refuses",
    change: { configuration: configuration.replace("jwt:", "jwtt:") },
    want: [
      "jane authenticated→refused dev: lost get,list pods",
      "lost User idp:{sub}",
      "lost Group idp:{groups[]}",
      "The configuration after the change is not one that kube-apiserver starts with.",
    ],
  },
  {
    name: "another test",
    change: { tests: [jane, { ...jane, name: "guest", asker: { kind: "anonymous" } }] },
    want: [],
  },
  { name: "a key that is no key", change: { keys }, want: ["key a absent→breaks"] },
])("what changes is said: $name", async ({ change, want }) => {
  const difference = await compareWorkspaces(
    { workspace, minor: newestMinor },
    { workspace: { ...workspace, ...change }, minor: newestMinor },
  );
  expect([
    ...difference.askers.map(({ name, before, after, scopes }) =>
      [
        `${name} ${before.verdict}→${after.verdict}`,
        ...scopes.flatMap(({ namespace, gained, lost }) => [
          ...gained.map(({ verbs, resources }) => `${namespace}: gained ${verbs} ${resources}`),
          ...lost.map(({ verbs, resources }) => `${namespace}: lost ${verbs} ${resources}`),
        ]),
      ].join(" "),
    ),
    ...difference.names.map(({ change: kind, kind: of, name }) => `${kind} ${of} ${name}`),
    ...difference.keys.map(({ id, before, after }) => `key ${id} ${before.kind}→${after.kind}`),
    ...difference.notes,
  ]).toEqual(want);
});
