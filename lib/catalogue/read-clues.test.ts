import { expect, test } from "vitest";
import type { Clues } from "./entry.ts";
import { readClues } from "./read-clues.ts";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = { iss: "https://idp.example.com", sub: "jane" };
const token = `${encode({ alg: "RS256" })}.${encode(claims)}.c2ln`;

test.each<{ name: string; input: string; want: Partial<Clues> | undefined }>([
  {
    name: "a URL",
    input: " https://idp.example.com/ \n",
    want: { issuer: "https://idp.example.com/" },
  },
  {
    name: "the URL of a discovery document",
    input: "https://idp.example.com/a/.well-known/openid-configuration",
    want: { issuer: "https://idp.example.com/a" },
  },
  {
    name: "a discovery document",
    input: '{"issuer": "https://idp.example.com", "jwks_uri": "https://idp.example.com/keys"}',
    want: {
      discovery: { issuer: "https://idp.example.com", jwks_uri: "https://idp.example.com/keys" },
    },
  },
  { name: "a token", input: token, want: { claims } },
  { name: "a header with a token", input: `Authorization: Bearer ${token}`, want: { claims } },
  { name: "claims", input: JSON.stringify(claims), want: { claims } },
  { name: "JSON that does not end", input: '{"issuer": ', want: undefined },
  { name: "words", input: "my issuer", want: undefined },
  { name: "nothing", input: "", want: undefined },
])("readClues reads hints about an issuer: $name", ({ input, want }) => {
  expect(readClues(input)).toEqual(want);
});
