import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const claims = { s: "a,b", l: ["a"], mixed: [1, "a"] };

const cases: readonly LibraryCase[] = [
  { name: "the sum of nothing", input: "[].sum()", want: "0" },
  {
    name: "a sum that does not fit",
    input: "[9223372036854775807, 1].sum()",
    want: "integer overflow",
  },
  {
    name: "mixed types have no order but are sorted",
    input: "dyn(claims.mixed).isSorted()",
    want: "true",
  },
  { name: "the first of what has no order stays", input: "dyn(claims.mixed).max()", want: "1.0" },
  { name: "what is no list", input: "dyn(1).min()", want: "no such overload: min(int)" },
  {
    name: "elements of another type",
    input: "dyn([[1]]).min()",
    want: "no such overload: min(list)",
  },
  { name: "a claim that is one value", input: 'claims.s.includes("a,b")', want: "true" },
  { name: "or a list of them", input: 'claims.l.includes("a")', want: "true" },
  {
    name: "not before 1.37",
    input: "[1].includes(1)",
    minor: 36,
    want: "compilation failed: ERROR: <input>:1:13: undeclared reference to 'includes' (in container '')\n | [1].includes(1)\n | ............^",
  },
];

test.each(cases)("the lists library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor, claims)).toBe(want);
});
