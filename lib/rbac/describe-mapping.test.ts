import { describe, expect, test } from "vitest";
import { decodeConfiguration } from "../authn/decode.ts";
import { applyEdits } from "../diagnostics/apply-edits.ts";
import { describeMapping } from "./describe-mapping.ts";
import { findNearMisses } from "./near-miss.ts";

const head = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [kubernetes]
  claimMappings:
`;

const cases = [
  {
    name: "the prefix of a claim",
    mapping: '    username:\n      claim: sub\n      prefix: "oidc:"\n',
    ours: "oidc:jane",
    theirs: "jane",
    want: '    username:\n      claim: sub\n      prefix: ""\n',
  },
  {
    name: "an empty prefix",
    mapping: "    username: {claim: sub, prefix: ''}\n",
    ours: "jane",
    theirs: "oidc:jane",
    want: '    username: {claim: sub, prefix: "oidc:"}\n',
  },
  {
    name: "an expression",
    mapping: "    username:\n      expression: '\"github-actions:\" + claims.sub'\n",
    ours: "github-actions:repo:o/r:ref:refs/heads/main",
    theirs: "repo:o/r:ref:refs/heads/main",
    want: "    username:\n      expression: claims.sub\n",
  },
  {
    name: "an expression in a block scalar",
    mapping: "    username:\n      expression: |\n        claims.sub\n    uid:\n      claim: sub\n",
    ours: "jane",
    theirs: "oidc:jane",
    want: "    username:\n      expression: '\"oidc:\" + claims.sub'\n    uid:\n      claim: sub\n",
  },
  {
    name: "a claim that becomes an expression",
    mapping: '    username:\n      claim: email\n      prefix: ""\n    uid:\n      claim: sub\n',
    ours: "jane@example.com",
    theirs: "jane",
    want: "    username:\n      expression: 'claims.email.split(\"@\")[0]'\n    uid:\n      claim: sub\n",
  },
  {
    name: "a claim in flow style that becomes an expression",
    mapping: "    username: {claim: email, prefix: ''}\n",
    ours: "jane@example.com",
    theirs: "jane",
    want: "    username: {expression: 'claims.email.split(\"@\")[0]'}\n",
  },
];

describe("the repair of a mapping", () => {
  test.each(cases)("$name", ({ mapping, ours, theirs, want }) => {
    const text = head + mapping;
    const result = decodeConfiguration(text, 37);
    if (result.kind === "failed") throw new Error("the example does not decode");
    const [miss] = findNearMisses(
      {
        roles: [],
        bindings: [
          {
            kind: "ClusterRoleBinding",
            name: "b",
            namespace: "",
            roleRef: { apiGroup: "", kind: "ClusterRole", name: "view" },
            subjects: [{ kind: "User", apiGroup: "", name: theirs, namespace: "" }],
            origin: { kind: "document" },
          },
        ],
      },
      { username: ours, groups: [] },
      { mapping: describeMapping(text, result.decoded, 0) },
    );
    const edited = applyEdits(text, "configuration", miss?.fixes[0]?.edits ?? []) ?? "";
    expect(edited).toBe(head + want);
    expect(decodeConfiguration(edited, 37).kind).toBe("decoded");
  });

  test("groups of a claim", () => {
    const text = `${head}    username: {claim: sub, prefix: ''}\n    groups: {claim: groups, prefix: 'a:'}\n`;
    const result = decodeConfiguration(text, 37);
    if (result.kind === "failed") throw new Error("the example does not decode");
    const { groups } = describeMapping(text, result.decoded, 0);
    expect([groups?.expression, groups?.prefix]).toEqual(["claims.?groups.orValue([])", "a:"]);
  });
});
