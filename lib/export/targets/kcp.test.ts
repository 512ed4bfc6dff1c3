import { describe, expect, test } from "vitest";
import { exportTarget } from "../targets.ts";
import type { ExportInput, TargetExport } from "../types.ts";

// kcp-dev/kcp at dac74f5: types_workspaceauthentication.go has the fields and the rules about them, pkg/authentication refuses
// names with system: and drops such groups, docs/content/concepts/authentication/workspace.md has the limits.

function exportKcp(jwt: string): TargetExport {
  const input: ExportInput = {
    configuration: `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n${jwt}`,
    bindings: "",
    minor: 37,
    comments: "kept",
    issuers: [],
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  };
  const result = exportTarget(input, "kcp");
  if (result.kind === "refused") throw new Error(result.reason);
  return result.target;
}

test("the object and the patch of the type", () => {
  const { files, changes, problems } = exportKcp(`anonymous: {enabled: true}
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: "idp:"}
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
  - {expression: has(claims.tid)}
  userValidationRules:
  - {expression: "user.username != 'idp:root'", message: not root}
`);
  expect(files).toEqual([
    {
      path: "kcp/workspace-authentication.yaml",
      language: "yaml",
      text: `apiVersion: tenancy.kcp.io/v1alpha1
kind: WorkspaceAuthenticationConfiguration
metadata:
  name: authentication
spec:
  jwt:
    - issuer:
        url: https://idp.example.com
        audiences:
          - k8s
      claimValidationRules:
        - claim: hd
          requiredValue: example.com
        - expression: has(claims.tid)
          message: The rule is not fulfilled
      claimMappings:
        username:
          claim: sub
          prefix: "idp:"
        groups:
          claim: groups
          prefix: "idp:"
      userValidationRules:
        - expression: user.username != 'idp:root'
          message: not root
`,
    },
    {
      path: "kcp/workspace-type.patch.yaml",
      language: "yaml",
      text: `spec:
  authenticationConfigurations:
    - name: authentication
`,
    },
  ]);
  expect(changes).toEqual([
    "anonymous was left out: the object has no such field, and kcp decides itself what is open without credentials",
    "Rules in claimValidationRules without a message got “The rule is not fulfilled”: kcp requires one.",
  ]);
  expect(problems).toEqual([]);
});

describe("what kcp does not take", () => {
  const entry = (more: string) => `jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
${more}`;
  test.each([
    {
      name: "a key of extra with its domain",
      jwt: entry(`    extra: [{key: tenancy.kcp.io/x, valueExpression: claims.tid}]\n`),
      want: ['kcp takes no key of extra with kcp.io in it: "tenancy.kcp.io/x".'],
    },
    {
      name: "an empty value that a claim must have",
      jwt: entry(`  claimValidationRules: [{claim: hd, requiredValue: ""}]\n`),
      want: [
        'kcp does not take an empty requiredValue: write the rule for the claim "hd" as an expression.',
      ],
    },
  ])("$name", ({ jwt, want }) => expect(exportKcp(jwt).problems).toEqual(want));
});

test("names of the system are told, where they can come out", () => {
  const { changes } = exportKcp(`jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: ""}
    groups: {claim: groups, prefix: ""}
`);
  expect(changes).toEqual([
    "kcp refuses users whose name begins with system:.",
    "kcp drops groups that begin with system:.",
  ]);
});
