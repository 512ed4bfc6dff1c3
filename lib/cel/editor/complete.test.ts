import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CelEnvironment } from "../program.ts";
import { completeExpression } from "./complete.ts";
import type { Completion } from "./completion.ts";

const claims: CelEnvironment = { minor: 37, variable: "claims" };
const sample = {
  sub: "me",
  groups: ["dev", "ops"],
  "urn:x": 1,
  "team-id": { "deep-er": 2, plain: 3 },
};

/** Completes at the `|` of a text. */
function complete(text: string, environment = claims, value: unknown = sample) {
  const offset = text.indexOf("|");
  return completeExpression(text.replace("|", ""), offset, environment, value);
}

/** The text after a proposal is taken, the cursor as `|`. */
function accept(text: string, { span, insert, caret = insert.length }: Completion): string {
  const source = text.replace("|", "");
  const taken = `${insert.slice(0, caret)}|${insert.slice(caret)}`;
  return source.slice(0, span.start) + taken + source.slice(span.end);
}

describe("proposals first in the list", () => {
  const cases = [
    { input: "claims.|", want: ["sub", "groups", "urn:x", "team-id", "all"] },
    { input: "claims.s| == 'x'", want: ["sub", "groups", "urn:x", "team-id", "all"] },
    { input: "claims.team__dash__id.|", want: ["deep-er", "plain"] },
    { input: "claims.groups.|", want: ["all", "exists", "exists_one", "map", "filter"] },
    { input: "claims.sub.|", want: ["size", "contains", "endsWith"] },
    { input: "claims.?sub.|", want: ["optMap", "optFlatMap"] },
    { input: "(claims.groups + []).|", want: ["all", "exists", "exists_one", "map", "filter"] },
    { input: "optional.|", want: ["of", "ofNonZeroValue", "none"] },
    { input: "dyn(claims.groups).map(g, |", want: ["g", "claims"] },
    { input: "[1].all(i, v, |)", want: ["i", "v", "claims"] },
    { input: "claims.?sub.optMap(s, |)", want: ["s", "claims"] },
    { input: "claims.sub == '|'", want: ["me"] },
    { input: "claims.sub != 'x' && claims.groups == \"|", want: ["dev", "ops"] },
    { input: "claims['|']", want: ["sub", "groups", "urn:x", "team-id"] },
    { input: "claims[?'|", want: ["sub", "groups", "urn:x", "team-id"] },
    { input: "claims.sub |", want: ["in"] },
    { input: "// claims.|", want: [] },
    { input: "'claims.|'", want: [] },
    { input: "claims.nothing['|']", want: [] },
  ];
  test.each(cases)("at the cursor in $input", ({ input, want }) => {
    const labels = complete(input).map(({ label }) => label);
    expect(want.length === 0 ? labels : labels.slice(0, want.length)).toEqual(want);
  });
});

describe("texts after a proposal is taken", () => {
  const cases = [
    { input: "claims.su| == 'x'", label: "sub", want: "claims.sub| == 'x'" },
    { input: "claims.|", label: "urn:x", want: 'claims["urn:x"]|' },
    { input: "claims.?u|", label: "urn:x", want: 'claims[?"urn:x"]|' },
    { input: "claims.|", label: "team-id", want: "claims.team__dash__id|" },
    { input: "claims.groups.m|", label: "map", want: "dyn(claims.groups).map(|)" },
    { input: "claims.sub.spl|", label: "split", want: "claims.sub.split(|)" },
    { input: "claims.sub == '|'", label: "me", want: 'claims.sub == "me"|' },
    { input: "claims.sub == 'm|' && true", label: "me", want: 'claims.sub == "me"| && true' },
    { input: "optional.|", label: "none", want: "optional.none()|" },
    { input: "h|", label: "has", want: "has(|)" },
  ];
  test.each(cases)("$input takes $label", ({ input, label, want }) => {
    const taken = complete(input).find((completion) => completion.label === label);
    expect(taken && accept(input, taken)).toBe(want);
  });
});

test("what an older server does not have is not proposed", () => {
  const labels = (minor: CelEnvironment["minor"], text: string) =>
    complete(text, { minor, variable: "claims" }).map(({ label }) => label);
  expect([
    labels(31, "[1].|").includes("transformList"),
    labels(32, "[1].|").includes("transformList"),
    labels(33, "[1].|").includes("sort"),
    labels(34, "[1].|").includes("sort"),
  ]).toEqual([false, true, false, true]);
});

test("nested names with a dash are indexed where the server does not unescape them", () => {
  const insert = (minor: CelEnvironment["minor"]) =>
    complete("claims.team__dash__id.|", { minor, variable: "claims" })[0]?.insert;
  expect([insert(33), insert(34)]).toEqual(['["deep-er"]', "deep__dash__er"]);
});

test("claims come with their types, those that the issuer is known to have behind the token's", () => {
  const known = [
    { name: "sub", type: "string", meaning: "The user." },
    { name: "tid", type: "string", meaning: "The tenant." },
    { name: "my-roles", type: "list of strings", meaning: "Roles." },
  ];
  const labels = (input: string, value: unknown) => {
    const offset = input.indexOf("|");
    const found = completeExpression(input.replace("|", ""), offset, claims, value, known);
    return found
      .filter(({ kind }) => kind === "field" || kind === "value")
      .map(({ label, detail, insert }) => [label, detail, insert]);
  };
  expect(
    labels("claims.|", { sub: "me", n: 1, groups: ["a"], o: {}, l: [1], b: true, z: null }),
  ).toEqual([
    ["sub", 'string = "me"', "sub"],
    ["n", "number = 1", "n"],
    ["groups", 'list of strings = ["a"]', "groups"],
    ["o", "object = {}", "o"],
    ["l", "list = [1]", "l"],
    ["b", "boolean = true", "b"],
    ["z", "null = null", "z"],
    ["tid", "string", "tid"],
    ["my-roles", "list of strings", "my__dash__roles"],
  ]);
  expect(labels("claims.|", undefined)).toEqual([
    ["sub", "string", "sub"],
    ["tid", "string", "tid"],
    ["my-roles", "list of strings", "my__dash__roles"],
  ]);
  expect(labels("claims['|']", { sub: "me" })).toEqual([
    ["sub", '"me"', '"sub"'],
    ["tid", "string", '"tid"'],
    ["my-roles", "list of strings", '"my-roles"'],
  ]);
  expect(labels("claims.sub.|", undefined)).toEqual([]);
});

test("a user has its four fields, with their types", () => {
  const fields = complete("user.|", { minor: 37, variable: "user" }, {});
  expect(fields.slice(0, 4).map(({ label, detail }) => [label, detail])).toEqual([
    ["username", "string"],
    ["uid", "string"],
    ["groups", "list(string)"],
    ["extra", "map(string, list(string))"],
  ]);
});

test("no text and no offset make completion throw, and every span lies inside the text", () => {
  const parts = [
    "claims",
    ".",
    "?",
    "[",
    "]",
    "(",
    ")",
    "'",
    '"',
    " ",
    "map",
    ",",
    "x",
    "//",
    "\n",
    "é",
    "{",
  ];
  const text = fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map((all) => all.join(""));
  fc.assert(
    fc.property(text, fc.nat(30), (source, at) =>
      completeExpression(source, Math.min(at, source.length), claims, sample).every(
        ({ span }) => 0 <= span.start && span.start <= span.end && span.end <= source.length,
      ),
    ),
    { numRuns: 500 },
  );
});
