import { describe, expect, test } from "vitest";
import { decodeToken } from "./decode-token.ts";
import { describeToken } from "./describe.ts";

const cases: { name: string; header?: object; claims: object; want: string }[] = [
  {
    name: "a person at GitLab",
    claims: {
      iss: "https://gitlab.com",
      sub: "2",
      nonce: "n",
      preferred_username: "jane",
      groups_direct: [],
    },
    want: "ID token · GitLab · jane",
  },
  {
    name: "a job at GitLab",
    claims: {
      iss: "https://gitlab.com",
      job_id: "1",
      pipeline_id: "2",
      project_path: "g/p",
      sub: "x",
    },
    want: "CI job token · GitLab CI · g/p",
  },
  {
    name: "GitHub Actions",
    claims: {
      iss: "https://token.actions.githubusercontent.com",
      repository: "o/r",
      sub: "repo:o/r",
    },
    want: "CI job token · GitHub Actions · o/r",
  },
  {
    name: "a service account",
    claims: {
      iss: "https://kubernetes.default.svc",
      sub: "system:serviceaccount:a:b",
      "kubernetes.io": {},
    },
    want: "Service account token · Kubernetes service account · system:serviceaccount:a:b",
  },
  {
    name: "Entra v2",
    claims: { iss: "https://login.microsoftonline.com/t/v2.0", ver: "2.0", name: "Jane" },
    want: "ID token (Entra v2) · Microsoft Entra ID · Jane",
  },
  {
    name: "an access token of Entra v1",
    claims: { iss: "https://sts.windows.net/t/", ver: "1.0", scp: "x", upn: "j@x" },
    want: "Access token (Entra v1) · Microsoft Entra ID (v1) · j@x",
  },
  {
    name: "an access token by its header",
    header: { typ: "at+jwt" },
    claims: { iss: "https://a.okta.com", sub: "00u" },
    want: "Access token · Okta · 00u",
  },
  {
    name: "Auth0",
    claims: { iss: "https://t.auth0.com/", nonce: "n", sub: "a" },
    want: "ID token · Auth0 · a",
  },
  {
    name: "Keycloak's refresh token",
    claims: { iss: "https://k.test/realms/main", typ: "Refresh", sub: "u" },
    want: "Refresh token · Keycloak · u",
  },
  {
    name: "Authentik",
    claims: { iss: "https://a.test/application/o/k8s/", groups: [], email: "a@b" },
    want: "ID token · Authentik · a@b",
  },
  {
    name: "Kanidm",
    claims: { iss: "https://idm.test/oauth2/openid/k8s", groups: [], sub: "u" },
    want: "ID token · Kanidm · u",
  },
  { name: "unknown provider", claims: { x: 1 }, want: "JWT" },
];

describe("describeToken", () => {
  test.each(cases)("describes a token of $name", ({ header = { alg: "RS256" }, claims, want }) => {
    const token = `${encode(header)}.${encode(claims)}.c2ln`;
    expect(describeToken(decodeToken(token)).summary).toBe(want);
  });

  test("claims, times and texts as the token carries them", () => {
    const claims =
      '{"10":1,"iss":"https://a.test","exp":1790000600,"iat":1.79e9,"groups":["a", "b"],"a:b":12345678901234567890,"sub":"<b>","sub":"x"}';
    const token = `${encode({ alg: "RS256" })}.${Buffer.from(claims).toString("base64url")}.c2ln`;
    expect(describeToken(decodeToken(token))).toEqual({
      kind: "jwt",
      summary: "ID token · x",
      type: { id: "id", title: "ID token" },
      claims: [
        { name: "10", text: "1", type: "number", expression: "claims['10']" },
        {
          name: "iss",
          text: '"https://a.test"',
          type: "string",
          meaning: "Issuer",
          expression: "claims.iss",
        },
        {
          name: "exp",
          text: "1790000600",
          type: "number",
          meaning: "Expires",
          time: 1790000600,
          expression: "claims.exp",
        },
        {
          name: "iat",
          text: "1.79e9",
          type: "number",
          meaning: "Issued",
          time: 1790000000,
          expression: "claims.iat",
        },
        {
          name: "groups",
          text: '["a","b"]',
          type: "array",
          meaning: "Groups",
          expression: "claims.groups",
          range: "dyn(claims.groups)",
        },
        {
          name: "a:b",
          text: "12345678901234567890",
          type: "number",
          expression: "claims['a:b']",
        },
        {
          name: "sub",
          text: '"x"',
          type: "string",
          meaning: "Subject: the user, as the issuer knows it",
          expression: "claims.sub",
        },
      ],
      headerText: '{\n  "alg": "RS256"\n}',
      claimsText:
        '{\n  "10": 1,\n  "iss": "https://a.test",\n  "exp": 1790000600,\n  "iat": 1.79e9,\n  "groups": [\n    "a",\n    "b"\n  ],\n  "a:b": 12345678901234567890,\n  "sub": "<b>",\n  "sub": "x"\n}',
      issuedAt: 1790000000,
      expiresAt: 1790000600,
      life: {
        from: 1789999940,
        to: 1790000661,
        issuedAt: 1790000000,
        changes: [
          {
            at: 1790000601,
            claim: "exp",
            begins: "expired",
            summary: "From here on the token is expired: the second after exp",
          },
        ],
      },
    });
  });
});

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
