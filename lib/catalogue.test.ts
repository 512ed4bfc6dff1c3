import { describe, expect, test } from "vitest";
import type { CompiledConfiguration } from "./authn/compile.ts";
import { decodeConfiguration } from "./authn/decode.ts";
import { loadConfiguration } from "./authn/load.ts";
import { checkAnswers, exampleAnswers, fillAnswers } from "./catalogue/answers.ts";
import { catalogue } from "./catalogue/catalogue.ts";
import { writeDraft } from "./catalogue/draft.ts";
import type { Input, IssuerItem, Persona } from "./catalogue/entry.ts";
import { recogniseIssuer } from "./catalogue/recognise.ts";
import { writeItem } from "./catalogue/write-item.ts";
import { type Minor, minors } from "./kube/minor.ts";
import { lintConfiguration } from "./lint/lint.ts";
import { catalogueCases, toWant } from "./testing/catalogue-cases.ts";
import { authenticate } from "./token/authenticate.ts";
import { detectIssuerKind } from "./token/issuer-kinds.ts";

const now = 1_790_000_000;
// Their issuer is a URL of any kind and their claims are those of the standard: only the discovery document tells.
const plainTokens = ["authelia", "pocket-id"];
const unpinned = "lint/unpinned-issuer";

// Every version for the examples; for other answers those on both sides of the change of how claims are read.
const cases = catalogueCases.map((one) => ({
  ...one,
  versions: one.plain ? minors : ([33, 38] as const),
}));

describe.each(cases)("$name", ({ entry, answers, text, risky, versions }) => {
  const loads = versions.map((minor) => ({ minor, loaded: loadConfiguration(text, { minor }) }));

  test("is complete, loads, and has no finding above info", () => {
    expect(checkAnswers(entry, answers)).toEqual([]);
    for (const { minor, loaded } of loads) {
      const findings = lintConfiguration({ text, minor, target: "static-pod", loaded, now });
      const above = findings.filter(({ severity }) => severity !== "info");
      // What an option warns of is what the finding is about.
      const codes = above.map(({ code }) => code).filter((code) => !risky || code !== unpinned);
      expect({ minor, errors: loaded.diagnostics, codes }).toEqual({
        minor,
        errors: [],
        codes: [],
      });
    }
  });

  test("every persona ends as stated", async () => {
    for (const { minor, loaded } of loads) {
      for (const persona of entry.personas(answers)) {
        const got = loaded.compiled && (await judge(loaded.compiled, persona, minor));
        expect({ minor, persona: persona.id, got }).toEqual({
          minor,
          persona: persona.id,
          got: persona.want,
        });
      }
    }
  });

  test("is recognised by the token that gets in", () => {
    const [first] = entry.personas(answers);
    const found = recogniseIssuer({ claims: first?.claims ?? {} });
    const plain = plainTokens.includes(entry.id);
    expect(found[0]?.entry.id).toBe(plain ? "generic-oidc" : entry.id);
    const filled = fillAnswers(entry, { ...answers, ...found[0]?.answers });
    expect(entry.write(filled).issuer).toEqual(entry.write(answers).issuer);
  });
});

// Ids under which advice for the provider is kept; undefined if an address and the names of claims do not give it away.
const kinds: Readonly<Record<string, string | undefined>> = {
  "entra-workload": "entra",
  "google-workload": "google",
  ghes: "github-actions",
  forgejo: "forgejo-actions",
  authelia: undefined,
  "pocket-id": undefined,
  spire: undefined,
  "generic-oidc": undefined,
};

test.each(catalogue)("$id: what kind of issuer a token is from agrees", (entry) => {
  const [first] = entry.personas(exampleAnswers(entry));
  const { iss, ...claims } = first?.claims ?? {};
  const want = entry.id in kinds ? kinds[entry.id] : entry.id;
  expect(detectIssuerKind(String(iss), new Set(Object.keys(claims)))?.id).toBe(want);
});

test("at least 40 issuers with ids of their own, of which at least 30 are proved", () => {
  const ids = catalogue.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(40);
  const unproved = catalogue.filter(({ proved }) => !proved).map(({ id }) => id);
  expect(unproved).toEqual(["jumpcloud", "cloudflare-access", "codefresh", "gke"]);
});

