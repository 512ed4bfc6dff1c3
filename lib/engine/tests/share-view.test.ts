import { expect, test } from "vitest";
import { usualCluster, usualExport } from "../../workspace/parse-workspace.ts";
import { decodeShare } from "../../workspace/share/share-link.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { writeWorkspaceFile } from "../../workspace/workspace-file.ts";
import { prepareShare } from "./share-view.ts";

const workspace: Workspace = {
  apiVersion: "claimcheck/v1alpha1",
  kind: "Workspace",
  id: "secret-id",
  name: "prod",
  cluster: usualCluster,
  configuration: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: email, prefix: "idp:"}
    groups: {claim: groups, prefix: "idp:"}
  claimValidationRules:
  - expression: claims.dept == "sales"
  - expression: claims.level.startsWith("L")
`,
  bindings: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: jane}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "idp:jane@corp.test"}] # mine
`,
  running: { configuration: "# of the cluster" },
  defaultPolicy: true,
  export: { ...usualExport, server: "https://api.corp.test" },
  now: 1_790_000_000,
};

function testOf(level: string): string {
  return `- name: jane@corp.test views # her address
  claims:
    iss: https://idp.example.com
    aud: k8s
    exp: now+10m
    email: jane@corp.test
    groups: [team-blue]
    dept: sales
    level: ${level}
  expect:
    user: {username: "idp:jane@corp.test", groups: ["idp:team-blue"]}
    can: [get pods]
`;
}

test("claim values are made up in claims, expectations and bindings, and the test ends the same", async () => {
  const given = { ...workspace, tests: testOf("L") };
  const view = await prepareShare(writeWorkspaceFile([given]), [], 0);
  expect(view.tests).toEqual([
    { index: 0, name: "jane@corp.test views", kind: "made-up", passed: true },
  ]);
  expect(view.text).toBe(`apiVersion: claimcheck/v1alpha1
kind: Workspace
id: ""
name: prod
cluster:
  version: "1.37"
  target: static-pod
  authorizationModes:
    - Node
    - RBAC
configuration: |
${workspace.configuration.replace(/^(?=.)/gm, "  ")}bindings: |
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: {name: jane}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
  subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "idp:user1@example.com"}] # mine
running: {}
now: 1790000000
defaultPolicy: true
export:
  comments: kept
  cluster: ""
  server: ""
  namespace: ""
  shoot: ""
tests:
  - name: user1@example.com views
    claims:
      iss: https://idp.example.com
      aud: k8s
      exp: now+10m
      email: user1@example.com
      groups:
        - value-2
      dept: sales
      level: L
    expect:
      user:
        username: idp:user1@example.com
        groups:
          - idp:value-2
      can:
        - get pods
`);
  expect(decodeShare(view.fragment)).toBe(view.text);
});

test("a test that ends otherwise with other values is left out, unless its values may go out", async () => {
  const given = { ...workspace, tests: testOf("L7-staff") };
  const without = await prepareShare(writeWorkspaceFile([given]), [], 0);
  expect(without.tests.map(({ kind }) => kind)).toEqual(["left-out"]);
  expect(without.text).not.toContain("L7-staff");
  const own = await prepareShare(writeWorkspaceFile([given]), [0], 0);
  expect(own.tests.map(({ kind }) => kind)).toEqual(["own"]);
  expect(own.text).toContain("level: L7-staff");
  expect(own.text).toContain("idp:jane@corp.test");
});

test.each([
  {
    name: "values that were made up when the test was kept stay",
    email: "test.user@corp.test",
    rule: 'claims.email.endsWith("@other.test")',
    want: { kind: "as-is", passed: false, email: "test.user@corp.test" },
  },
  {
    name: "the domain that the configuration names stays",
    email: "jane@corp.test",
    rule: 'claims.email.endsWith("@corp.test")',
    want: { kind: "made-up", passed: true, email: "user1@corp.test" },
  },
  {
    name: "a test that fails is told apart",
    email: "jane@corp.test",
    rule: 'claims.email.endsWith("@other.test")',
    want: { kind: "made-up", passed: false, email: "user1@example.com" },
  },
])("a shared e-mail address: $name", async ({ email, rule, want }) => {
  const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "idp:"}}
  claimValidationRules:
  - expression: ${rule}
`;
  const tests = `- name: enters
  claims: {iss: https://idp.example.com, aud: k8s, exp: now+10m, sub: test-subject, email: ${email}}
  expect: {verdict: authenticated}
`;
  const { tests: list, text } = await prepareShare(
    writeWorkspaceFile([{ ...workspace, configuration, tests }]),
    [],
    0,
  );
  expect(list).toEqual([{ index: 0, name: "enters", kind: want.kind, passed: want.passed }]);
  expect(text).toContain(`email: ${want.email}\n`);
});

test("a text of tests that is no list is left out", async () => {
  const view = await prepareShare(writeWorkspaceFile([{ ...workspace, tests: "name: x" }]), [], 0);
  expect(view.problem).toBe("The tests are left out, because their text is no list.");
  expect(view.text).not.toContain("tests:");
});
