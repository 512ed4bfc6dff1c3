import { describe, expect, test } from "vitest";
import { completeConfiguration } from "./complete-configuration.ts";

const claims = { iss: "https://idp.example.com", aud: ["k", "x"], sub: "s", n: 1, groups: ["a"] };

/** The text without its mark, and where the mark was. */
function unmark(marked: string) {
  const offset = marked.lastIndexOf("|");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** The labels that are offered at `|`. */
function offer(marked: string, more: Partial<Parameters<typeof completeConfiguration>[2]> = {}) {
  const { text, offset } = unmark(marked);
  return completeConfiguration(text, offset, { minor: 37, claims, ...more }).map(
    ({ label }) => label,
  );
}

/** The text once a label is taken at `|`, its holes in ‹›. */
function take(marked: string, label: string): string | undefined {
  const { text, offset } = unmark(marked);
  const found = completeConfiguration(text, offset, { minor: 37, claims }).find(
    (each) => each.label === label,
  );
  if (found === undefined) return undefined;
  const { insert, holes, span } = found;
  const written = holes.reduceRight(
    (whole, { start, end }) =>
      `${whole.slice(0, start)}‹${whole.slice(start, end)}›${whole.slice(end)}`,
    insert,
  );
  return text.slice(0, span.start) + written + text.slice(span.end);
}

const mappings = "jwt:\n- claimMappings:\n";
const issuerKeys = [
  "url",
  "audiences",
  "audienceMatchPolicy",
  "discoveryURL",
  "certificateAuthority",
  "egressSelectorType",
];
const entryKeys = ["issuer", "claimMappings", "claimValidationRules", "userValidationRules"];

describe("the first suggestions in a configuration", () => {
  test.each<{ name: string; at: string; want: readonly string[] }>([
    // The file.
    {
      name: "an empty text",
      at: "|",
      want: ["A file with one issuer", "apiVersion", "kind", "jwt", "anonymous"],
    },
    { name: "the beginning of a key", at: "ap|", want: ["A file with one issuer", "apiVersion"] },
    { name: "the beginning of another key", at: "j|", want: ["jwt"] },
    { name: "capitals do not matter", at: "K|", want: ["kind"] },
    {
      name: "keys that are there are not offered",
      at: "apiVersion: x\nkind: y\n|",
      want: ["jwt", "anonymous"],
    },
    {
      name: "keys behind the cursor count too",
      at: "|\nkind: y\njwt: []\n",
      want: ["apiVersion", "anonymous"],
    },
    {
      name: "behind a document's beginning",
      at: "---\n|",
      want: ["A file with one issuer", "apiVersion"],
    },
    {
      name: "versions of the file",
      at: "apiVersion: |",
      want: [
        "apiserver.config.k8s.io/v1",
        "apiserver.config.k8s.io/v1beta1",
        "apiserver.config.k8s.io/v1alpha1",
      ],
    },
    {
      name: "a half-typed version",
      at: "apiVersion: apiserver.config.k8s.io/v1b|",
      want: ["apiserver.config.k8s.io/v1beta1"],
    },
    {
      name: "a version in quotes",
      at: 'apiVersion: "apiserver.config.k8s.io/v1a|"',
      want: ["apiserver.config.k8s.io/v1alpha1"],
    },
    { name: "the kind", at: "kind: |", want: ["AuthenticationConfiguration"] },
    { name: "a half-typed kind", at: "kind: Auth|", want: ["AuthenticationConfiguration"] },
    // Issuers.
    { name: "a first issuer", at: "jwt:\n- |", want: ["An issuer", ...entryKeys] },
    { name: "a first issuer without its dash", at: "jwt:\n  |", want: ["An issuer", ...entryKeys] },
    { name: "a second issuer", at: "jwt:\n- issuer: {}\n- iss|", want: ["An issuer", "issuer"] },
    {
      name: "beside an issuer",
      at: "jwt:\n- issuer:\n    url: x\n  |",
      want: ["claimMappings", "claimValidationRules", "userValidationRules"],
    },
    { name: "before an issuer", at: "jwt:\n- |\n  issuer: {}\n", want: ["claimMappings"] },
    {
      name: "between two keys of an issuer",
      at: "jwt:\n- issuer: {}\n  cl|\n  userValidationRules: []\n",
      want: ["claimMappings", "claimValidationRules"],
    },
    {
      name: "keys of the issuer, required ones first",
      at: "jwt:\n- issuer:\n    |",
      want: issuerKeys,
    },
    {
      name: "keys of the second issuer",
      at: "jwt:\n- issuer: {url: a}\n- issuer:\n    |",
      want: issuerKeys,
    },
    {
      name: "keys of a deeply indented list",
      at: "jwt:\n    - issuer:\n          |",
      want: issuerKeys,
    },
    {
      name: "a half-typed key of the issuer",
      at: "jwt:\n- issuer:\n    aud|",
      want: ["audiences", "audienceMatchPolicy"],
    },
    {
      name: "the token's issuer",
      at: "jwt:\n- issuer:\n    url: |",
      want: ["https://idp.example.com"],
    },
    {
      name: "the token's issuer in quotes",
      at: 'jwt:\n- issuer:\n    url: "ht|',
      want: ["https://idp.example.com"],
    },
    {
      name: "the token's audiences in a block list",
      at: "jwt:\n- issuer:\n    audiences:\n    - |",
      want: ["k", "x"],
    },
    {
      name: "the token's audiences without a dash",
      at: "jwt:\n- issuer:\n    audiences:\n      |",
      want: ["k", "x"],
    },
    {
      name: "the token's audiences in a flow list",
      at: "jwt:\n- issuer:\n    audiences: [|]",
      want: ["k", "x"],
    },
    { name: "a half-typed audience", at: "jwt:\n- issuer:\n    audiences: [k, x|]", want: ["x"] },
    { name: "audiences behind the key", at: "jwt:\n- issuer:\n    audiences: |", want: ["k", "x"] },
    { name: "the policy", at: "jwt:\n- issuer:\n    audienceMatchPolicy: M|", want: ["MatchAny"] },
    {
      name: "egress selectors",
      at: "jwt:\n- issuer:\n    egressSelectorType: |",
      want: ["cluster", "controlplane"],
    },
    {
      name: "a discovery URL is not guessed",
      at: "jwt:\n- issuer:\n    discoveryURL: |",
      want: [],
    },
    {
      name: "keys in flow style",
      at: "jwt:\n- issuer: {url: https://a, audiences: [k], |}",
      want: issuerKeys.slice(2),
    },
    {
      name: "keys in nested flow style",
      at: "jwt: [{claimMappings: {username: {|}}}]",
      want: ["claim", "prefix", "expression"],
    },
    { name: "keys in JSON", at: '{"jwt": [{"issuer": {|}}]}', want: issuerKeys },
    // Mappings.
    { name: "mappings", at: `${mappings}    |`, want: ["username", "groups", "uid", "extra"] },
    {
      name: "keys of a mapping",
      at: `${mappings}    username:\n      |`,
      want: ["claim", "prefix", "expression"],
    },
    { name: "keys of the UID", at: `${mappings}    uid:\n      |`, want: ["claim", "expression"] },
    {
      name: "a mapping by claim has no expression",
      at: `${mappings}    username:\n      claim: sub\n      |`,
      want: ["prefix"],
    },
    {
      name: "a mapping by expression has no claim",
      at: `${mappings}    username:\n      expression: claims.sub\n      |`,
      want: [],
    },
    {
      name: "claims that can name a user",
      at: `${mappings}    username:\n      claim: |`,
      want: ["iss", "sub"],
    },
    {
      name: "claims that can hold groups",
      at: `${mappings}    groups: {claim: |}`,
      want: ["iss", "aud", "sub", "groups"],
    },
    { name: "a half-typed claim", at: `${mappings}    username:\n      claim: s|`, want: ["sub"] },
    { name: "a claim in quotes", at: `${mappings}    username:\n      claim: 's|'`, want: ["sub"] },
    { name: "no prefix", at: `${mappings}    username:\n      prefix: |`, want: ['""'] },
    {
      name: "a first extra value",
      at: `${mappings}    extra:\n    - |`,
      want: ["An extra value", "key", "valueExpression"],
    },
    {
      name: "the rest of an extra value",
      at: `${mappings}    extra:\n    - key: a/b\n      |`,
      want: ["valueExpression"],
    },
    {
      name: "nothing in an expression",
      at: `${mappings}    username:\n      expression: cl|`,
      want: [],
    },
    {
      name: "nothing in an expression of flow style",
      at: `${mappings}    username: {expression: cl|}`,
      want: [],
    },
    // Rules.
    {
      name: "a first rule",
      at: "jwt:\n- claimValidationRules:\n  - |",
      want: ["A claim with a value", "A rule over the claims", "claim", "expression"],
    },
    {
      name: "a rule by claim",
      at: "jwt:\n- claimValidationRules:\n  - claim: hd\n    |",
      want: ["requiredValue"],
    },
    {
      name: "a rule by expression",
      at: "jwt:\n- claimValidationRules:\n  - expression: 'true'\n    |",
      want: ["message"],
    },
    {
      name: "claims of a rule",
      at: "jwt:\n- claimValidationRules:\n  - claim: |",
      want: ["iss", "sub"],
    },
    {
      name: "a first rule over users",
      at: "jwt:\n- userValidationRules:\n  - |",
      want: ["No user name of Kubernetes", "No group of Kubernetes", "expression", "message"],
    },
    {
      name: "the rest of a rule over users",
      at: "jwt:\n- userValidationRules:\n  - expression: 'true'\n    |",
      want: ["message"],
    },
    { name: "nothing in a message", at: "jwt:\n- userValidationRules:\n  - message: a|", want: [] },
    // Anonymous.
    {
      name: "keys of anonymous",
      at: "anonymous:\n  |",
      want: ["Health checks only", "enabled", "conditions"],
    },
    { name: "a list that needs a dash", at: "anonymous:\n  conditions:\n    |", want: ["path"] },
    { name: "a boolean", at: "anonymous:\n  enabled: |", want: ["true", "false"] },
    { name: "a half-typed boolean", at: "anonymous: {enabled: f|}", want: ["false"] },
    // Texts that do not parse.
    {
      name: "a bracket above that is never closed",
      at: 'jwt:\n- issuer:\n    url: ["\n    audiences:\n    - k\n  |',
      want: ["claimMappings", "claimValidationRules", "userValidationRules"],
    },
    {
      name: "a broken line below",
      at: "jwt:\n- issuer:\n    |\n    url: : :\n",
      want: issuerKeys.slice(1),
    },
    {
      name: "a word behind a bracket that is never closed",
      at: 'jwt:\n- issuer:\n    url: ["https\n    au|',
      want: ["audiences", "audienceMatchPolicy"],
    },
    {
      name: "a word without a colon above",
      at: "jwt:\n- issuer\n  cl|",
      want: ["claimMappings", "claimValidationRules"],
    },
    {
      name: "a word without a colon below",
      at: "jwt:\n- cl|\n  iss\n",
      want: ["claimMappings", "claimValidationRules"],
    },
    {
      name: "an open quote above",
      at: 'jwt:\n- issuer:\n    url: "https://a\n    au|',
      want: ["audiences", "audienceMatchPolicy"],
    },
    { name: "a tab in a line above", at: "jwt:\n-\tissuer:\nanon|", want: ["anonymous"] },
    {
      name: "braces that are never closed above",
      at: "anonymous: {enabled: true\njwt:\n- iss|",
      want: ["An issuer", "issuer"],
    },
    // Keys that have lines below.
    {
      name: "the key that lines below can belong to",
      at: "jwt:\n- issuer: {}\n  |\n    username: {claim: sub}\n",
      want: ["claimMappings", "claimValidationRules"],
    },
    {
      name: "the list that items below can belong to",
      at: "jwt:\n- issuer: {}\n  |\n  - expression: 'true'\n    message: no\n",
      want: ["claimValidationRules", "userValidationRules", "claimMappings"],
    },
    {
      name: "no skeleton over lines that are there",
      at: "jwt:\n- iss|\n    url: x\n",
      want: ["issuer"],
    },
    {
      name: "no skeleton behind a dash whose keys are there",
      at: "jwt:\n- iss|:\n    url: x\n  claimMappings: {}\n",
      want: ["issuer"],
    },
    // If nothing can be typed.
    { name: "nothing in a comment", at: "jwt: # is|", want: [] },
    {
      name: "nothing in a block scalar",
      at: "jwt:\n- issuer:\n    certificateAuthority: |-\n      is|",
      want: [],
    },
    { name: "nothing below an unknown key", at: "jwt:\n- issuers:\n    |", want: [] },
    { name: "nothing below a scalar", at: "jwt:\n- issuer:\n    url:\n      |", want: [] },
  ])("$name", ({ at, want }) => {
    const found = offer(at);
    expect(want.length === 0 ? found : found.slice(0, want.length)).toEqual(want);
  });

  test("required keys say so", () => {
    const { text, offset } = unmark("jwt:\n- issuer:\n    |");
    const found = completeConfiguration(text, offset, { minor: 37 });
    expect(found.map(({ label, required, detail }) => [label, required === true, detail])).toEqual([
      ["url", true, "required, string"],
      ["audiences", true, "required, list of strings"],
      ["audienceMatchPolicy", false, "sometimes required, string"],
      ["discoveryURL", false, "string"],
      ["certificateAuthority", false, "string"],
      ["egressSelectorType", false, "string"],
    ]);
  });

  test("leaves out what the version does not have", () => {
    expect(offer("jwt:\n- issuer:\n    e|", { minor: 33 })).toEqual([]);
    expect(offer("anon|", { minor: 30 })).toEqual([]);
    expect(offer("apiVersion: |", { minor: 33 })[0]).toBe("apiserver.config.k8s.io/v1beta1");
  });

  test("knows common claims without a token, and those of a known issuer", () => {
    const at = "jwt:\n- claimMappings: {groups: {claim: |}}";
    const known = [
      { name: "sub", type: "string", meaning: "The user." },
      { name: "roles", type: "list of strings", meaning: "Roles." },
      { name: "ctx", type: "object", meaning: "More." },
    ];
    expect(offer(at, { claims: {} })).toEqual(["groups", "roles"]);
    expect(offer(at, { claims: {}, known })).toEqual(["sub", "roles"]);
    expect(offer(at, { claims: { sub: "s", a: "b" }, known })).toEqual(["sub", "a", "roles"]);
  });
});

describe("the text once a suggestion is taken", () => {
  test.each([
    {
      name: "a version",
      at: "api|",
      label: "apiVersion",
      want: "apiVersion: apiserver.config.k8s.io/v1",
    },
    { name: "a kind", at: "k|", label: "kind", want: "kind: AuthenticationConfiguration" },
    { name: "a mapping", at: "jwt:\n- iss|", label: "issuer", want: "jwt:\n- issuer:\n    ‹›" },
    { name: "a list", at: "jw|", label: "jwt", want: "jwt:\n- ‹›" },
    {
      name: "a dash if the list has none",
      at: "anonymous:\n  conditions:\n    |",
      label: "path",
      want: "anonymous:\n  conditions:\n    - path: ‹›",
    },
    {
      name: "a prefix in quotes",
      at: `${mappings}    username:\n      p|`,
      label: "prefix",
      want: `${mappings}    username:\n      prefix: "‹›"`,
    },
    {
      name: "a key of flow style",
      at: "jwt: [{iss|}]",
      label: "issuer",
      want: "jwt: [{issuer: {‹›}}]",
    },
    {
      name: "an audience behind the key",
      at: "jwt:\n- issuer:\n    audiences: |",
      label: "k",
      want: "jwt:\n- issuer:\n    audiences: [k]",
    },
    {
      name: "an audience with its dash",
      at: "jwt:\n- issuer:\n    audiences:\n      |",
      label: "k",
      want: "jwt:\n- issuer:\n    audiences:\n      - k",
    },
    {
      name: "a word in the place of a typed one",
      at: "jwt:\n- issuer:\n    aud|s\n",
      label: "audiences",
      want: "jwt:\n- issuer:\n    audiences:\n    - ‹›\n",
    },
    {
      name: "an issuer",
      at: "jwt:\n- |",
      label: "An issuer",
      want: 'jwt:\n- issuer:\n    url: ‹https://idp.example.com›\n    audiences:\n    - ‹kubernetes›\n  claimMappings:\n    username:\n      claim: ‹sub›\n      prefix: "‹oidc:›"',
    },
    {
      name: "the name of a key that has its value",
      at: "kin|: AuthenticationConfiguration\n",
      label: "kind",
      want: "kind: AuthenticationConfiguration\n",
    },
    {
      name: "the name of a key that was misspelt, its list stays",
      at: "jwt:\n- issuer:\n    audi|ence: [k]\n",
      label: "audiences",
      want: "jwt:\n- issuer:\n    audiences: [k]\n",
    },
    {
      name: "the name of a key in flow style",
      at: "jwt: [{issu|: {url: x}}]",
      label: "issuer",
      want: "jwt: [{issuer: {url: x}}]",
    },
    {
      name: "the name of a key that has lines below, with its colon",
      at: "jwt:\n- issu|\n    url: x\n",
      label: "issuer",
      want: "jwt:\n- issuer:\n    url: x\n",
    },
    {
      name: "the name of a list that is as deep as its key",
      at: "jwt:\n- issuer: {}\n  claimVal|\n  - claim: hd\n",
      label: "claimValidationRules",
      want: "jwt:\n- issuer: {}\n  claimValidationRules:\n  - claim: hd\n",
    },
    {
      name: "a rule",
      at: "jwt:\n- claimValidationRules:\n    |",
      label: "A claim with a value",
      want: "jwt:\n- claimValidationRules:\n    - claim: ‹hd›\n      requiredValue: ‹example.com›",
    },
  ])("$name", ({ at, label, want }) => {
    expect(take(at, label)).toBe(want);
  });
});
