import { expect, test } from "vitest";
import { findIssuerClaims } from "./issuer-claims.ts";

const github = "https://token.actions.githubusercontent.com";

/** A configuration with two issuers, and what the editor knows of it. */
function contextOf(claims: string | undefined) {
  const text = `jwt:\n- issuer: {url: "https://own.example.com"}\n- issuer:\n    url: ${github}\n`;
  return { text, context: { text, expressions: [], minor: 37, claims, user: undefined } as const };
}

test.each([
  {
    name: "a token of the issuer, and what is known of it",
    claims: `{"iss": "${github}", "sub": "s"}`,
    path: "jwt[1].claimMappings.username.expression",
    want: { claims: { iss: github, sub: "s" }, isKnown: true },
  },
  {
    name: "a token of another issuer says nothing of a known one",
    claims: '{"iss": "https://own.example.com", "groups": []}',
    path: "jwt[1].claimMappings.username.expression",
    want: { claims: undefined, isKnown: true },
  },
  {
    name: "a token of another issuer is better than nothing",
    claims: `{"iss": "${github}"}`,
    path: "jwt[0].claimMappings.username.expression",
    want: { claims: { iss: github }, isKnown: false },
  },
  {
    name: "no token",
    claims: undefined,
    path: "jwt[1].claimMappings.username.expression",
    want: { claims: undefined, isKnown: true },
  },
  {
    name: "no issuer",
    claims: '{"sub": "s"}',
    path: "",
    want: { claims: { sub: "s" }, isKnown: false },
  },
])("the claims at a place: $name", async ({ claims, path, want }) => {
  const { text, context } = contextOf(claims);
  const found = await findIssuerClaims(context, path, text);
  const names = found.known.map(({ name }) => name);
  expect({ claims: found.claims, isKnown: names.includes("repository_owner") }).toEqual(want);
});

test("what is known of GitHub's tokens has types, the claims of every token last", async () => {
  const { text, context } = contextOf(undefined);
  const { known } = await findIssuerClaims(context, "jwt[1]", text);
  expect(known.find(({ name }) => name === "repository_owner")?.type).toBe("string");
  expect(known.slice(-1).map(({ name }) => name)).toEqual(["iat"]);
});
