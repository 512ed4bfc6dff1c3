import { expect, test } from "vitest";
import { newestMinor } from "../../kube/minor.ts";
import type { AnalysisInput } from "../input.ts";
import { proposeTest } from "./propose-test.ts";

const now = 1_790_000_000;
const input: AnalysisInput = {
  minor: newestMinor,
  configuration: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {expression: "'idp:' + claims.email"}
    groups: {claim: groups, prefix: "idp:"}
  claimValidationRules:
  - expression: claims.email_verified == true
  - expression: claims.email.endsWith("@example.com")
`,
  bindings: "",
  keys: {},
  now,
  target: "static-pod",
  authorizationModes: ["Node", "RBAC"],
  disallowedIssuers: [],
  defaultPolicy: true,
  token: "",
};
const claims = {
  ...{ iss: "https://idp.example.com", aud: "k8s", sub: "42", exp: now + 600, iat: now - 60 },
  ...{ email: "jane@example.com", email_verified: true, groups: ["dev"] },
  ...{ name: "Jane Doe", jti: "x1", nonce: "n", picture: "https://example.com/jane" },
};
const kept = {
  ...{ iss: "https://idp.example.com", aud: "k8s", exp: "now+600s", iat: "now-60s" },
  ...{ email: "jane@example.com", email_verified: true, groups: ["dev"] },
};

test("a token that gets in becomes a test with the claims that are read", async () => {
  expect(await proposeTest({ ...input, token: JSON.stringify(claims) })).toEqual({
    kind: "proposed",
    own: {
      name: "idp:jane@example.com gets in",
      item: {
        claims: kept,
        expect: { user: { username: "idp:jane@example.com", groups: ["idp:dev"] } },
      },
    },
    madeUp: {
      name: "idp:test.user@example.com gets in",
      item: {
        claims: { ...kept, email: "test.user@example.com" },
        expect: { user: { username: "idp:test.user@example.com", groups: ["idp:dev"] } },
      },
      replaced: ["email"],
      kept: [],
    },
    left: ["sub", "name", "jti", "nonce", "picture"],
  });
});

test("a name that a binding gives permissions to is not made up", async () => {
  const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: jane}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "idp:jane@example.com"}]
`;
  const found = await proposeTest({ ...input, bindings, token: JSON.stringify(claims) });
  expect(found.kind === "proposed" && found.madeUp).toBe(undefined);
});

test.each<{ name: string; change: object; want: object }>([
  { name: "a rule", change: { email_verified: false }, want: { cause: "rule-false" } },
  { name: "its audience", change: { aud: "x" }, want: { cause: "token-audience" } },
  { name: "its age", change: { exp: now - 100 }, want: { cause: "token-expired" } },
])("a refused token expects the cause: $name", async ({ change, want }) => {
  const found = await proposeTest({ ...input, token: JSON.stringify({ ...claims, ...change }) });
  expect(found.kind === "proposed" && found.own.item.expect).toEqual(want);
});

test("a file that the server refuses is a test without an asker", async () => {
  const found = await proposeTest({ ...input, configuration: "kind: X", token: "{}" });
  expect(found).toEqual({
    kind: "proposed",
    own: {
      name: "the file is refused",
      item: { expect: { loads: false, cause: "config-decode" } },
    },
    left: [],
  });
});

test.each([
  { name: "no token", token: "" },
  { name: "an opaque token", token: "glpat-abc" },
])("proposeTest proposes no test from $name", async ({ token }) => {
  expect((await proposeTest({ ...input, token })).kind).toBe("refused");
});
