import fc from "fast-check";

/** A login that may fail: a configuration, and the claims of a token that counts as signed. */
export interface RandomLogin {
  readonly config: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The moment of all logins, in Unix seconds. */
export const loginTime = 1_796_000_000;

const configurations: readonly string[] = [
  `- issuer:
    url: https://idp.example.com/realms/main
    audiences: [kubernetes]
  claimMappings:
    username: {claim: email, prefix: "oidc:"}
    groups: {claim: groups, prefix: "oidc:"}
`,
  `- issuer:
    url: https://idp.example.com/realms/main
    audiences:
    - kubernetes
    - argocd
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  - expression: claims.?email_verified.orValue(true) == true
    message: the address is not verified
  - claim: azp
    requiredValue: kubernetes
  claimMappings:
    username:
      expression: '"idp:" + claims.preferred_username'
    groups:
      expression: dyn(claims.groups).map(g, "idp:" + g)
    uid:
      claim: sub
    extra:
    - key: example.com/tenant
      valueExpression: claims.tenant
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: reserved
`,
  `- issuer:
    url: https://idp.example.com/realms/main
    audiences: [kubernetes]
  claimValidationRules:
  - expression: claims.protected == "true" && claims.level > 1.0
    message: not protected
  - expression: '"dev" in claims.groups'
    message: not a developer
  claimMappings:
    username: {claim: preferred_username, prefix: ""}
    groups: {expression: 'has(claims.realm_access) ? claims.realm_access.roles : []'}
- issuer:
    url: https://ci.example.com
    audiences: [ci]
  claimMappings:
    username: {claim: sub, prefix: "ci:"}
`,
];

const claims: Readonly<Record<string, unknown>> = {
  iss: "https://idp.example.com/realms/main",
  aud: "kubernetes",
  azp: "kubernetes",
  sub: "5f1c",
  preferred_username: "jane",
  email: "jane@example.com",
  email_verified: true,
  groups: ["dev", "ops"],
  realm_access: { roles: ["admin"] },
  tenant: "a",
  protected: "true",
  level: 2,
  iat: loginTime - 60,
  exp: loginTime + 600,
};

type Edit = (text: string, at: number) => string;

/** What people do to the text of a configuration. `at` chooses the place. */
const edits: readonly Edit[] = [
  (text) => text,
  (text, at) => removeLine(text, at),
  (text, at) => changeLine(text, at, (line) => `  ${line}`),
  (text, at) => changeLine(text, at, (line) => line.replace(/^ {2}/, "")),
  (text, at) => changeLine(text, at, (line) => line.replace(/^ {4}/, "\t")),
  (text, at) => changeLine(text, at, (line) => `${line}\n${line}`),
  (text, at) => swapWord(text, at, ["claim", "claims"]),
  (text, at) => swapWord(text, at, ["audiences", "audience"]),
  (text, at) => swapWord(text, at, ["prefix", "prefixes"]),
  (text, at) => swapWord(text, at, ["https://", "http://"]),
  (text, at) => swapWord(text, at, ["realms/main", "realms/main/"]),
  (text, at) => swapWord(text, at, ["realms/main", "realms/other"]),
  (text, at) => swapWord(text, at, ["[kubernetes]", "kubernetes"]),
  (text, at) => swapWord(text, at, ["[kubernetes]", "[kubernetes, other]"]),
  (text, at) => swapWord(text, at, ["[kubernetes]", "[other]"]),
  (text, at) => swapWord(text, at, ["==", "==="]),
  (text, at) => swapWord(text, at, ["&&", "and"]),
  (text, at) => swapWord(text, at, ["dyn(claims.groups)", "claims.groups"]),
  (text, at) => swapWord(text, at, ["claims.", ""]),
  (text, at) => swapWord(text, at, ["claims.", "claim."]),
  (text, at) => swapWord(text, at, ['"true"', "true"]),
  (text, at) => swapWord(text, at, ["requiredValue: kubernetes", "requiredValue: true"]),
  (text, at) => swapWord(text, at, ["example.com/tenant", "tenant"]),
  (text, at) => swapWord(text, at, ["example.com/tenant", "example.com/Tenant"]),
  (text, at) =>
    swapWord(text, at, ["https://ci.example.com", "https://idp.example.com/realms/main"]),
  (text, at) => swapWord(text, at, ["claim: email", "claim: mail"]),
  (text, at) => swapWord(text, at, ["claim: groups", "claim: group"]),
  (text, at) => swapWord(text, at, ["preferred_username", "nickname"]),
];

function removeLine(text: string, at: number): string {
  const lines = text.split("\n");
  return lines.filter((_, i) => i !== at % lines.length).join("\n");
}

function changeLine(text: string, at: number, change: (line: string) => string): string {
  const lines = text.split("\n");
  return lines.map((line, i) => (i === at % lines.length ? change(line) : line)).join("\n");
}

function swapWord(text: string, at: number, [from, to]: readonly [string, string]): string {
  const parts = text.split(from);
  if (parts.length < 2) return text;
  const chosen = at % (parts.length - 1);
  return parts.reduce((made, part, i) => made + (i - 1 === chosen ? to : from) + part);
}

const values: readonly unknown[] = [
  ...[undefined, null, true, false, "true", "false", "", "jane", 7, 1.5, 12_345_678],
  ...[["dev"], [1], [], { a: "b" }, "dev,ops", "other", ["kubernetes"]],
  ...[loginTime - 10, loginTime + 3600, "https://idp.example.com/realms/main/"],
];

/** Random logins: one to three edits of a configuration that works, and none to two changes of the claims. */
export const randomLogin: fc.Arbitrary<RandomLogin> = fc
  .record({
    base: fc.constantFrom(...configurations),
    version: fc.constantFrom("v1", "v1", "v1", "v1beta1", "v2"),
    edits: fc.array(fc.tuple(fc.constantFrom(...edits), fc.nat(200)), {
      minLength: 1,
      maxLength: 3,
    }),
    changes: fc.array(
      fc.tuple(fc.constantFrom(...Object.keys(claims)), fc.constantFrom(...values)),
      {
        maxLength: 2,
      },
    ),
  })
  .map(({ base, version, edits: chosen, changes }) => {
    const jwt = chosen.reduce((text, [edit, at]) => edit(text, at), base);
    const changed = Object.fromEntries(
      Object.entries({ ...claims, ...Object.fromEntries(changes) }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    return {
      config: `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\njwt:\n${jwt}`,
      claims: changed,
    };
  });
