import { describe, expect, test } from "vitest";
import { createCompile } from "../../authn/load.ts";
import type { Minor } from "../../kube/minor.ts";
import { convertMapping } from "./convert-mapping.ts";
import type { Claims } from "./generate-claims.ts";

const head = `jwt:
- issuer: {url: "https://a.example.com", audiences: [k]}
  claimMappings:
`;

/** Before and since the claims are unescaped and whole numbers are doubles. */
const minors: readonly Minor[] = [33, 37];

async function convert(
  mapping: string,
  to: "claim" | "expression",
  minor: Minor = 37,
  known?: Claims,
) {
  const field = /^ *(\w+):/.exec(mapping)?.[1];
  const path = `jwt[0].claimMappings.${field}`;
  const compile = createCompile(minor);
  return convertMapping({ text: head + mapping, path, to, minor, compile, known });
}

describe("what a claim means is kept in an expression, on every version, and comes back", () => {
  test.each<{ name: string; mapping: string; expression: string }>([
    {
      name: "a username with a prefix",
      mapping: '    username: {claim: sub, prefix: "oidc:"}\n',
      expression: '"oidc:" + (claims.sub == null ? "" : dyn(claims.sub))',
    },
    {
      name: "a claim whose name is no word of CEL",
      mapping: '    username: {claim: "https://x/in", prefix: "a\\"b"}\n',
      expression: '"a\\"b" + (claims["https://x/in"] == null ? "" : dyn(claims["https://x/in"]))',
    },
    {
      name: "an e-mail address, which must be verified",
      mapping: '    username: {claim: email, prefix: "oidc:"}\n',
      expression:
        'claims.?email_verified.orValue(true) == true ? "oidc:" + (claims.email == null ? "" : dyn(claims.email)) : ""',
    },
    {
      name: "groups with a prefix, a list or one text",
      mapping: '    groups: {claim: groups, prefix: "oidc:"}\n',
      expression:
        'claims.?groups.orValue(null) == null ? [] : (type(claims.groups) == list ? dyn(claims.groups) : [dyn(claims.groups)]).map(g, "oidc:" + (g == null ? "" : dyn(g)))',
    },
    {
      name: "a UID",
      mapping: "    uid: {claim: sub}\n",
      expression: 'claims.sub == null ? "" : dyn(claims.sub)',
    },
  ])("$name", async ({ mapping, expression }) => {
    for (const minor of minors) {
      const there = await convert(mapping, "expression", minor);
      if (there.kind !== "converted") throw new Error(there.reason);
      expect(there.differences).toEqual([]);
      expect(there.text).toContain("expression:");
      const compile = createCompile(minor);
      const field = /^ *(\w+):/.exec(mapping)?.[1];
      const path = `jwt[0].claimMappings.${field}`;
      const back = await convertMapping({ text: there.text, path, to: "claim", minor, compile });
      if (back.kind !== "converted") throw new Error(back.reason);
      expect(back.differences).toEqual([]);
      expect(back.text.replaceAll('"', "")).toBe((head + mapping).replaceAll('"', ""));
      const written = /expression: (.*)\}\n$/.exec(there.text)?.[1] ?? "";
      expect(JSON.parse(written)).toBe(expression);
    }
  });
});

