import { describe, expect, test } from "vitest";
import { guardCall, maskAnswer } from "./guard.ts";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = encode({ alg: "RS256", kid: "k" });
const payload = encode({ iss: "https://idp.example.com", sub: "jane", exp: 2_000_000_000 });
const signature = Buffer.from("a signature of some length").toString("base64url");
const token = `${header}.${payload}.${signature}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a token with a signature is found", () => {
  test.each<{ name: string; args: unknown }>([
    { name: "as an argument", args: { token } },
    { name: "nested", args: { claims: { act: [{ deep: { token } }] } } },
    { name: "as a name", args: { claims: { [token]: 1 } } },
    { name: "in a comment", args: { configuration: `kind: x # Bearer ${token}\n` } },
    { name: "in a line of a log", args: { text: `GET / Authorization: Bearer ${token}` } },
    { name: "in a kubeconfig", args: { text: `users: [{name: jane, user: {token: ${token}}}]` } },
    { name: "in a JSON text", args: { text: JSON.stringify({ a: { status: { token } } }) } },
    { name: "in a URL", args: { text: `https://example.com/callback?id_token=${token}&state=1` } },
    { name: "escaped", args: { text: `id_token%3D${token.replaceAll(".", "%2E")}` } },
    {
      name: "in data of a Secret",
      args: { text: `kind: Secret\ndata: {token: ${base64(token)}}\n` },
    },
    {
      name: "in a document in base64",
      args: {
        text: `kind: Secret\ndata:\n  kubeconfig: ${base64(`users:\n- user: {token: ${token}}\n`)}\n`,
      },
    },
    {
      name: "folded over lines",
      args: { text: `token: >-\n  ${token.slice(0, 50)}\n  ${token.slice(50)}\n` },
    },
    {
      name: "encrypted",
      args: {
        text: [encode({ alg: "RSA-OAEP", enc: "A256GCM" }), "a2V5", "aXY", "Y2lwaGVy", "dGFn"].join(
          ".",
        ),
      },
    },
    { name: "behind a name", args: { text: `token_${token}` } },
  ])("$name", ({ args }) => {
    expect(guardCall(args, false)).toEqual({
      kind: "refused",
      reason: expect.stringContaining("holds a token with a signature"),
    });
    expect(guardCall(args, true)).toMatchObject({ kind: "taken" });
  });
});

test.each<{ name: string; args: unknown }>([
  { name: "a draft without a signature", args: { token: `${header}.${payload}.` } },
  { name: "claims", args: { claims: { iss: "https://idp.example.com", sub: "a.b.c" } } },
  { name: "an expression", args: { expression: "claims.a.b.c.startsWith('eyJ')" } },
  { name: "a host name", args: { text: "https://key.example.com/eyes.of.others" } },
  { name: "nothing", args: {} },
])("is no token with a signature: $name", ({ args }) => {
  expect(guardCall(args, false)).toEqual({ kind: "taken", secrets: expect.any(Array) });
});

test.each<{ name: string; args: unknown; reason: string }>([
  {
    name: "a long text",
    args: { text: "a ".repeat(600_000) },
    reason:
      "text has 1,200,000 characters; at most 1,000,000 are read. Give the part that matters.",
  },
  {
    name: "many texts",
    args: { list: Array.from({ length: 100_001 }, () => "") },
    reason: "The arguments have more than 100,000 texts.",
  },
  {
    name: "texts that are long together",
    args: { list: Array.from({ length: 5 }, () => "a ".repeat(450_000)) },
    reason: "The arguments have more than 4,000,000 characters.",
  },
  {
    name: "a deep value",
    args: JSON.parse(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`),
    reason: "The arguments are nested deeper than 64 levels.",
  },
])("refuses what is too large: $name", ({ args, reason }) => {
  expect(guardCall(args, true)).toEqual({ kind: "refused", reason });
});

test("no answer shows a secret of the arguments, or anything in the form of one", () => {
  const password = "correct-horse-42-battery";
  const guarded = guardCall({ text: `client_secret: ${password}\n` }, false);
  if (guarded.kind === "refused") throw new Error(guarded.reason);
  const answer = {
    title: `Remove ${password}`,
    [token]: [`Bearer ${token}`, 1, true, null],
    configuration: "kind: AuthenticationConfiguration",
  };
  expect(maskAnswer(answer, guarded.secrets)).toEqual({
    title: "Remove <secret removed>",
    "<secret removed>": ["Bearer <secret removed>", 1, true, null],
    configuration: "kind: AuthenticationConfiguration",
  });
});

test("names that look random stay in answers: they are of clients and users", () => {
  const id = "0oa8f3k2ZqXw91LmT5d7";
  const guarded = guardCall({ claims: { sub: id } }, false);
  expect(guarded).toEqual({ kind: "taken", secrets: [] });
  expect(maskAnswer(`okta:${id}`, [])).toBe(`okta:${id}`);
});
