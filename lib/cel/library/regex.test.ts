import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const claims = { s: "(", b: "\\" };

const cases: readonly LibraryCase[] = [
  { name: "leftmost, then the first alternative", input: '"xab".find("a|ab")', want: '"a"' },
  { name: "greedy and lazy", input: '"aaa".find("a+") + "aaa".find("a+?")', want: '"aaaa"' },
  { name: "empty matches between others", input: '"baac".findAll("a*")', want: '["", "aa", ""]' },
  { name: "at word boundaries", input: '"a b".findAll("\\\\b")', want: '["", "", "", ""]' },
  { name: "whole characters", input: '"日😀".findAll(".")', want: '["日", "😀"]' },
  { name: "no more than asked for", input: '"a1b2".findAll("[0-9]", 1)', want: '["1"]' },
  { name: "none", input: '"a1b2".findAll("[0-9]", 0)', want: "[]" },
  {
    name: "a pattern that is wrong at run time",
    input: '"a".find(claims.s)',
    want: "Illegal regex: error parsing regexp: missing closing ): `(`",
  },
  {
    name: "a wrong pattern with nothing to show",
    input: '"a".find(claims.b)',
    want: "Illegal regex: error parsing regexp: trailing backslash at end of expression: ``",
  },
];

test.each(cases)("the regex library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor, claims)).toBe(want);
});
