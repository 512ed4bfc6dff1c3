import { describe, expect, test } from "vitest";
import { completeConfiguration } from "./complete-configuration.ts";
import { hoverConfiguration } from "./hover-configuration.ts";

const claims = { iss: "https://idp.example.com", aud: ["k", "x"], sub: "s", n: 1, groups: ["a"] };

/** The labels that are offered at `|`. */
function offer(marked: string, more: Partial<Parameters<typeof completeConfiguration>[2]> = {}) {
  const offset = marked.lastIndexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return completeConfiguration(text, offset, { minor: 37, claims, ...more }).map(
    ({ label }) => label,
  );
}

describe("completeConfiguration", () => {
  test.each([
    ["an empty text", "|", ["A file with one issuer", "apiVersion", "kind", "jwt", "anonymous"]],
    ["the beginning of a key", "ap|", ["A file with one issuer", "apiVersion"]],
    ["keys that are there are not offered", "apiVersion: x\nkind: y\n|", ["jwt", "anonymous"]],
    ["keys behind the cursor count too", "|\nkind: y\njwt: []\n", ["apiVersion", "anonymous"]],
    [
      "versions of the file",
      "apiVersion: |",
      [
        "apiserver.config.k8s.io/v1",
        "apiserver.config.k8s.io/v1beta1",
        "apiserver.config.k8s.io/v1alpha1",
      ],
    ],
    ["the kind", "kind: |", ["AuthenticationConfiguration"]],
    [
      "an item of jwt",
      "jwt:\n- |",
      ["An issuer", "issuer", "claimMappings", "claimValidationRules", "userValidationRules"],
    ],
    ["a second item", "jwt:\n- issuer: {}\n- iss|", ["An issuer", "issuer"]],
    [
      "beside an issuer",
      "jwt:\n- issuer:\n    url: x\n  |",
      ["claimMappings", "claimValidationRules", "userValidationRules"],
    ],
    [
      "required keys first",
      "jwt:\n- issuer:\n    |",
      [
        "url",
        "audiences",
        "discoveryURL",
        "certificateAuthority",
        "audienceMatchPolicy",
        "egressSelectorType",
      ],
    ],
    ["the token's issuer", "jwt:\n- issuer:\n    url: |", ["https://idp.example.com"]],
    [
      "the token's audiences in a block list",
      "jwt:\n- issuer:\n    audiences:\n    - |",
      ["k", "x"],
    ],
    ["the token's audiences in a flow list", "jwt:\n- issuer:\n    audiences: [|]", ["k", "x"]],
    ["the policy", "jwt:\n- issuer:\n    audienceMatchPolicy: M|", ["MatchAny"]],
    [
      "keys in flow style",
      "jwt:\n- issuer: {url: https://a, audiences: [k], |}",
      ["discoveryURL", "certificateAuthority", "audienceMatchPolicy", "egressSelectorType"],
    ],
    [
      "keys in nested flow style",
      "jwt: [{claimMappings: {username: {|}}}]",
      ["claim", "prefix", "expression"],
    ],
    [
      "claims that can name a user",
      "jwt:\n- claimMappings:\n    username:\n      claim: |",
      ["iss", "sub"],
    ],
    [
      "claims that can hold groups",
      "jwt:\n- claimMappings:\n    groups: {claim: |}",
      ["iss", "aud", "sub", "groups"],
    ],
    [
      "a mapping by claim has no expression",
      "jwt:\n- claimMappings:\n    username:\n      claim: sub\n      |",
      ["prefix"],
    ],
    [
      "a mapping by expression has no claim",
      "jwt:\n- claimMappings:\n    username:\n      expression: claims.sub\n      |",
      [],
    ],
    [
      "the rest of an extra",
      "jwt:\n- claimMappings:\n    extra:\n    - key: a/b\n      |",
      ["valueExpression"],
    ],
    ["a list that needs a dash", "anonymous:\n  conditions:\n    |", ["path"]],
    ["a boolean", "anonymous:\n  enabled: |", ["true", "false"]],
    ["a broken line above", 'jwt:\n- issuer:\n    url: ["\n    audiences:\n    - k\n  |', []],
    [
      "a broken line below",
      "jwt:\n- issuer:\n    |\n    url: : :\n",
      [
        "audiences",
        "discoveryURL",
        "certificateAuthority",
        "audienceMatchPolicy",
        "egressSelectorType",
      ],
    ],
    [
      "nothing in an expression",
      "jwt:\n- claimMappings:\n    username:\n      expression: cl|",
      [],
    ],
    ["nothing in a comment", "jwt: # is|", []],
    ["nothing in a block scalar", "jwt:\n- issuer:\n    certificateAuthority: |-\n      is|", []],
  ])("%s", (_, marked, want) => {
    expect(offer(marked)).toEqual(want);
  });

  test("leaves out what the version does not have", () => {
    expect(offer("jwt:\n- issuer:\n    e|", { minor: 33 })).toEqual([]);
    expect(offer("anon|", { minor: 30 })).toEqual([]);
    expect(offer("apiVersion: |", { minor: 33 })[0]).toBe("apiserver.config.k8s.io/v1beta1");
  });

  test("knows common claims without a token", () => {
    expect(offer("jwt:\n- claimMappings: {groups: {claim: |}}", { claims: {} })).toEqual([
      "groups",
      "roles",
    ]);
  });

  test.each([
    ["a mapping", "jwt:\n- iss|", "issuer:\n    $0", 1],
    ["a list", "jw|", "jwt:\n- $0", 0],
    ["a dash if the list has none", "anonymous:\n  conditions:\n    |", "- path: $0", 0],
    ["a prefix in quotes", "jwt:\n- claimMappings:\n    username:\n      p|", 'prefix: "$0"', 0],
  ])("inserts %s", (_, marked, want, index) => {
    const offset = marked.lastIndexOf("|");
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    const found = completeConfiguration(text, offset, { minor: 37 });
    expect(found[index]?.insert).toBe(want);
  });
});

describe("hoverConfiguration", () => {
  test.each([
    ["a key in a block", "jwt:\n- issuer:\n    u|rl: x", "jwt[0].issuer.url"],
    ["a key of the second item", "jwt:\n- issuer: {}\n- iss|uer: {}", "jwt[1].issuer"],
    ["a key in flow style", "jwt: [{issuer: {ur|l: x}}]", "jwt[0].issuer.url"],
    ["a value", "jwt:\n- issuer:\n    url: x|y", undefined],
    ["a key that does not exist", "jwt:\n- iss|uers: {}", undefined],
  ])("%s", (_, marked, want) => {
    const offset = marked.lastIndexOf("|");
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    expect(hoverConfiguration(text, offset)?.path).toBe(want);
  });
});
