import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { followPaths, type LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { readTests } from "../../workspace/tests/read-tests.ts";
import { runTests } from "./run-tests.ts";

const folder = path.resolve("examples");
const files = readdirSync(folder).filter((file) => file.endsWith(".claimcheck.yaml"));

test.each(files)("the tests of examples/%s pass with all their versions", async (file) => {
  const results = await runTests(await load(readFileSync(path.join(folder, file), "utf8")));
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(results.length).toBeGreaterThan(0);
});

const head = `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {version: "1.37"}
now: 1790000000
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
  jwt:
  - issuer: {url: https://idp.example.com, audiences: [k8s]}
    claimMappings:
      username: {claim: sub, prefix: "idp:"}
      groups: {claim: groups, prefix: "idp:"}
  anonymous: {enabled: true, conditions: [{path: /livez}]}
bindings: |
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: {name: dev, namespace: dev}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
  subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "idp:dev"}]
tests:
- name: t
`;
const jane = `  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, groups: [dev], exp: now+10m}\n`;
const binding =
  'allowed in dev: RBAC: allowed by RoleBinding "dev/dev" of ClusterRole "view" to Group "idp:dev"';

test.each<{ name: string; input: string; want: readonly (readonly [string, string, string])[] }>([
  {
    name: "another verdict",
    input: `${jane}  expect: {verdict: unauthorized}`,
    want: [["verdict", "unauthorized", "authenticated as idp:jane"]],
  },
  {
    name: "a user with another name and another group",
    input: `${jane}  expect: {user: {username: jane, groups: [dev]}}`,
    want: [
      ["user", 'username "jane"', 'username "idp:jane"'],
      ["user", 'groups ["dev"]', 'groups ["idp:dev", "system:authenticated"]'],
    ],
  },
  {
    name: "an exact user that has a group more",
    input: `${jane}  expect: {user: {username: "idp:jane", groups: ["idp:dev"], exact: true}}`,
    want: [["user", 'groups ["idp:dev"]', 'groups ["idp:dev", "system:authenticated"]']],
  },
  {
    name: "can without a namespace is about default",
    input: `${jane}  expect: {can: [get pods]}`,
    want: [["can", "get pods", "denied in default"]],
  },
  {
    name: "cannot without a namespace is about all",
    input: `${jane}  expect: {cannot: [get pods]}`,
    want: [["cannot", "get pods", binding]],
  },
  {
    name: "cannot with -A is about all",
    input: `${jane}  expect: {cannot: [get pods -A]}`,
    want: [["cannot", "get pods -A", binding]],
  },
  {
    name: "cannot in one namespace",
    input: `${jane}  expect: {can: [get pods -n dev], cannot: [get pods -n prod, get nodes]}`,
    want: [],
  },
  {
    name: "a question that cannot be read",
    input: `${jane}  expect: {cannot: [get]}`,
    want: [
      [
        "cannot",
        "get",
        "you must specify two arguments: verb resource or verb resource/resourceName.",
      ],
    ],
  },
  {
    name: "an anonymous request off the paths of the configuration",
    input: "  anonymous: true\n  expect: {can: [get /livez], cannot: [get /readyz, get /livez]}",
    want: [
      [
        "cannot",
        "get /livez",
        'allowed: RBAC: allowed by ClusterRoleBinding "system:public-info-viewer" of ClusterRole "system:public-info-viewer" to Group "system:unauthenticated"',
      ],
    ],
  },
  {
    name: "a file that loads",
    input: "  expect: {loads: false, cause: config-invalid}",
    want: [["verdict", "refused", "loads"]],
  },
])("what differs is said: $name", async ({ input, want }) => {
  const results = await runTests(await load(head + input));
  const found = results.flatMap(({ mismatches }) =>
    mismatches.map(({ field, expected, actual }) => [field, expected, actual]),
  );
  expect(found).toEqual(want);
});

async function load(text: string): Promise<LoadedWorkspace> {
  const read = readTests(text);
  if (read.workspace === undefined) throw new Error(JSON.stringify(read.findings));
  const surroundings = { readFiles: async () => [], readVariable: () => undefined };
  const { workspace, findings } = await followPaths(read.workspace, surroundings, 0);
  if (workspace === undefined) throw new Error(JSON.stringify(findings));
  return workspace;
}
