import type { CauseCode } from "../diagnostics/cause-code.ts";

/** The reference page of one cause. */
export interface CausePage {
  readonly code: CauseCode;
  readonly title: string;
  /** What happened, for any token and configuration. */
  readonly meaning: string;
  /** What helps, the most common first. */
  readonly remedies: readonly string[];
  /** A text as it is printed. "line": explainText reads it as this cause. "token": what the token looks like. */
  readonly example: { readonly kind: "line" | "token"; readonly text: string };
}

const line = (text: string) => ({ kind: "line", text }) as const;
const token = (text: string) => ({ kind: "token", text }) as const;
const request = (error: string) =>
  line(
    `"Unable to authenticate the request" err=${JSON.stringify(`[invalid bearer token, ${error}]`)}`,
  );
const started = (error: string) => line(`"command failed" err=${JSON.stringify(error)}`);
const loading = (error: string) =>
  started(
    `failed to load authentication configuration from file "/etc/kubernetes/authn/config.yaml": ${error}`,
  );

/** A page for every code, in the order of the list. */
export const causePages: readonly CausePage[] = [
  {
    code: "config-decode",
    title: "The file cannot be decoded",
    meaning:
      "kube-apiserver decodes the AuthenticationConfiguration strictly: an unknown field, a wrong type, a duplicate key or a YAML error refuses the whole file. At start the server exits. At a reload the old configuration stays in force.",
    remedies: [
      "Open the file here: each finding is shown at its character, with a correction if there is one.",
      "Field names are case-sensitive. The most common slips are claims for claim, audience for audiences, and expression for valueExpression in extra.",
    ],
    example: loading('strict decoding error: unknown field "jwt[0].claimMappings.username.claims"'),
  },
  {
    code: "config-invalid",
    title: "A value is not valid",
    meaning:
      "The file decodes, and a rule of validation refuses a value: a missing prefix, a URL that is not https, a duplicate issuer, a certificate authority that is not PEM.",
    remedies: [
      "Open the file here: each error is shown at its field, with the server's text and a correction if there is one.",
    ],
    example: started(
      "invalid authentication configuration: jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing",
    ),
  },
  {
    code: "config-flags-conflict",
    title: "Flags and the file exclude each other",
    meaning:
      "--authentication-config excludes every --oidc-* flag, and its field anonymous excludes --anonymous-auth. The server does not start with both.",
    remedies: [
      "Remove all --oidc-* flags in the same edit that adds --authentication-config.",
      "Use either the field anonymous or the flag --anonymous-auth.",
    ],
    example: started("authentication-config file and oidc-* flags are mutually exclusive"),
  },
  {
    code: "config-flag-unknown",
    title: "A flag is not known",
    meaning:
      "kube-apiserver does not know the flag: it is misspelled, too new for this version, or YAML read the list item as a map because an unquoted value ends with a colon.",
    remedies: [
      "Put the whole item in quotes if its value ends with a colon.",
      "The flag for the file is --authentication-config.",
    ],
    example: line("Error: unknown flag: --[{oidc-username-prefix=google <nil>}]"),
  },
  {
    code: "config-file-missing",
    title: "The file is not there",
    meaning:
      "The path of --authentication-config does not exist inside the container of kube-apiserver, or cannot be read.",
    remedies: [
      "Put the file on every control-plane node and mount its folder into the static pod under the same path.",
      "Check owner and mode: the user of kube-apiserver must be able to read it.",
    ],
    example: loading("open /etc/kubernetes/authn/config.yaml: no such file or directory"),
  },
  {
    code: "token-malformed",
    title: "The text is not a signed JWT",
    meaning:
      "A signed JWT has three parts of base64url, separated by dots. Something else was sent, or a part is cut off.",
    remedies: ["Copy the whole ID token again.", "Look for id_token in the answer of the login."],
    example: token("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkcC5leGFt"),
  },
  {
    code: "token-opaque",
    title: "The token is opaque",
    meaning:
      "The token is a random text that only its issuer can resolve, an API token or an opaque access token. No issuer of the configuration can read it.",
    remedies: [
      "Send the ID token instead: a JWT.",
      "Some issuers give JWT access tokens only for an audience of their own API.",
    ],
    example: token("glpat-…, ya29.…, gho_…"),
  },
  {
    code: "token-encrypted",
    title: "The token is encrypted",
    meaning:
      "A JWE has five parts. Only its audience can read it; kube-apiserver takes signed tokens only.",
    remedies: ["Disable ID token encryption for this client at the issuer."],
    example: token("eyJhbGciOiJSU0EtT0FFUCJ9.….….….… (five parts)"),
  },
  {
    code: "token-access",
    title: "An access token was sent",
    meaning:
      "The token is an access token for another service, often with that service's audience. kube-apiserver expects ID tokens, whose audience is the client ID.",
    remedies: [
      "Send the ID token (id_token).",
      "Leave issuer.audiences as it is: the audience of another service lets that service's tokens in.",
    ],
    example: request(
      'oidc: verify token: oidc: expected audience "kubernetes" got ["00000003-0000-0000-c000-000000000000"]',
    ),
  },
  {
    code: "token-issuer-unknown",
    title: "No issuer of the configuration accepts the token",
    meaning:
      "iss of the token equals no issuer.url of the configuration. URLs are compared character by character.",
    remedies: [
      "Compare iss with issuer.url.",
      "Add an entry for the issuer, or log in at a configured one.",
    ],
    example: line('"Unable to authenticate the request" err="invalid bearer token"'),
  },
  {
    code: "token-issuer-differs",
    title: "The issuer is almost the same",
    meaning:
      "iss and issuer.url differ in one thing: a slash at the end, upper and lower case, the port, the path or the host.",
    remedies: [
      "Write issuer.url exactly as iss.",
      "If the issuer has two addresses, set its public host name there, or use issuer.discoveryURL for the reachable one.",
    ],
    example: token("iss: https://idp.example.com/ with issuer.url: https://idp.example.com"),
  },
  {
    code: "token-audience",
    title: "The audience does not fit",
    meaning:
      "None of the token's audiences (aud) is in issuer.audiences. The token was issued for another client.",
    remedies: [
      "Log in with the client ID that the configuration names.",
      "Add the audience if it is for this cluster only, with audienceMatchPolicy: MatchAny if there are several.",
    ],
    example: request('oidc: verify token: oidc: expected audience "kubernetes" got ["grafana"]'),
  },
  {
    code: "token-expired",
    title: "The token has expired",
    meaning:
      "exp is before the server's time. There is no leeway. A token without exp counts as expired.",
    remedies: [
      "Log in again.",
      "Compare the clocks of issuer and control plane if new tokens are refused.",
    ],
    example: request(
      "oidc: verify token: oidc: token is expired (Token Expiry: 2026-11-22 00:01:18 +0000 UTC)",
    ),
  },
  {
    code: "token-not-yet-valid",
    title: "The token is not valid yet",
    meaning:
      "nbf is later than the server's time plus its leeway: one minute up to 1.37, five minutes from 1.38.",
    remedies: ["Compare the clocks of issuer and control plane."],
    example: request(
      "oidc: verify token: oidc: current time 2026-11-22 01:01:25.98030082 +0000 UTC m=+65.556592954 before the nbf (not before) time: 2026-11-22 01:11:18 +0000 UTC",
    ),
  },
  {
    code: "token-algorithm",
    title: "The signing algorithm is not accepted",
    meaning:
      "With a file the server accepts RS, ES and PS with 256, 384 and 512 bits. With flags it accepts what --oidc-signing-algs lists, RS256 by default. HS256 and none are never accepted.",
    remedies: [
      "Set an RSA or EC signing key for the client at the issuer.",
      "With flags, add the algorithm to --oidc-signing-algs.",
    ],
    example: request(
      'oidc: verify token: oidc: id token signed with unsupported algorithm, expected ["RS256"] got "ES256"',
    ),
  },
  {
    code: "token-signature",
    title: "The signature does not fit",
    meaning: "No key that the issuer publishes (and this server can use) verifies the signature.",
    remedies: [
      "Get a new token: the issuer may have changed its keys.",
      "Check that the token is from this environment of the issuer and was not changed on its way.",
    ],
    example: request(
      "oidc: verify token: failed to verify signature: failed to verify id token signature",
    ),
  },
  {
    code: "token-key-unknown",
    title: "The token's key is not published",
    meaning: "The kid in the token's header names a key that the issuer's key set does not have.",
    remedies: ["Get a new token.", "Compare kid with the issuer's jwks_uri."],
    example: token('header {"alg":"RS256","kid":"old"}, key set with kid "new" only'),
  },
  {
    code: "issuer-unreachable",
    title: "The issuer cannot be reached",
    meaning:
      "The API server cannot read the issuer's discovery document or keys: name resolution, network, time-out, or an HTTP error. It tries again every 10 seconds; until then every token of the issuer is refused.",
    remedies: [
      "Fetch issuer.url + /.well-known/openid-configuration from a control-plane node with curl.",
      "kube-apiserver uses the DNS of its node, not cluster DNS.",
    ],
    example: line(
      'oidc authenticator: initializing plugin: Get "https://idp.example.com/.well-known/openid-configuration": dial tcp 192.0.2.7:443: connect: connection refused',
    ),
  },
  {
    code: "issuer-tls",
    title: "TLS to the issuer fails",
    meaning: "The issuer's certificate is not trusted, not valid for the host name, or expired.",
    remedies: [
      "Put the certificate of the issuer's authority into issuer.certificateAuthority as PEM (with flags: --oidc-ca-file).",
    ],
    example: line(
      'oidc authenticator: initializing plugin: Get "https://idp.example.com/.well-known/openid-configuration": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
  },
  {
    code: "issuer-mismatch",
    title: "The discovery document names another issuer",
    meaning:
      "The member issuer of the discovery document must equal issuer.url. It is also the iss of the issuer's tokens.",
    remedies: [
      "Set issuer.url to the issuer that the document names; use discoveryURL for another address.",
    ],
    example: line(
      'oidc authenticator: initializing plugin: oidc: issuer did not match the issuer returned by provider, expected "https://idp.example.com/a" got "https://idp.example.com/b"',
    ),
  },
  {
    code: "issuer-keys-unreadable",
    title: "The issuer's keys cannot be read",
    meaning:
      "The key set is missing, not JSON, or has a key that the server does not understand. Up to 1.37 one such key breaks the whole set.",
    remedies: [
      "Check jwks_uri of the discovery document.",
      "Remove the key that the server does not understand.",
    ],
    example: request(
      "oidc: verify token: failed to verify signature: fetching keys oidc: failed to decode keys: square/go-jose: unsupported elliptic curve 'secp256k1'",
    ),
  },
  {
    code: "issuer-not-ready",
    title: "The issuer is not initialized",
    meaning:
      "The API server has not read the issuer's discovery document yet. Every token of the issuer is refused until it has.",
    remedies: ["Look for “oidc authenticator: initializing plugin” in the log: it says why."],
    example: request("oidc: authenticator not initialized"),
  },
  {
    code: "claim-missing",
    title: "A claim is missing",
    meaning:
      "A mapping or rule reads a claim that the token does not have. An error in any mapping refuses the whole login.",
    remedies: [
      "Request the scope, or add the mapper at the issuer.",
      "Allow for it: claims.?groups.orValue([]).",
      "Map a claim that every token has.",
    ],
    example: request('oidc: parse username claims "upn": claim not present'),
  },
  {
    code: "claim-type",
    title: "A claim has the wrong type",
    meaning:
      "The claim is there and has a type that the mapping or rule cannot use: a number for a username, an object for groups, a list for requiredValue.",
    remedies: ["Convert it with an expression: string(claims.id).", "Map another claim."],
    example: request(
      'oidc: parse groups claim "groups": json: cannot unmarshal object into Go value of type string',
    ),
  },
  {
    code: "claim-distributed",
    title: "The groups are at another server",
    meaning:
      "The token refers to another server for a claim (_claim_sources), and the API server cannot get it. Entra ID does so for users with more than 200 groups.",
    remedies: ["Send app roles, or only the groups assigned to the application."],
    example: request(
      'oidc: could not expand distributed claims: while getting distributed claim "groups": error while getting distributed claim JWT: 401 Unauthorized',
    ),
  },
  {
    code: "email-unverified",
    title: "The e-mail address is not verified",
    meaning:
      "The username is the claim email, and the token has email_verified with another value than true.",
    remedies: [
      "Verify the address at the issuer.",
      "Map another claim to the username, for example sub.",
    ],
    example: request("oidc: email not verified"),
  },
  {
    code: "cel-no-such-key",
    title: "A map has no such key",
    meaning: "An expression looks up a key in a map of its own, and the computed key is not there.",
    remedies: ["Add the entry, or a default: {…}[?key].orValue(…)."],
    example: request(
      "oidc: error evaluating username claim expression: expression '{'a': 'x:'}[claims.azp] + claims.sub' resulted in error: no such key: other",
    ),
  },
  {
    code: "cel-no-such-overload",
    title: "Types do not fit",
    meaning:
      "An expression combines values of types that do not go together, or returns a type that the mapping does not take.",
    remedies: [
      'Map lists: dyn(claims.groups).map(g, "prefix:" + g).',
      "Numbers are doubles from 1.34 on: claims.n + 1.0.",
      "A bare split(…) is refused for groups: split(…).map(x, x).",
    ],
    example: request(
      "oidc: error evaluating group claim expression: expression '\"gitlab:\" + claims.groups_direct' resulted in error: no such overload",
    ),
  },
  {
    code: "cel-error",
    title: "An expression fails",
    meaning:
      "A mapping's expression ends with a run-time error: an index out of range, a division by zero, a conversion.",
    remedies: ["Evaluate the expression step by step with the token's claims."],
    example: request(
      "oidc: error evaluating username claim expression: expression 'claims.names[3]' resulted in error: index out of bounds: 3",
    ),
  },
  {
    code: "cel-cost",
    title: "An expression costs too much",
    meaning: "The server stops an expression that costs more than its limit for one call.",
    remedies: ["Filter long lists first, avoid nested iterations."],
    example: request(
      "oidc: error evaluating group claim expression: expression 'dyn(claims.groups).map(g, dyn(claims.groups).filter(h, h.contains(g)).size() > 1)' resulted in error: operation cancelled: actual cost limit exceeded",
    ),
  },
  {
    code: "cel-compile",
    title: "An expression does not compile",
    meaning:
      "The file is refused because an expression has a syntax or type error. A claim has the type any: claims.groups.map(…) does not compile.",
    remedies: [
      "Write dyn(claims.groups).map(…).",
      "Open the file here: the place inside the expression is marked.",
    ],
    example: started(
      "invalid authentication configuration: jwt[0].claimMappings.groups.expression: Invalid value: \"claims.groups.map(g, g)\": compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
    ),
  },
  {
    code: "rule-false",
    title: "A rule about the claims refuses the token",
    meaning:
      "A claimValidationRule is false: the required value differs, or the expression returned false.",
    remedies: [
      "Send a token that fits the rule.",
      "Change the rule if such tokens should be accepted.",
    ],
    example: request(
      "oidc: required claim hd value does not match. Got = evil.com, want = example.com",
    ),
  },
  {
    code: "rule-error",
    title: "A rule about the claims fails",
    meaning: "The expression of a claimValidationRule ends with an error instead of true or false.",
    remedies: ["Ask with has(…) or .? before a value is used that can be missing."],
    example: request(
      "oidc: error evaluating claim validation expression: expression 'claims.list[2] == \"a\"' resulted in error: index out of bounds: 2",
    ),
  },
  {
    code: "user-rule-false",
    title: "A rule about the user refuses it",
    meaning: "A userValidationRule is false for the user that the mappings make.",
    remedies: ["Look at the user: its name and groups before system:authenticated is added."],
    example: request(
      "oidc: error evaluating user info validation rule: validation expression '!user.username.startsWith('system:')' failed: username cannot use the reserved prefix",
    ),
  },
  {
    code: "user-rule-error",
    title: "A rule about the user fails",
    meaning: "The expression of a userValidationRule ends with an error.",
    remedies: ["Ask first whether a key of user.extra is there."],
    example: request(
      "oidc: error evaluating user info validation rule: expression 'user.extra[\"a\"].size() > 0' resulted in error: no such key: a",
    ),
  },
  {
    code: "username-empty",
    title: "The username is empty",
    meaning: "The expression for the username returned an empty string.",
    remedies: ["Map a claim that every user has, without a fallback to an empty string."],
    example: request("oidc: empty username via CEL expression is not allowed"),
  },
  {
    code: "access-denied",
    title: "Authenticated, and not allowed",
    meaning: "The token was accepted. No authorizer allows the request for its user and groups.",
    remedies: [
      "Compare username and groups with the subjects of the bindings, character by character.",
      "Ask kubectl auth whoami and kubectl auth can-i --list.",
    ],
    example: line(
      'Error from server (Forbidden): pods is forbidden: User "oidc:jane" cannot list resource "pods" in API group "" in the namespace "app"',
    ),
  },
  {
    code: "access-anonymous",
    title: "The request was anonymous",
    meaning:
      "No credential was sent that an authenticator took, so the request went on as system:anonymous.",
    remedies: ["Check which user the kubeconfig's context uses and that its token is sent."],
    example: line(
      'Error from server (Forbidden): forbidden: User "system:anonymous" cannot get path "/version"',
    ),
  },
  {
    code: "access-impersonate",
    title: "Impersonation is not allowed",
    meaning:
      "The user is authenticated and may not act as the user, group, uid or extra that --as names.",
    remedies: ["Grant impersonate on exactly these names, or drop --as."],
    example: line(
      'Error from server (Forbidden): users "jane" is forbidden: User "oidc:bob" cannot impersonate resource "users" in API group "" at the cluster scope',
    ),
  },
  {
    code: "unauthorized",
    title: "401 without a reason",
    meaning: "The API server refused the request and tells its clients only 401 Unauthorized.",
    remedies: [
      "Read the line “Unable to authenticate the request” in the log of kube-apiserver.",
      "Paste the token here.",
    ],
    example: line("error: You must be logged in to the server (Unauthorized)"),
  },
  {
    code: "service-account-token",
    title: "A service-account token is refused",
    meaning:
      "The token is one of the cluster's own service accounts, or of another cluster's. No OIDC issuer is involved.",
    remedies: [
      "Get a new token with kubectl create token.",
      "Restart the pod that holds the old one.",
    ],
    example: request("Token has been invalidated"),
  },
  {
    code: "client-certificate",
    title: "A client certificate is refused",
    meaning: "The client sent a certificate that --client-ca-file does not trust, or that expired.",
    remedies: [
      "Remove client-certificate-data from the kubeconfig's user, or use the kubeconfig of this cluster.",
    ],
    example: line(
      '"Unable to authenticate the request" err="[x509: certificate signed by unknown authority, verifying certificate SN=1, SKID=, AKID= failed: x509: certificate signed by unknown authority]"',
    ),
  },
  {
    code: "webhook-token",
    title: "The token webhook does not answer",
    meaning:
      "A token webhook is configured beside the issuers, and the API server cannot reach it.",
    remedies: ["Check the webhook's server and the URL in its kubeconfig."],
    example: request(
      'Post "https://127.0.0.1:8443/authenticate": dial tcp 127.0.0.1:8443: connect: connection refused',
    ),
  },
  {
    code: "client-no-credentials",
    title: "The client has no credential",
    meaning:
      "The credential helper of the kubeconfig is missing, or its version of the exec API does not fit.",
    remedies: [
      "Install the program that the kubeconfig names under exec.",
      "Write client.authentication.k8s.io/v1 with interactiveMode.",
    ],
    example: line(
      "Unable to connect to the server: getting credentials: exec: executable kubectl-oidc_login not found",
    ),
  },
  {
    code: "client-login",
    title: "The login at the provider failed",
    meaning:
      "No token was issued: the provider or the client refused before the API server was asked.",
    remedies: [
      "Compare client ID, secret, scopes and redirect URL with the client at the provider.",
    ],
    example: line(
      'error: get-token: authentication error: authcode-browser error: authentication error: authorization code flow error: oauth2: "invalid_client" "Invalid client"',
    ),
  },
  {
    code: "none",
    title: "Not about authentication or access",
    meaning: "The text names a user or claims without a fault, or is about something else.",
    remedies: [],
    example: line(
      "ATTRIBUTE   VALUE\nUsername    oidc:jane\nGroups      [oidc:dev system:authenticated]",
    ),
  },
];

/** The page of a code; undefined for other texts. */
export function findCausePage(code: string): CausePage | undefined {
  return causePages.find((page) => page.code === code);
}
