import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfiguration } from "./authn/load.ts";
import { listEntries } from "./engine/review-view.ts";
import { askIssuers } from "./token/authenticate.ts";
import { issuerKeysOf } from "./token/keys.ts";

const now = 1_790_000_000;
const url = "https://idp.example.com";

function write(jwt: string): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous: {enabled: false}
jwt:
- issuer: {url: ${url}, audiences: [kubernetes, other], audienceMatchPolicy: MatchAny}
${jwt}`;
}

/** The user's name that the engine gives for claims; undefined if it refuses them. */
async function login(text: string, claims: object): Promise<string | undefined> {
  const { compiled } = loadConfiguration(text, { minor: 37 });
  if (compiled === undefined) throw new Error("not loaded");
  const payload = { iss: url, aud: "kubernetes", iat: now, exp: now + 600, sub: "5f1c", ...claims };
  const [answer] = await askIssuers({
    configuration: compiled,
    minor: 37,
    credential: { kind: "draft", claims: JSON.stringify(payload) },
    now,
    external: {
      keysOf: () => issuerKeysOf({ kind: "empty" }, "no keys were given"),
      fetch: () => ({ kind: "missing", reason: "none" }),
    },
  });
  return answer?.user?.username;
}

const nothing = { bindings: [], roles: [] };

/** For each condition that is said of the user's name: claims that change nothing else and do not meet it. */
test.each<{
  name: string;
  jwt: string;
  claims: object;
  conditions: Readonly<Record<string, readonly object[]>>;
  also?: readonly object[];
}>([
  {
    name: "a name from email",
    jwt: "  claimMappings: {username: {claim: email, prefix: ''}}\n",
    claims: { email: "jane@example.com" },
    conditions: {
      "email_verified is true or missing": [
        { email_verified: false },
        { email_verified: "true" },
        { email_verified: null },
        { email_verified: 1 },
      ],
    },
    also: [{ email_verified: true }],
  },
  {
    name: "a name from email, and a rule that wants it verified",
    jwt: `  claimMappings: {username: {claim: email, prefix: ''}}
  claimValidationRules:
  - {expression: claims.email_verified == true}
`,
    claims: { email: "jane@example.com", email_verified: true },
    conditions: {
      "email_verified is true": [{ email_verified: false }, { email_verified: undefined }],
    },
  },
  {
    name: "required claims",
    jwt: `  claimMappings: {username: {claim: sub, prefix: ''}}
  claimValidationRules:
  - {claim: org, requiredValue: acme}
`,
    claims: { org: "acme" },
    conditions: { 'org is "acme"': [{ org: "other" }, { org: undefined }, { org: ["acme"] }] },
  },
  {
    name: "rules that are followed, and rules that are not",
    jwt: `  claimMappings: {username: {claim: sub, prefix: ''}}
  claimValidationRules:
  - {expression: 'claims.org == "acme" && !("guest" in claims.roles)'}
  - {expression: 'claims.exp - claims.iat <= 3600'}
  - {expression: 'claims.team in ["a", "b"]'}
`,
    claims: { org: "acme", roles: ["dev"], team: "a" },
    conditions: {
      'org is "acme"': [{ org: "other" }],
      'team is one of "a", "b"': [{ team: "c" }],
      'claims.org == "acme" && !("guest" in claims.roles)': [{ roles: ["guest"] }],
      "claims.exp - claims.iat <= 3600": [{ iat: now - 4000 }],
    },
    also: [{ team: "b" }],
  },
  {
    name: "every element of a list",
    jwt: `  claimMappings: {username: {claim: sub, prefix: ''}}
  claimValidationRules:
  - {expression: 'claims.roles.all(r, r.startsWith("x"))'}
`.replace("claims.roles.all", "dyn(claims.roles).all"),
    claims: { roles: ["x1", "x2"] },
    conditions: { 'dyn(claims.roles).all(r, r.startsWith("x"))': [{ roles: ["x1", "y"] }] },
  },
  {
    name: "rules about the user",
    jwt: `  claimMappings:
    username: {claim: sub, prefix: ''}
    groups: {claim: groups, prefix: ''}
  userValidationRules:
  - {expression: '!user.username.startsWith("system:")'}
  - {expression: 'user.groups.all(g, !g.startsWith("system:"))'}
  - {expression: 'size(user.username) >= 3'}
