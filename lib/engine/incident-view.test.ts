import { marked, type Token } from "marked";
import { expect, test } from "vitest";
import { maskClaimValues } from "../secrets/mask-claims.ts";
import { createEngine } from "./engine.ts";
import type { AnalysisInput } from "./input.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimValidationRules:
  - {claim: hd, requiredValue: corp.test}
  claimMappings:
    username: {claim: email, prefix: "idp:"}
`;

const claims = {
  ...{ iss: "https://idp.example.com", aud: "k8s", exp: 4_102_444_800, sub: "subject-of-jane" },
  ...{ email: "jane.doe@example.com", email_verified: true, hd: "example.com", level: 4711 },
};

const base: Omit<AnalysisInput, "token"> = {
  ...{ minor: 37, configuration, bindings: "", keys: {}, now: 1_790_000_000, target: "kubeadm" },
  ...{ authorizationModes: ["Node", "RBAC"], disallowedIssuers: [], defaultPolicy: true },
};

test("a refused token as a note: versions, verdict, claims without values, configuration", async () => {
  const input = { ...base, token: JSON.stringify(claims) };
  const note = await createEngine().describeIncident(input, { claimcheck: "0.1.0" });
  expect(note).toBe(`# Login problem

- Kubernetes: \`1.37\`
- Kind of cluster: kubeadm
- Judged as of: \`2026-09-21T14:13:20Z\`
- Claimcheck: \`0.1.0\`
- Verdict: 401 Unauthorized
- Cause: \`rule-false\`

## Verdict

\`\`\`text
The claim hd is ***, and a claimValidationRule requires corp.test.
\`\`\`

## What the server's log says about it

\`\`\`text
"Unable to authenticate the request" err="[invalid bearer token, oidc: required claim hd value does not match. Got = ***, want = corp.test]"
\`\`\`

## Claims, values hidden

\`\`\`json
{
  "iss": "https://idp.example.com",
  "aud": "k8s",
  "exp": 4102444800,
  "sub": "***",
  "email": "***",
  "email_verified": true,
  "hd": "***",
  "level": "*** (number)"
}
\`\`\`

## Configuration, secrets hidden

\`\`\`yaml
${configuration}
\`\`\`
`);
});

test("lines of a log alone are explained", async () => {
  const note = await createEngine().describeIncident(
    { ...base, configuration: "", token: "" },
    {
      claimcheck: "0.1.0",
      log: 'E1128 10:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="invalid bearer token"',
    },
  );
  const [, ...sections] = note.split(/^## /m);
  expect(sections.map((section) => section.split("\n")[0])).toEqual(["Lines of the log"]);
  expect(note).toContain("What they mean (`");
});

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const hostile = "`` ``` ````\n# x\n</code><img src=x onerror=y> [a](javascript:b) @team \u202e";
const token = `${part({ alg: "RS256" })}.${part({ ...claims, hd: hostile, [hostile]: hostile })}.${"c2ln".repeat(64)}`;

test("neither a token nor hostile text gets out of the code blocks", async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(8)}\n-----END PRIVATE KEY-----`;
  const note = await createEngine().describeIncident(
    {
      ...base,
      configuration: `# ${token}\n# ${key.replaceAll("\n", "\n# ")}\n# ${hostile.replaceAll("\n", "\n# ")}\n${configuration}`,
      token,
      keys: { "": JSON.stringify({ keys: [{ kty: "RSA", n: "secretmodulus", e: "AQAB" }] }) },
    },
    { claimcheck: hostile, log: `${hostile}\n${token}\njane.doe@example.com subject-of-jane` },
  );
  for (const secret of [
    ...token.split("."),
    "MIIEvQIBADAN",
    "secretmodulus",
    "jane.doe",
    "subject-of-jane",
  ]) {
    expect(note).not.toContain(secret);
  }
  const kinds = new Set<string>();
  marked.walkTokens(marked.lexer(note), ({ type }: Token) => void kinds.add(type));
  expect([...kinds].sort()).toEqual([
    "code",
    "codespan",
    "heading",
    "list",
    "list_item",
    "space",
    "text",
  ]);
  expect(note).not.toContain("\u202e");
});

test.each([
  { name: "no JSON", claims: "x", want: undefined },
  {
    name: "what the configuration names stays, a part of a word does not",
    claims: '{"groups":["dev","de"],"mail":"a@corp.test","n":12,"m":1}',
    known: 'x == "dev" && n == 12 && mail.endsWith("@corp.test")',
    want: { groups: ["dev", "***"], mail: "***@corp.test", n: 12, m: "*** (number)" },
  },
  {
    name: "nested values, null and booleans",
    claims: '{"a":{"b":["secret",null,true]}}',
    want: { a: { b: ["***", null, true] } },
  },
])("values of claims are hidden: $name", ({ claims: text, known = "", want }) => {
  const masked = maskClaimValues(text, known);
  expect(masked === undefined ? undefined : JSON.parse(masked)).toEqual(want);
});
