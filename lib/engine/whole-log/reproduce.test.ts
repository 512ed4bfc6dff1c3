import { expect, test } from "vitest";
import { explainText } from "../../explain/explain-text.ts";
import { type GroupKey, keyOf } from "../../explain/whole-log/log-group.ts";
import { newestMinor } from "../../kube/minor.ts";
import { addTest } from "../../workspace/tests/test-list.ts";
import type { AnalysisInput } from "../input.ts";
import { viewTests } from "../tests/tests-view.ts";
import { reproduceGroup } from "./reproduce.ts";

const input: AnalysisInput = {
  minor: newestMinor,
  configuration: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [kubernetes]}
  claimValidationRules:
  - claim: hd
    requiredValue: example.com
  - expression: 'claims.tenant == "acme"'
    message: only tenant acme may log in
  claimMappings:
    username: {expression: '"a:" + claims.name'}
    groups: {expression: 'dyn(claims.roles).map(r, "a:" + r)'}
    extra:
    - {key: example.com/team, valueExpression: claims.org.team}
  userValidationRules:
  - expression: "!user.username.endsWith('system:masters')"
    message: reserved
- issuer: {url: https://mail.example.com, audiences: [mail]}
  claimMappings:
    username: {claim: email, prefix: ""}
    groups: {claim: groups, prefix: "m:"}
- issuer: {url: https://sub.example.com, audiences: [a, b], audienceMatchPolicy: MatchAny}
  claimMappings:
    username: {expression: "claims.?nick.orValue('')"}
`,
  bindings: "",
  keys: {},
  now: 1_790_000_000,
  target: "static-pod",
  authorizationModes: ["Node", "RBAC"],
  disallowedIssuers: [],
  defaultPolicy: true,
  token: "",
};

// What follows err= in a line of the log, and the issuer whose test it must become; undefined: there is none.
const cases: readonly { readonly error: string; readonly want: string | undefined }[] = [
  {
    error:
      "oidc: verify token: oidc: token is expired (Token Expiry: 2026-11-22 00:01:18 +0000 UTC)",
    want: "log: refused: token-expired (jwt[0])",
  },
  {
    error:
      "oidc: verify token: oidc: current time 2026-11-22 01:01:25 +0000 UTC before the nbf (not before) time: 2026-11-22 01:11:18 +0000 UTC",
    want: "log: refused: token-not-yet-valid (jwt[0])",
  },
  {
    error: 'oidc: verify token: oidc: expected audience "mail" got ["grafana"]',
    want: "log: refused: token-audience (jwt[1])",
  },
  { error: "invalid bearer token", want: "log: refused: token-issuer-unknown (jwt[0])" },
  {
    error:
      "oidc: error evaluating username claim expression: expression '\"a:\" + claims.name' resulted in error: no such key: name",
    want: "log: refused: claim-missing name (jwt[0])",
  },
  {
    error:
      "oidc: error evaluating username claim expression: expression '\"a:\" + claims.name' resulted in error: no such overload",
    want: "log: refused: cel-no-such-overload (jwt[0])",
  },
  {
    error:
      "oidc: error evaluating group claim expression: expression 'dyn(claims.roles).map(r, \"a:\" + r)' resulted in error: no such overload",
    want: "log: refused: cel-no-such-overload (jwt[0])",
  },
  {
    error: "expression 'claims.org.team' resulted in error: no such key: org",
    want: "log: refused: claim-missing org (jwt[0])",
  },
  {
    error: "expression 'claims.org.team' resulted in error: no such key: team",
    want: "log: refused: claim-missing org.team (jwt[0])",
  },
  {
    error: "oidc: required claim hd not present in ID token",
    want: "log: refused: claim-missing hd (jwt[0])",
  },
  {
    error:
      "oidc: error evaluating claim validation expression: validation expression 'claims.tenant == \"acme\"' failed: only tenant acme may log in",
    want: "log: refused: rule-false (jwt[0])",
  },
  {
    error:
      "oidc: error evaluating user info validation rule: validation expression '!user.username.endsWith('system:masters')' failed: reserved",
    want: "log: refused: user-rule-false (jwt[0])",
  },
  {
    error: "oidc: email not verified",
    want: "log: refused: email-unverified email_verified (jwt[1])",
  },
  {
    error:
      'oidc: parse groups claim "groups": json: cannot unmarshal object into Go value of type string',
    want: "log: refused: claim-type groups (jwt[1])",
  },
  {
    error: "oidc: empty username via CEL expression is not allowed",
    want: "log: refused: username-empty (jwt[2])",
  },
  {
    error:
      "oidc: error evaluating username claim expression: expression 'claims.gone' resulted in error: no such key: gone",
    want: undefined,
  },
  {
    error: "oidc: verify token: failed to verify signature: failed to verify id token signature",
    want: undefined,
  },
];

function groupOf(error: string): GroupKey {
  const line = `"Unable to authenticate the request" err=${JSON.stringify(error)}`;
  const found = explainText(line);
  if (found === undefined) throw new Error(`not explained: ${error}`);
  return keyOf(found);
}

test.each(cases)("a made-up token ends as the log says: $error", async ({ error, want }) => {
  const found = await reproduceGroup(input, groupOf(error));
  if (found.kind === "none") return expect(want).toBeUndefined();
  expect(found.name).toBe(want);
  const list = addTest("", { name: found.name, ...found.item }) ?? "";
  const { tests } = await viewTests(input, list);
  expect(tests.map(({ state }) => state)).toEqual(["passed"]);
});

test("why a cause cannot be reproduced is said", async () => {
  const key = groupOf("oidc: authenticator not initialized");
  expect(await reproduceGroup(input, key)).toEqual({
    kind: "none",
    reason:
      "The cause is between the API server and the issuer: no token is needed for it, and no test has a network.",
  });
});