`,
    claims: { groups: ["dev"] },
    conditions: {
      'sub does not start with "system:"': [{ sub: "system:admin" }],
      'user.groups.all(g, !g.startsWith("system:"))': [{ groups: ["system:masters"] }],
      "size(user.username) >= 3": [{ sub: "ab" }],
    },
  },
  {
    name: "claims that other mappings read",
    jwt: `  claimMappings:
    username: {claim: sub, prefix: ''}
    groups: {expression: '[claims.team]'}
    uid: {claim: uid}
    extra:
    - {key: example.com/org, valueExpression: claims.org}
`.replace("[claims.team]", "claims.team"),
    claims: { team: "a", uid: "1", org: "b" },
    conditions: {
      "team is there": [{ team: undefined }],
      "uid is there": [{ uid: undefined }],
      "org is there": [{ org: undefined }],
    },
  },
])(
  "all that is said of $name is wanted, and nothing else",
  async ({ jwt, claims, conditions, also = [] }) => {
    const text = write(jwt);
    const loaded = loadConfiguration(text, { minor: 37 });
    const [entry, ...more] = listEntries({ loaded, own: nothing, minor: 37 }).filter(
      ({ kind }) => kind === "User",
    );
    expect(more).toEqual([]);
    expect([...(entry?.conditions ?? [])].sort()).toEqual(Object.keys(conditions).sort());
    for (const more of [{}, ...also]) {
      expect(await login(text, { ...claims, ...more }), JSON.stringify(more)).toBeDefined();
    }
    for (const broken of Object.values(conditions).flat()) {
      expect(await login(text, { ...claims, ...broken }), JSON.stringify(broken)).toBeUndefined();
    }
  },
);

test("what is said of every login is wanted of every login", async () => {
  const text = write("  claimMappings: {username: {claim: sub, prefix: ''}}\n");
  const { everyLogin } = await import("./engine/login-conditions.ts");
  expect(everyLogin).toBe(
    "Every token must also be signed by its issuer, be valid at the time, and have one of the audiences of the issuer’s entry. No mapping and no rule may fail for it, for example because a claim is missing or has another type.",
  );
  expect(await login(text, {})).toBe("5f1c");
  expect(await login(text, { aud: ["x", "other"] })).toBe("5f1c");
  for (const broken of [{ aud: "x" }, { exp: now - 1 }, { nbf: now + 600 }, { sub: 5 }]) {
    expect(await login(text, broken), JSON.stringify(broken)).toBeUndefined();
  }
});

test("the server's own answers agree with the condition for names from email", () => {
  const file = new URL("./testing/recorded/authenticate.jsonl", import.meta.url);
  const sides = { accepted: 0, refused: 0 };
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const { request, response } = JSON.parse(line) as {
      request?: { config?: string; token?: string };
      response?: unknown;
    };
    const payload = request?.token?.split(".")[1];
    if (request?.config === undefined || payload === undefined) continue;
    const loaded = loadConfiguration(request.config, { minor: 37 });
    const [jwt, ...others] = loaded.decoded?.configuration.jwt ?? [];
    if (jwt?.claimMappings.username.claim !== "email" || others.length > 0) continue;
    const said = listEntries({ loaded, own: nothing, minor: 37 }).filter(
      ({ kind }) => kind === "User",
    );
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    const holds = claims.email_verified === undefined || claims.email_verified === true;
    const answer = JSON.stringify(response ?? JSON.parse(line));
    const isAccepted = /"username":"[^"]/.test(answer);
    const isUnverified = /email not verified|parse 'email_verified' claim/.test(answer);
    if (!isAccepted && !isUnverified) continue;
    expect(said.flatMap(({ conditions }) => conditions).join(" ")).toMatch(
      /email_verified is true/,
    );
    expect(holds, answer).toBe(isAccepted);
    sides[isAccepted ? "accepted" : "refused"] += 1;
  }
  expect(sides.accepted).toBeGreaterThan(0);
  expect(sides.refused).toBeGreaterThan(0);
});
