import { describe, expect, test } from "vitest";
import { describedFields } from "../field-docs.ts";
import { type HoverContext, hoverConfiguration } from "./hover-configuration.ts";

const text = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [k, other]
  claimMappings:
    username:
      claim: sub
      prefix: "oidc:"
    groups:
      expression: claims.groups
  claimValidationRules:
  - claim: hd
    requiredValue: example.com
- issuer: {url: "https://b.example.com", audienceMatchPolicy: MatchAny}
# a comment
`;

const context: HoverContext = {
  claims: { iss: "https://idp.example.com", aud: "k", sub: "jane" },
  outputs: new Map([["jwt[0].claimMappings.username.claim", "oidc:jane"]]),
};

/** What is said at the n-th place of a word. */
function say(word: string, { at = 0, with: known = context, nth = 0 } = {}) {
  let offset = -1;
  for (let count = 0; count <= nth; count++) offset = text.indexOf(word, offset + 1);
  return hoverConfiguration(text, offset + at, known);
}

describe("what is said in a configuration", () => {
  test.each([
    { name: "a key", word: "issuer:", want: "jwt[0].issuer" },
    { name: "a key of the second entry", word: "issuer:", nth: 1, want: "jwt[1].issuer" },
    {
      name: "a key in flow style",
      word: "audienceMatchPolicy",
      want: "jwt[1].issuer.audienceMatchPolicy",
    },
    { name: "a value", word: "https://idp", want: "jwt[0].issuer.url" },
    { name: "a value in flow style", word: "MatchAny", want: "jwt[1].issuer.audienceMatchPolicy" },
    { name: "an item", word: "other", want: "jwt[0].issuer.audiences[1]" },
    { name: "an expression, which has its own words", word: "claims.groups", want: undefined },
    { name: "a comment", word: "a comment", want: undefined },
  ])("finds $name", ({ word, nth = 0, want }) => {
    expect(say(word, { nth, at: 1 })?.path).toBe(want);
  });

  test.each([
    { name: "the version", word: "apiserver.config", want: "Read since Kubernetes 1.34." },
    { name: "the token's issuer", word: "https://idp", want: "The iss of this token." },
    {
      name: "another issuer",
      word: "https://b",
      want: "The iss of this token is https://idp.example.com.",
    },
    { name: "an audience of the token", word: "[k,", want: "In the aud of this token." },
    {
      name: "an audience that it does not have",
      word: "other]",
      want: "Not in the aud of this token: k",
    },
    { name: "a claim", word: "sub\n", want: "In this token: jane" },
    { name: "a claim that is missing", word: "hd\n", want: "This token does not have the claim." },
    { name: "a mapping", word: "username:", want: "For this token: oidc:jane" },
    { name: "a part of a mapping", word: "prefix:", want: "For this token: oidc:jane" },
    {
      name: "the effective default of the discovery URL",
      word: "issuer:",
      want: "Not set: discoveryURL. In effect: https://idp.example.com/.well-known/openid-configuration",
    },
    {
      name: "the effective default of what is left out",
      word: "claimMappings:",
      want: "Not set: uid. In effect: The user has no UID.",
    },
    { name: "whether it is required", word: "url:", want: "Required, string." },
    {
      name: "since when",
      word: "apiVersion:",
      want: "Limits: v1 is read since 1.34, v1beta1 since 1.30, v1alpha1 since 1.29.",
    },
  ])("says $name", ({ word, want }) => {
    expect(say(word, { at: 1 })?.facts).toContain(want);
  });

  test("says nothing of a token if there is none", () => {
    expect(say("sub\n", { at: 1, with: {} })?.facts[0]).toBe(
      "The claim that holds the username. With email, a token whose email_verified is there and not true is refused.",
    );
  });
});

test.each(describedFields)("the key $path has words", ({ path, text: words }) => {
  const { source, offset } = writePath(path);
  const found = hoverConfiguration(source, offset);
  expect([found?.field.path, found?.facts[0]]).toEqual([path, words]);
});

/** A text with a path in it, and an offset in its last key. */
function writePath(path: string) {
  const names = path.split(".");
  let source = "";
  let indent = "";
  let parent = "";
  for (const name of names) {
    const owner = describedFields.find((field) => field.path === parent);
    const dash = owner?.type === "list" ? "- " : "";
    source += `${source === "" ? "" : "\n"}${indent}${dash}${name}:`;
    indent += `${dash === "" ? "" : "  "}  `;
    parent = parent === "" ? name : `${parent}.${name}`;
  }
  return { source, offset: source.length - 2 };
}
