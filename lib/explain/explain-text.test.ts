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
    {
      name: "the claims that kubelogin logs",
      text: 'I0927 14:36:15.540984     325 get_token.go:102] you got a token: {\n  "sub": "jane",\n  "iss": "https://a.example.com"\n}\n',
      want: {
        by: "kubelogin",
        code: "none",
        cause: "kubelogin printed the claims of the ID token that it got.",
        claims: { sub: "jane", iss: "https://a.example.com" },
      },
    },
    {
      name: "the request of an audit event behind the head of a collector",
      text: 'Nov 22 10:00:01 node k3s[1]: {"kind":"Event","apiVersion":"audit.k8s.io/v1","verb":"get","user":{"username":"jane"},"requestURI":"/healthz","responseStatus":{"code":200}}',
      want: {
        by: "audit",
        code: "none",
        user: { username: "jane" },
        question: "get /healthz",
        cause: "An audit event: jane was authenticated and asked: get /healthz (answer 200).",
      },
    },
    {
      name: "the request in a list of audit events",
      text: '{"kind": "EventList", "apiVersion": "audit.k8s.io/v1", "items": [{"verb": "list", "user": {"username": "jane"}, "objectRef": {"resource": "nodes"}, "responseStatus": {"code": 200}}]}',
      want: {
        by: "audit",
        code: "none",
        user: { username: "jane" },
        question: "list nodes",
        cause: "An audit event: jane was authenticated and asked: list nodes (answer 200).",
      },
    },
  ])("explains $name", ({ text, want }) => {
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
  ])("finds the sender and the code of %s", (_, text, by, code) => {
    const found = explainText(text);
    expect([found?.by, found?.code]).toEqual(
      code === undefined ? [undefined, undefined] : [by, code],
    );
    if (code !== undefined) expect(found?.remedy).not.toBe(undefined);
  });

  const failed = (error: string) =>
    `E0801 12:00:00.000000       1 run.go:72] "command failed" err=${JSON.stringify(error)}`;

  // What happened, in the words of the page.
  test.each([
    {
      name: "a start that fails for another reason is no refused request",
      text: failed("context deadline exceeded"),
      want: [
        "kube-apiserver none",
        "The API server does not start, for a reason that is not its authentication configuration: context deadline exceeded.",
      ],
    },
    {
      name: "a value that a flag does not take",
      text: failed(
        'invalid argument "hd" for "--oidc-required-claim" flag: malformed pair, expect string=string',
      ),
      want: [
        "kube-apiserver config-invalid",
        'The API server does not start. The flag --oidc-required-claim does not take the value "hd": malformed pair, expect string=string.',
      ],
    },
    {
      name: "flags of which one is missing",
      text: failed(
        "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
      ),
      want: [
        "kube-apiserver config-flags-conflict",
        "The API server does not start. One of --oidc-issuer-url and --oidc-client-id is set without the other.",
      ],
    },
    {
      name: "a file of a flag that is missing",
      text: failed("open /etc/kubernetes/pki/oidc-ca.pem: no such file or directory"),
      want: [
        "kube-apiserver config-file-missing",
        "The API server does not start. The file /etc/kubernetes/pki/oidc-ca.pem, which a flag names, does not exist in the container of kube-apiserver.",
      ],
    },
    {
      name: "a string where a list is wanted",
      text: failed(
        'failed to load authentication configuration from file "/a.yaml": json: cannot unmarshal string into Go struct field Issuer.jwt.issuer.audiences of type []string',
      ),
      want: [
        "kube-apiserver config-decode",
        "The API server does not start. The field jwt.issuer.audiences takes a list of strings, and a string is there.",
      ],
    },
    {
      name: "a boolean where a string is wanted",
      text: failed(
        'failed to load authentication configuration from file "/a.yaml": json: cannot unmarshal bool into Go struct field ClaimValidationRule.jwt.claimValidationRules.requiredValue of type string',
      ),
      want: [
        "kube-apiserver config-decode",
        "The API server does not start. The field jwt.claimValidationRules.requiredValue takes a string, and a boolean is there.",
      ],
    },
    {
      name: "a file of another kind",
      text: failed(
        'failed to load authentication configuration from file "/a.yaml": expected AuthenticationConfiguration, got *apiserver.AuthorizationConfiguration',
      ),
      want: [
        "kube-apiserver config-decode",
        "The API server does not start. The file /a.yaml is of the kind AuthorizationConfiguration, and --authentication-config wants an AuthenticationConfiguration.",
      ],
    },
    {
      name: "an expression that does not compile",
      text: failed(
        'invalid authentication configuration: jwt[0].claimValidationRules[0].expression: Invalid value: "claims.sub": must evaluate to bool',
      ),
      want: [
        "kube-apiserver cel-compile",
        "The API server does not start. jwt[0].claimValidationRules[0].expression: the expression gives another type than bool.",
      ],
    },
    {
      name: "kube-apiserver inside of k3s",
      text: 'Nov 28 10:00:00 node1 k3s[999]: time="2026-11-28T10:00:00Z" level=fatal msg="apiserver exited: unknown flag: --oidc-usernam-claim"',
      want: [
        "kube-apiserver config-flag-unknown",
        "The API server does not start. kube-apiserver does not know the flag --oidc-usernam-claim.",
      ],
    },
    {
      name: "a logger's name in zap's console form",
      text: '2026-08-01T12:00:00.000Z\tERROR\tapiserver\tfilters/authentication.go:75\tUnable to authenticate the request\t{"err": "[invalid bearer token, oidc: email not verified]"}',
      want: [
        "kube-apiserver email-unverified",
        "The username is the claim email, and the token's email_verified is not true. kube-apiserver then refuses the token.",
      ],
    },
    {
      name: "a request in the HTTP log",
      text: 'I0801 12:00:00.000000       1 httplog.go:134] "HTTP" verb="LIST" URI="/api/v1/pods" latency="1ms" resp=401',
      want: [
        "kube-apiserver unauthorized",
        "The API server refused a request with 401, and this line does not hold the reason.",
      ],
    },
    {
      name: "discovery as a structured entry, with a certificate that has no SAN",
      text: 'E0801 12:00:00.000000       1 oidc.go:358] "oidc authenticator: initializing plugin" err="Get \\"https://dex.example.com/.well-known/openid-configuration\\": x509: certificate relies on legacy Common Name field, use SANs instead"',
      want: [
        "kube-apiserver issuer-tls",
        "The API server cannot read the issuer's discovery document at https://dex.example.com/.well-known/openid-configuration: its certificate names the host only in the Common Name, which Go has not read since 1.15.",
      ],
    },
    {
      name: "the webhook authenticator",
      text: 'E1128 10:00:00.000000       1 webhook.go:154] "Failed to make webhook authenticator request" err="Post \\"https://127.0.0.1:21362/authenticate\\": context canceled"',
      want: [
        "kube-apiserver webhook-token",
        'The token webhook (--authentication-token-webhook-config-file) did not answer: Post "https://127.0.0.1:21362/authenticate": context canceled.',
      ],
    },
    {
      name: "a binding whose role does not exist",
      text: 'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "app": RBAC: clusterrole.rbac.authorization.k8s.io "veiw" not found',
      want: [
        "kubectl access-denied",
        "The token was accepted: its user is jane. A binding names the user, and the ClusterRole veiw that it refers to does not exist.",
      ],
    },
    {
      name: "an escalation",
      text: 'Error from server (Forbidden): roles.rbac.authorization.k8s.io "x" is forbidden: user "jane" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
      want: [
        "kubectl access-denied",
        "The token was accepted: its user is jane. It wants to grant permissions that it does not have itself, which the API server refuses.",
      ],
    },
    {
      name: "kubelogin with the words of a newer go-oidc",
      text: 'error: get-token: authentication error: oidc error: oidc discovery error: oidc: issuer URL provided to client ("https://a.test") did not match the issuer URL returned by provider ("https://a.test/")',
      want: [
        "kubelogin issuer-mismatch",
        "The client was told to use the issuer https://a.test, and the discovery document there names the issuer https://a.test/.",
      ],
    },
    {
      name: "kubelogin with the provider's answer on the next line",
      text: 'error: get-token: could not get a token: refresh error: could not refresh the token: oauth2: cannot fetch token: 400 Bad Request\nResponse: {"error":"invalid_grant","error_description":"Token is not active"}',
      want: [
        "kubelogin client-login",
        "The login at the provider failed (invalid_grant): the code or refresh token is expired, already used, or for another client.",
      ],
    },
    {
      name: "an issuer that the client's machine does not find",
      text: 'error: could not get a token: oidc error: oidc discovery error: Get "https://kc.test/.well-known/openid-configuration": dial tcp: lookup kc.test: no such host',
      want: [
        "kubelogin issuer-unreachable",
        "The client cannot read the issuer's discovery document at https://kc.test/.well-known/openid-configuration: its host name is not resolved.",
      ],
    },
    {
      name: "a helper that ended with an error",
      text: "Unable to connect to the server: getting credentials: exec: executable kubelogin failed with exit code 1",
      want: [
        "kubectl client-login",
        "The login failed before the API server was asked: the program kubelogin that the kubeconfig names ended with exit code 1. Its output is before this line.",
      ],
    },
    {
      name: "a plugin without interactiveMode",
      text: "error: interactiveMode must be specified for oidc to use exec authentication plugin",
      want: [
        "kubectl client-no-credentials",
        "The user of the kubeconfig has an exec plugin of client.authentication.k8s.io/v1 without interactiveMode, and kubectl does not start it.",
      ],
    },
    {
      name: "an error of Entra ID",
      text: "AADSTS50011: The redirect URI 'http://localhost:8000/' specified in the request does not match.",
      want: [
        "issuer client-login",
        "The login at Entra ID failed (AADSTS50011): the redirect URL of the client is not registered for the application. kube-apiserver was not asked.",
      ],
    },
    {
      name: "the answer of a token endpoint",
      text: '{"error":"invalid_client","error_description":"Invalid client"}',
      want: [
        "issuer client-login",
        "The login at the provider failed (invalid_client): the provider does not accept the client ID or its secret.",
      ],
    },
    {
      name: "a TokenReview with the reason",
      text: '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"error":"[invalid bearer token, oidc: email not verified]","user":{}}}',
      want: [
        "kube-apiserver email-unverified",
        "The username is the claim email, and the token's email_verified is not true. kube-apiserver then refuses the token.",
      ],
    },
    {
      name: "whoami as YAML behind its command",
      text: "$ kubectl auth whoami -o yaml\napiVersion: authentication.k8s.io/v1\nkind: SelfSubjectReview\nstatus:\n  userInfo:\n    username: oidc:jane\n",
      want: ["kubectl none", "The API server knows this client as oidc:jane."],
    },
  ])("finds the cause and a remedy of $name", ({ text, want }) => {
    const found = explainText(text);
    expect([`${found?.by} ${found?.code}`, found?.cause]).toEqual(want);
    expect(found?.remedy === undefined).toBe(found?.code === "none");
  });

  test("says nothing about a warning of the authenticator's package", () => {
    const text =
      "W1128 10:00:00.000000       1 authentication.go:520] AnonymousAuth is not allowed with the AlwaysAllow authorizer.";
    expect(explainText(text)).toBeUndefined();
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
