import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { formatLogLine } from "../authn/load.ts";
import { explainText } from "./explain-text.ts";

const head = "E1122 01:01:19.201075    1669 authentication.go:76] ";
const authn = (error: string) =>
  `${head}"Unable to authenticate the request" err=${JSON.stringify(error)}`;

describe("explainText", () => {
  test.each([
    {
      name: "a klog line with its head",
      text: authn("[invalid bearer token, oidc: email not verified]"),
      want: {
        by: "kube-apiserver",
        code: "email-unverified",
        error: "[invalid bearer token, oidc: email not verified]",
        claim: "email_verified",
        field: "claimMappings.username",
        cause:
          "The username is the claim email, and the token's email_verified is not true. kube-apiserver then refuses the token.",
        remedy:
          "Verify the address at the issuer (or have it send email_verified: true), or map another claim to the username, for example sub.",
      },
    },
    {
      name: "a JSON line",
      text: `{"ts":1,"caller":"filters/authentication.go:76","msg":"Unable to authenticate the request","err":"[invalid bearer token, oidc: verify token: oidc: expected audience \\"kubernetes\\" got [\\"web\\"]]"}`,
      want: {
        by: "kube-apiserver",
        code: "token-audience",
        error:
          '[invalid bearer token, oidc: verify token: oidc: expected audience "kubernetes" got ["web"]]',
        field: "issuer.audiences",
        cause: `The token's audience is "web", and the configuration wants "kubernetes".`,
        remedy:
          "Log in with the client ID that the configuration names. If this audience is for this cluster only, it can be put into issuer.audiences instead (with audienceMatchPolicy: MatchAny if there are several).",
      },
    },
    {
      name: "the error alone, with its expression",
      text: `oidc: error evaluating group claim expression: expression 'claims.groups + "x"' resulted in error: no such key: groups`,
      want: {
        by: "kube-apiserver",
        code: "claim-missing",
        error: `oidc: error evaluating group claim expression: expression 'claims.groups + "x"' resulted in error: no such key: groups`,
        claim: "groups",
        field: "claimMappings.groups",
        expression: 'claims.groups + "x"',
        cause:
          "The expression for groups reads the claim groups (claims.groups), which this token does not have.",
        remedy:
          "Allow for it: claims.?groups.orValue(…), or has(claims.groups) ? … : …. Or have the issuer send the claim: request the scope or add the mapper.",
      },
    },
    {
      name: "a denial whose username holds quotes and backslashes",
      text: String.raw`Error from server (Forbidden): pods "web" is forbidden: User "CORP\\jane" cannot get resource "pods/log" in API group "" in the namespace "app"`,
      want: {
        by: "kubectl",
        code: "access-denied",
        error: String.raw`User "CORP\\jane" cannot get resource "pods/log" in API group "" in the namespace "app"`,
        user: { username: "CORP\\jane" },
        question: "get pods/web --subresource=log -n app",
        cause: "The token was accepted: its user is CORP\\jane. No authorizer allows the request.",
        remedy:
          "Compare the username and its groups with the subjects of the bindings, character by character. The access part lists the bindings that almost match.",
      },
    },
    {
      name: "an impersonation that is denied",
      text: `Error from server (Forbidden): userextras.authentication.k8s.io "acme" is forbidden: User "jane" cannot impersonate resource "userextras/example.com/tenant" in API group "authentication.k8s.io" at the cluster scope`,
      want: {
        by: "kubectl",
        code: "access-impersonate",
        error: `User "jane" cannot impersonate resource "userextras/example.com/tenant" in API group "authentication.k8s.io" at the cluster scope`,
        user: { username: "jane" },
        question:
          "impersonate userextras.authentication.k8s.io/acme --subresource=example.com/tenant",
        cause: "jane is authenticated and may not act as another user (impersonate).",
        remedy:
          "Grant the verb impersonate on exactly these users, groups, uids or userextras, or send the request without --as.",
      },
    },
    {
      name: "kubectl auth whoami",
      text: "ATTRIBUTE                                           VALUE\nUsername                                            a:alice\nUID                                                 0d1c-42\nGroups                                              [dev sre system:authenticated]\nExtra: example.com/scopes                           [read write]\n",
      want: {
        by: "kubectl",
        code: "none",
        cause: "The API server knows this client as a:alice.",
        user: {
          username: "a:alice",
          uid: "0d1c-42",
          groups: ["dev", "sre", "system:authenticated"],
          extra: { "example.com/scopes": ["read", "write"] },
        },
      },
    },
    {
      name: "the claims that kubelogin setup prints",
      text: 'You got a token with the following claims:\n\n{\n  "sub": "jane",\n  "iss": "https://a.example.com",\n  "exp": 1796003600\n}\n',
      want: {
        by: "kubelogin",
        code: "none",
        cause: "kubelogin printed the claims of the ID token that it got.",
        claims: { sub: "jane", iss: "https://a.example.com", exp: 1796003600 },
      },
    },
  ])("$name", ({ text, want }) => {
    expect(explainText(text)).toEqual(want);
  });

  test.each([
    // Heads and forms.
    [
      "CRI",
      `2026-11-22T01:01:19.2Z stderr F ${authn("[invalid bearer token, oidc: email not verified]")}`,
      "kube-apiserver",
      "email-unverified",
    ],
    [
      "journald with an ISO time",
      `2026-11-22T01:01:19+0000 cp-1 rke2[77]: ${authn("invalid bearer token")}`,
      "kube-apiserver",
      "token-issuer-unknown",
    ],
    [
      "stern",
      `pod/kube-apiserver-cp-1/kube-apiserver ${authn("invalid bearer token")}`,
      "kube-apiserver",
      "token-issuer-unknown",
    ],
    [
      "logrus of a client",
      `time="2026-11-22T01:01:19Z" level=error msg="failed to list: Unauthorized"`,
      "client",
      "unauthorized",
    ],
    [
      "an error over several lines",
      `${head}"Unable to authenticate the request" err=<\n\t[invalid bearer token, oidc: error evaluating user info validation rule: validation expression 'user.username != "x" &&\n\ttrue' failed: no]\n >`,
      "kube-apiserver",
      "user-rule-false",
    ],
    [
      "nested aggregates",
      authn("[invalid bearer token, [oidc: email not verified, invalid bearer token]]"),
      "kube-apiserver",
      "email-unverified",
    ],
    // Tokens.
    [
      "1.38's wording of an algorithm",
      authn(
        '[invalid bearer token, oidc: verify token: oidc: malformed jwt: unexpected signature algorithm "HS256"; expected ["ES256" "ES384" "ES512" "ML-DSA-44" "ML-DSA-65" "ML-DSA-87" "PS256" "PS384" "PS512" "RS256" "RS384" "RS512"]]',
      ),
      "kube-apiserver",
      "token-algorithm",
    ],
    [
      "not yet valid",
      authn(
        "[invalid bearer token, oidc: verify token: oidc: current time 2026-11-22 01:01:25.98030082 +0000 UTC m=+65.556592954 before the nbf (not before) time: 2026-11-22 01:03:18 +0000 UTC]",
      ),
      "kube-apiserver",
      "token-not-yet-valid",
    ],
    [
      "expired",
      authn(
        "[invalid bearer token, oidc: verify token: oidc: token is expired (Token Expiry: 2026-11-22 00:01:18 +0000 UTC)]",
      ),
      "kube-apiserver",
      "token-expired",
    ],
    [
      "a claim of the wrong type",
      authn(
        "[invalid bearer token, oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal number into Go struct field idToken.sub of type string]",
      ),
      "kube-apiserver",
      "claim-type",
    ],
    // Issuers.
    [
      "an issuer that is not resolved",
      "E1 oidc authenticator: initializing plugin",
      "kube-apiserver",
      undefined,
    ],
    [
      "a refused connection",
      'oidc authenticator: initializing plugin: Get "https://127.0.0.1:9999/gone/.well-known/openid-configuration": dial tcp 127.0.0.1:9999: connect: connection refused',
      "kube-apiserver",
      "issuer-unreachable",
    ],
    [
      "an issuer that answers 404",
      "E1122 01:01:19.201075 1669 oidc.go:433] oidc authenticator: initializing plugin: 404 Not Found: not found",
      "kube-apiserver",
      "issuer-unreachable",
    ],
    [
      "a discovery document of another issuer",
      'oidc authenticator: initializing plugin: oidc: issuer did not match the issuer returned by provider, expected "https://a/b" got "https://a/c"',
      "kube-apiserver",
      "issuer-mismatch",
    ],
    [
      "no JWKS URL",
      "E1122 01:01:19.201075    1669 oidc.go:449] provider did not return JWKS URL",
      "kube-apiserver",
      "issuer-keys-unreadable",
    ],
    [
      "keys that cannot be fetched",
      authn(
        '[invalid bearer token, oidc: verify token: failed to verify signature: fetching keys oidc: get keys failed: Get "https://a/keys": dial tcp: lookup a: no such host]',
      ),
      "kube-apiserver",
      "issuer-unreachable",
    ],
    [
      "keys that cannot be read",
      authn(
        "[invalid bearer token, oidc: verify token: failed to verify signature: fetching keys oidc: failed to decode keys: square/go-jose: unsupported elliptic curve 'secp256k1']",
      ),
      "kube-apiserver",
      "issuer-keys-unreadable",
    ],
    [
      "a reload that waits for an issuer",
      `E1122 00:55:50.000000    1669 authentication.go:811] "failed to update authentication config" err="[oidc: authenticator for issuer \\"https://127.0.0.1:9999/gone\\" is not healthy: Get \\"https://127.0.0.1:9999/gone/.well-known/openid-configuration\\": dial tcp 127.0.0.1:9999: connect: connection refused, context deadline exceeded]"`,
      "kube-apiserver",
      "issuer-unreachable",
    ],
    // Start and reload.
    [
      "flags beside the file",
      'E1122 00:00:00.000000       1 run.go:72] "command failed" err="authentication-config file and oidc-* flags are mutually exclusive"',
      "kube-apiserver",
      "config-flags-conflict",
    ],
    [
      "a missing file",
      `run.go "command failed"\nE1122 00:00:00.000000       1 run.go:72] "command failed" err="failed to load authentication configuration from file \\"/nonexistent.yaml\\": open /nonexistent.yaml: no such file or directory"`,
      "kube-apiserver",
      "config-file-missing",
    ],
    [
      "an empty file at a reload",
      'E1122 00:00:00.000000       1 authentication.go:789] "failed to load authentication config" err="empty config data"',
      "kube-apiserver",
      "config-decode",
    ],
    [
      "an expression that does not compile",
      `E1122 00:00:00.000000       1 run.go:72] "command failed" err="invalid authentication configuration: jwt[0].claimMappings.groups.expression: Invalid value: \\"claims.g.map(x, x)\\": compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)"`,
      "kube-apiserver",
      "cel-compile",
    ],
    [
      "an issuer of the cluster itself",
      'E1122 00:00:00.000000       1 run.go:72] "command failed" err="issuer.url: Invalid value: \\"https://kubernetes.default.svc.cluster.local\\": URL must not overlap with disallowed issuers: [https://kubernetes.default.svc.cluster.local]"',
      "kube-apiserver",
      "config-invalid",
    ],
    [
      "an unknown flag",
      "Error: unknown flag: --authentication-config-file",
      "kube-apiserver",
      "config-flag-unknown",
    ],
    // Clients.
    [
      "Helm",
      "Error: Kubernetes cluster unreachable: the server has asked for the client to provide credentials",
      "client",
      "unauthorized",
    ],
    [
      "a missing credential helper",
      "Unable to connect to the server: getting credentials: exec: executable kubectl-oidc_login not found",
      "kubectl",
      "client-no-credentials",
    ],
    [
      "kubelogin refused by the provider",
      'error: get-token: authentication error: authcode-browser error: authentication error: authorization code flow error: oauth2: "invalid_client" "Invalid client or Invalid client credentials"',
      "kubelogin",
      "client-login",
    ],
    [
      "an anonymous denial",
      `Error from server (Forbidden): forbidden: User "system:anonymous" cannot get path "/version"`,
      "kubectl",
      "access-anonymous",
    ],
    [
      "Keycloak",
      'type="LOGIN_ERROR", realmId="main", clientId="kubernetes", error="invalid_redirect_uri"',
      "issuer",
      "client-login",
    ],
  ])("%s", (_, text, by, code) => {
    const found = explainText(text);
    expect([found?.by, found?.code]).toEqual(
      code === undefined ? [undefined, undefined] : [by, code],
    );
    if (code !== undefined) expect(found?.remedy).not.toBe(undefined);
  });

  test.each(["", "eyJhbGciOiJSUzI1NiJ9.e30.x", '{"iss":"https://a.test"}', "hello world"])(
    "says nothing about %j",
    (text) => {
      expect(explainText(text)).toBeUndefined();
    },
  );

  test("has a cause and a remedy for every refusal that was recorded", () => {
    const unknown = new Set<string>();
    for (const log of recordedLogs()) {
      const found = explainText(formatLogLine("Unable to authenticate the request", log));
      if (found?.remedy === undefined || found.code === "unauthorized") unknown.add(log);
      else if (/expression '/.test(log)) expect(log).toContain(found.expression);
    }
    expect([...unknown]).toEqual([]);
  });
});

function recordedLogs(): Set<string> {
  const logs = new Set<string>();
  for (const file of ["authenticate", "authenticate-versions", "presets"]) {
    const path = fileURLToPath(new URL(`../testing/recorded/${file}.jsonl`, import.meta.url));
    for (const line of readFileSync(path, "utf8").trim().split("\n")) {
      const { answer, answers = {} } = JSON.parse(line);
      for (const { log } of [answer ?? {}, ...Object.values<{ log?: string }>(answers)])
        if (log !== undefined) logs.add(log);
    }
  }
  return logs;
}