test.each<{
  name: string;
  mapping: string;
  to: "claim" | "expression";
  want: readonly unknown[];
}>([
  {
    name: "an empty claim without a prefix is an empty name, and an expression may not give one",
    mapping: '    username: {claim: sub, prefix: ""}\n',
    to: "expression",
    want: [
      { claims: { sub: null }, before: "", after: undefined },
      { claims: { sub: "" }, before: "", after: undefined },
    ],
  },
  {
    name: "since 1.34 an expression reads a dash where the name has __dash__",
    mapping: "    username: {claim: a__dash__b, prefix: p}\n",
    to: "expression",
    want: expect.arrayContaining([{ claims: { a__dash__b: "a" }, before: "pa", after: undefined }]),
  },
  {
    name: "an empty group without a prefix goes",
    mapping: '    groups: {claim: groups, prefix: ""}\n',
    to: "expression",
    want: [
      { claims: { groups: "" }, before: [""], after: [] },
      { claims: { groups: ["a", ""] }, before: ["a", ""], after: ["a"] },
      { claims: { groups: [""] }, before: [""], after: [] },
      { claims: { groups: ["a", null] }, before: ["a", ""], after: ["a"] },
      { claims: { groups: [null] }, before: [""], after: [] },
    ],
  },
  {
    name: "the usual expression refuses a claim that is null",
    mapping: "    username: {expression: '\"gitlab:\" + claims.sub'}\n",
    to: "claim",
    want: [{ claims: { sub: null }, before: undefined, after: "gitlab:" }],
  },
  {
    name: "an expression takes numbers as texts",
    mapping: "    uid: {expression: 'string(claims.n)'}\n",
    to: "claim",
    want: [
      { claims: { n: null }, before: undefined, after: "" },
      { claims: { n: 0 }, before: "0", after: undefined },
      { claims: { n: 12 }, before: "12", after: undefined },
      { claims: { n: 2.5 }, before: "2.5", after: undefined },
      { claims: { n: 9007199254740992 }, before: "9.007199254740992e+15", after: undefined },
      { claims: { n: true }, before: "true", after: undefined },
      { claims: { n: false }, before: "false", after: undefined },
    ],
  },
  {
    name: "an expression that asks for no verified address takes all",
    mapping:
      '    username: {expression: \'claims.?email_verified.hasValue() ? "m:" + claims.email : "m:" + claims.email\'}\n',
    to: "claim",
    want: expect.arrayContaining([
      { claims: { email: "a", email_verified: false }, before: "m:a", after: undefined },
    ]),
  },
])("what is not the same is said: $name", async ({ mapping, to, want }) => {
  const converted = await convert(mapping, to);
  expect(converted.kind === "converted" ? converted.differences : converted.reason).toEqual(want);
});

test.each<{
  name: string;
  mapping: string;
  to: "claim" | "expression";
  known?: Claims;
  want: string;
}>([
  {
    name: "two claims",
    mapping: "    username: {expression: 'claims.iss + claims.sub'}\n",
    to: "claim",
    want: "The expression does more than a claim with a prefix can: it has to take one claim as it is, with a fixed text in front.",
  },
  {
    name: "a choice by the value",
    mapping: '    username: {expression: \'claims.sub == "root" ? "x" : "oidc:" + claims.sub\'}\n',
    to: "claim",
    want: "The expression does more than a claim with a prefix can: it has to take one claim as it is, with a fixed text in front.",
  },
  {
    name: "some of the groups",
    mapping: "    groups: {expression: 'dyn(claims.groups).filter(g, g != \"a\")'}\n",
    to: "claim",
    want: "The expression does more than a claim with a prefix can: it has to take one claim as it is, with a fixed text in front.",
  },
  {
    name: "a text behind the claim",
    mapping: "    username: {expression: 'claims.sub + \"@x\"'}\n",
    to: "claim",
    want: "The expression does not give the claim sub with a text in front.",
  },
  {
    name: "a UID with a text in front",
    mapping: "    uid: {expression: '\"x\" + claims.sub'}\n",
    to: "claim",
    want: "A UID from a claim has no prefix, and the expression puts one in front.",
  },
  {
    name: "an expression that does not compile",
    mapping: "    uid: {expression: 'claims.'}\n",
    to: "claim",
    want: "The expression does not compile.",
  },
  {
    name: "no claim yet",
    mapping: "    username: {claim: '', prefix: ''}\n",
    to: "expression",
    want: "Name the claim first.",
  },
  {
    name: "both",
    mapping: "    username: {claim: sub, expression: claims.sub}\n",
    to: "expression",
    want: "There is an expression already. Remove one of the two.",
  },
  {
    name: "groups that the server fetches for this token",
    mapping: "    groups: {claim: groups, prefix: x}\n",
    to: "expression",
    known: { _claim_names: { groups: "src1" } },
    want: "This token only names its groups in _claim_names: the API server fetches them for a claim, and not for an expression.",
  },
])("refused: $name", async ({ mapping, to, known, want }) => {
  const converted = await convert(mapping, to, 37, known);
  expect(converted).toEqual({ kind: "refused", reason: want });
});

test("the shorter expression is offered with what it does not keep", async () => {
  const converted = await convert('    username: {claim: sub, prefix: "oidc:"}\n', "expression");
  expect(converted.kind === "converted" && converted.shorter).toEqual({
    expression: '"oidc:" + claims.sub',
    differences: [{ claims: { sub: null }, before: "oidc:", after: undefined }],
  });
});

test("the claims of the token at hand are tried too", async () => {
  const known = { sub: "x", groups: "only" };
  const converted = await convert(
    "    groups: {expression: 'dyn(claims.groups).map(g, \"a:\" + g)'}\n",
    "claim",
    37,
    known,
  );
  expect(converted.kind === "converted" && converted.differences.at(-1)).toEqual({
    claims: { groups: "only" },
    before: undefined,
    after: ["a:only"],
  });
});