test.each(catalogueCases)("$name: a proved entry names the source of every persona", (one) => {
  const sources = one.entry.personas(one.answers).map(({ source }) => source);
  const ends = sources.map(({ kind, url = "" }) => kind !== "unproved" && /^https:\/\//.test(url));
  expect(new Set(ends)).toEqual(new Set([one.entry.proved]));
});

// No standard has a claim with groups: the entry for any other provider says so.
const unprovedClaims: Readonly<Record<string, readonly string[]>> = { "generic-oidc": ["groups"] };

test.each(catalogue)("$id: every claim of its personas is described, with its source", (entry) => {
  const names = new Set(
    entry.personas(exampleAnswers(entry)).flatMap(({ claims }) => Object.keys(claims)),
  );
  const sources = new Map(entry.claims.map(({ name, source }) => [name, source.kind]));
  const own = [...names].filter((name) => !registered.has(name));
  expect(own.filter((name) => !sources.has(name))).toEqual([]);
  if (!entry.proved) return;
  const unproved = own.filter((name) => sources.get(name) === "unproved");
  expect(unproved).toEqual(unprovedClaims[entry.id] ?? []);
});

/** What every token has, or may have, by RFC 7519. */
const registered = new Set(["iss", "aud", "exp", "iat", "nbf", "jti"]);

test.each(catalogueCases)("$name: one gets in, and others do not", ({ entry, answers, risky }) => {
  const personas = entry.personas(answers);
  expect(new Set(personas.map(({ id }) => id)).size).toBe(personas.length);
  expect(personas[0]?.want.verdict).toBe("authenticated");
  const refused = personas.filter(({ want }) => want.verdict === "unauthorized");
  expect(refused.length).toBeGreaterThanOrEqual(3);
  // If strangers can get a token, a rule of ours refuses them.
  const ours = refused.filter(({ want }) => want.verdict === "unauthorized" && want.message);
  expect(ours.length).toBeGreaterThanOrEqual(entry.openTo === undefined || risky ? 1 : 2);
});

const discoveries: readonly { name: string; discovery: Record<string, unknown>; want: string }[] = [
  {
    name: "Authelia",
    discovery: {
      issuer: "https://auth.example.com",
      authorization_endpoint: "https://auth.example.com/api/oidc/authorization",
      token_endpoint: "https://auth.example.com/api/oidc/token",
      jwks_uri: "https://auth.example.com/jwks.json",
    },
    want: "authelia",
  },
  {
    name: "Pocket ID",
    discovery: {
      issuer: "https://id.example.com",
      authorization_endpoint: "https://id.example.com/authorize",
      token_endpoint: "https://id.example.com/api/oidc/token",
      jwks_uri: "https://id.example.com/.well-known/jwks.json",
    },
    want: "pocket-id",
  },
  {
    name: "Dex at any URL",
    discovery: {
      issuer: "https://login.example.com",
      authorization_endpoint: "https://login.example.com/auth",
      token_endpoint: "https://login.example.com/token",
      device_authorization_endpoint: "https://login.example.com/device/code",
    },
    want: "dex",
  },
  {
    name: "ZITADEL of one's own",
    discovery: {
      issuer: "https://login.example.com",
      authorization_endpoint: "https://login.example.com/oauth/v2/authorize",
      userinfo_endpoint: "https://login.example.com/oidc/v1/userinfo",
    },
    want: "zitadel",
  },
  {
    name: "GitLab at any URL",
    discovery: { issuer: "https://code.example.com", claims_supported: ["sub", "groups_direct"] },
    want: "gitlab",
  },
  {
    name: "Okta's custom authorization server",
    discovery: { issuer: "https://acme.okta.com/oauth2/default" },
    want: "okta",
  },
  {
    name: "Google, which is for people until a token says otherwise",
    discovery: { issuer: "https://accounts.google.com" },
    want: "google",
  },
  {
    name: "a document with values of other types",
    discovery: {
      issuer: "https://idp.example.com",
      authorization_endpoint: 7,
      claims_supported: {},
    },
    want: "generic-oidc",
  },
];

test.each(discoveries)("a discovery document is recognised: $name", ({ discovery, want }) => {
  const [first] = recogniseIssuer({ discovery });
  expect(first?.entry.id).toBe(want);
  expect(first && fillAnswers(first.entry, first.answers).url).toBe(
    want === "google" ? undefined : discovery.issuer,
  );
});

test.each([{}, { iss: 7 }, { iss: "" }, { iss: "http://idp.example.com" }])(
  "claims without an https issuer are recognised as nothing: %j",
  (claims) => {
    expect(recogniseIssuer({ claims })).toEqual([]);
  },
);

// Whatever is typed stays inside of one literal of CEL and one scalar of YAML, also where validation would refuse it.
const untrusted = [
  `") || true || ("`,
  "\\",
  "a: b # c - {x: [y]} ' \" *",
  "é\u2028\u{1f600} {{y}}",
];

test.each(catalogue)("$id: untrusted answers stay texts", (entry) => {
  const base = exampleAnswers(entry);
  for (const { id, options, kind } of entry.inputs) {
    if (options !== undefined) continue;
    for (const text of untrusted) {
      const answers = { ...base, [id]: kind === "list" ? [text] : text };
      const item = entry.write(answers);
      const result = decodeConfiguration(header + writeItem(item), 37);
      const decoded = result.kind === "failed" ? [] : result.decoded.configuration.jwt;
      expect(decoded).toHaveLength(1);
      const [jwt] = decoded;
      expect(jwt?.issuer).toMatchObject(item.issuer);
      expect(jwt?.claimValidationRules).toMatchObject(item.claimValidationRules);
      expect(jwt?.claimMappings.username).toMatchObject(item.claimMappings.username);
      expect(skeletonOf(item)).toEqual(skeletonOf(entry.write({ ...base, [id]: benign(kind) })));
    }
  }
});

const header =
  "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt:\n";

function benign(kind: Input["kind"]): string | string[] {
  return kind === "list" ? ["x y"] : "x y";
}

// Expressions with the texts and names taken out.
function skeletonOf({ claimValidationRules, claimMappings }: IssuerItem): string[] {
  return [...claimValidationRules, claimMappings.username, claimMappings.groups].map(
    (each) =>
      each?.expression.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\[\?""\]/g, ".?x") ?? "",
  );
}

async function judge(configuration: CompiledConfiguration, persona: Persona, minor: Minor) {
  const { user, log } = await authenticate({
    configuration,
    minor,
    credential: { kind: "draft", claims: writeDraft(persona, now) },
    now,
    external: {
      keysOf: () => ({ kind: "missing", reason: "a draft" }),
      fetch: () => ({ kind: "missing", reason: "a draft" }),
    },
  });
  return toWant({ ...(user && { user }), ...(log !== undefined && { log }) });
}
