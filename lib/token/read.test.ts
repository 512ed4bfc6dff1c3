import { describe, expect, test } from "vitest";
import { type PastedToken, readToken } from "./read.ts";

const jwt = `${encode({ alg: "RS256", kid: "k" })}.${encode({ iss: "https://a.test", sub: "jane" })}.c2ln`;
const jwe = `${encode({ alg: "RSA-OAEP", enc: "A256GCM" })}.AAAA.AAAA.AAAA.AAAA`;

const cases: { name: string; input: string; want: PastedToken }[] = [
  { name: "nothing", input: " \n ", want: { kind: "empty" } },
  { name: "a JWT", input: jwt, want: { kind: "jwt", token: jwt } },
  {
    name: "with Bearer",
    input: `Bearer ${jwt}`,
    want: { kind: "jwt", token: jwt, wrapping: "Bearer" },
  },
  { name: "in quotes", input: `"${jwt}",`, want: { kind: "jwt", token: jwt } },
  {
    name: "broken over lines",
    input: `${jwt.slice(0, 30)}\n  ${jwt.slice(30, 60)}\r\n${jwt.slice(60)}\n`,
    want: {
      kind: "jwt",
      token: jwt,
      note: "Spaces and line breaks inside the token were left out",
    },
  },
  {
    name: "a header",
    input: `authorization: Bearer ${jwt}`,
    want: { kind: "jwt", token: jwt, wrapping: "Authorization header" },
  },
  {
    name: "a curl command",
    input: `curl -k -H 'Authorization: Bearer ${jwt}' https://api.test/api`,
    want: { kind: "jwt", token: jwt, wrapping: "Authorization header" },
  },
  {
    name: "a variable",
    input: `export K8S_TOKEN="${jwt}"`,
    want: { kind: "jwt", token: jwt, wrapping: "K8S_TOKEN" },
  },
  {
    name: "an ExecCredential",
    input: JSON.stringify({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status: { token: jwt },
    }),
    want: { kind: "jwt", token: jwt, wrapping: "ExecCredential" },
  },
  {
    name: "an ExecCredential with a certificate",
    input: JSON.stringify({ kind: "ExecCredential", status: { clientCertificateData: "x" } }),
    want: {
      kind: "unreadable",
      wrapping: "ExecCredential",
      problem: "It holds a client certificate, no token.",
      hint: "The field is status.token.",
    },
  },
  {
    name: "a kubelogin cache",
    input: JSON.stringify({ id_token: jwt, refresh_token: "r" }),
    want: { kind: "jwt", token: jwt, wrapping: "kubelogin cache" },
  },
  {
    name: "a token response without id_token",
    input: JSON.stringify({ access_token: jwt, token_type: "Bearer" }),
    want: {
      kind: "jwt",
      token: jwt,
      wrapping: "token response",
      note: "There is no id_token in it: this is the access token. Was the scope openid asked for?",
    },
  },
  {
    name: "a kubeconfig, the user of its context",
    input: `apiVersion: v1\nkind: Config\ncurrent-context: b\ncontexts:\n- name: b\n  context: {cluster: c, user: two}\nusers:\n- name: one\n  user: {token: first}\n- name: two\n  user:\n    token: ${jwt}\n`,
    want: { kind: "jwt", token: jwt, wrapping: "kubeconfig" },
  },
  {
    name: "a kubeconfig with a plugin",
    input:
      "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    exec: {command: kubectl, args: [oidc-login, get-token]}\n",
    want: {
      kind: "unreadable",
      wrapping: "kubeconfig",
      problem: "The token comes from a plugin; the file does not hold it.",
      hint: "Run the plugin and paste what it prints: kubectl oidc-login get-token",
    },
  },
  {
    name: "claims",
    input: '{"iss": "https://a.test", "sub": "x"}',
    want: { kind: "claims", claims: '{"iss": "https://a.test", "sub": "x"}' },
  },
  { name: "a JWE", input: jwe, want: { kind: "jwe", token: jwe } },
  {
    name: "a bearer of GitLab's agent",
    input: "pat:12:glpat-abc",
    want: {
      kind: "agent",
      token: "pat:12:glpat-abc",
      hint: "GitLab's agent server reads this bearer and acts for the user inside the cluster; no AuthenticationConfiguration is involved. Grants go to gitlab:user:… and gitlab:group_role:….",
    },
  },
  {
    name: "a refresh token",
    input: "1//0abcDEF",
    want: {
      kind: "opaque",
      token: "1//0abcDEF",
      name: "a Google refresh token",
      hint: "A refresh token is for the issuer alone. Exchange it for an ID token, and do not paste it anywhere else.",
    },
  },
  {
    name: "an opaque token",
    input: "c0ffee",
    want: {
      kind: "opaque",
      token: "c0ffee",
      hint: "kube-apiserver takes ID tokens: signed JWTs with three parts. This one only its issuer can read.",
    },
  },
  {
    name: "prose",
    input: "please let me in",
    want: {
      kind: "unreadable",
      problem: "This is neither a token nor a JSON object of claims.",
      hint: "Paste a JWT, an Authorization header, the output of a credential plugin, a kubeconfig, or claims as JSON.",
    },
  },
  {
    name: "5 MB",
    input: "x".repeat(5 << 20),
    want: {
      kind: "unreadable",
      problem:
        "The text has 5120 kB. kube-apiserver takes at most 1024 kB of headers, so no token is as long.",
      hint: "Paste the token alone.",
    },
  },
  {
    name: "another manifest",
    input: "apiVersion: v1\nkind: ConfigMap\n",
    want: {
      kind: "unreadable",
      problem: "A ConfigMap holds no token.",
      hint: "Paste a JWT, a kubeconfig, the output of a credential plugin, or claims as JSON.",
    },
  },
];

describe("readToken", () => {
  test.each(cases)("reads $name", ({ input, want }) => {
    expect(readToken(input)).toEqual(want);
  });
});

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
