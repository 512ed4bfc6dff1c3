import { describe, expect, test } from "vitest";
import { createCompile } from "../../authn/load.ts";
import type { Minor } from "../../kube/minor.ts";
import { convertMapping } from "./convert-mapping.ts";
import type { Claims } from "./generate-claims.ts";

const head = `jwt:
- issuer: {url: "https://a.example.com", audiences: [k]}
  claimValidationRules:
  - expression: "true"
`;

const minors: readonly Minor[] = [30, 33, 37];

function convert(rule: string, to: "claim" | "expression", minor: Minor = 37, known?: Claims) {
  const path = "jwt[0].claimValidationRules[1]";
  const compile = createCompile(minor);
  return convertMapping({ text: head + rule, path, to, minor, compile, known });
}

describe("a required value is kept in an expression, on every version, and comes back", () => {
  test.each<{ name: string; rule: string; want: string }>([
    {
      name: "a text",
      rule: "  - {claim: hd, requiredValue: example.com}\n",
      want: 'claims.?hd.orValue("") == "example.com"',
    },
    {
      name: "a claim whose name is no word of CEL",
      rule: '  - {claim: "https://x/in", requiredValue: "a\\"b"}\n',
      want: 'claims[?"https://x/in"].orValue("") == "a\\"b"',
    },
    {
      name: "an empty text, which null is as well",
      rule: '  - {claim: hd, requiredValue: ""}\n',
      want: 'claims.?hd.hasValue() && (claims.hd == null || claims.hd == "")',
    },
    {
      name: "the subject",
      rule: "  - {claim: sub, requiredValue: jane}\n",
      want: 'claims.?sub.orValue("") == "jane"',
    },
  ])("$name", async ({ rule, want }) => {
    for (const minor of minors) {
      const there = await convert(rule, "expression", minor);
      if (there.kind !== "converted") throw new Error(there.reason);
      expect(there.differences).toEqual([]);
      expect(JSON.parse(/expression: ("claims.*")\}\n$/.exec(there.text)?.[1] ?? '""')).toBe(want);
      const back = await convert(there.text.slice(head.length), "claim", minor);
      if (back.kind !== "converted") throw new Error(back.reason);
      expect(back.differences).toEqual([]);
      expect(back.text.replaceAll('"', "")).toBe((head + rule).replaceAll('"', ""));
    }
  });
});

test.each<{ name: string; expression: string; want: string }>([
  { name: "as one writes it", expression: 'claims.hd == "a.com"', want: "hd: a.com" },
  { name: "the other way round", expression: '"a.com" == claims.hd', want: "hd: a.com" },
  {
    name: "with a look whether it is there",
    expression: 'has(claims.hd) && claims.hd == "a.com"',
    want: "hd: a.com",
  },
  { name: "one of a list of one", expression: 'claims.hd in ["a.com"]', want: "hd: a.com" },
  {
    name: "a text that the rest makes superfluous",
    expression: 'claims.hd == "a.com" || (claims.hd == "a.com" && claims.hd != "b.com")',
    want: "hd: a.com",
  },
])("an expression becomes a required value: $name", async ({ expression, want }) => {
  const converted = await convert(
    `  - expression: ${JSON.stringify(expression)}\n    message: not ours # why\n`,
    "claim",
  );
  if (converted.kind !== "converted") throw new Error(converted.reason);
  expect(converted.differences).toEqual([]);
  const [claim, value] = want.split(": ");
  expect(converted.text.replaceAll('"', "")).toBe(
    `${head}  - claim: ${claim}\n    requiredValue: ${value}\n`.replaceAll('"', ""),
  );
  expect(converted.notes).toEqual([
    "The message is gone: the server takes one with an expression only.",
  ]);
});

test.each<{ name: string; expression: string; want: readonly unknown[] }>([
  {
    name: "two values",
    expression: 'claims.hd in ["a.com", "b.com"]',
    want: [{ claims: { hd: "b.com" }, before: "accepted", after: undefined }],
  },
  {
    name: "a claim that may be missing",
    expression: 'claims.?hd.orValue("a.com") == "a.com"',
    want: [{ claims: {}, before: "accepted", after: undefined }],
  },
  {
    name: "every other value",
    expression: 'claims.hd != "a.com"',
    want: expect.arrayContaining([
      { claims: { hd: "a.com" }, before: undefined, after: "accepted" },
      { claims: { hd: "a" }, before: "accepted", after: undefined },
    ]),
  },
])("what is not the same is said: $name", async ({ expression, want }) => {
  const converted = await convert(`  - {expression: ${JSON.stringify(expression)}}\n`, "claim");
  expect(converted.kind === "converted" ? converted.differences : converted.reason).toEqual(want);
});

const more =
  "The expression does more than a required value can: it has to compare one claim with one text.";

test.each<{
  name: string;
  rule: string;
  to: "claim" | "expression";
  known?: Claims;
  want: string;
}>([
  {
    name: "two claims",
    rule: "  - {expression: 'claims.hd == claims.sub'}\n",
    to: "claim",
    want: more,
  },
  {
    name: "a part of a text",
    rule: "  - {expression: 'claims.hd.endsWith(\"a.com\")'}\n",
    to: "claim",
    want: more,
  },
  { name: "a number", rule: "  - {expression: 'claims.n == 1'}\n", to: "claim", want: more },
  {
    name: "true",
    rule: "  - {expression: 'claims.email_verified == true'}\n",
    to: "claim",
    want: "A required value is a text, and the expression compares with none.",
  },
  {
    name: "the audience, which every token that is tried has",
    rule: "  - {expression: 'claims.aud == \"kubernetes\"'}\n",
    to: "claim",
    want: "The claim aud is one that the server reads itself, and cannot be tried out.",
  },
  {
    name: "an expression that does not compile",
    rule: "  - {expression: 'claims.'}\n",
    to: "claim",
    want: "The expression does not compile.",
  },
  {
    name: "no claim yet",
    rule: "  - {claim: '', requiredValue: ''}\n",
    to: "expression",
    want: "Name the claim first.",
  },
  {
    name: "both",
    rule: "  - {claim: hd, expression: claims.hd}\n",
    to: "expression",
    want: "There is an expression already. Remove one of the two.",
  },
  {
    name: "a value that is no text",
    rule: "  - {claim: hd, requiredValue: 1}\n",
    to: "expression",
    want: "The required value is no text: the server refuses the file.",
  },
  {
    name: "a claim that this token only names",
    rule: "  - {claim: hd, requiredValue: a}\n",
    to: "expression",
    known: { _claim_names: { hd: "src" } },
    want: "This token only names its hd in _claim_names: no answer holds for it.",
  },
])("convert refuses a rule: $name", async ({ rule, to, known, want }) => {
  const converted = await convert(rule, to, 37, known);
  expect(converted.kind === "refused" && converted.reason).toBe(want);
});
