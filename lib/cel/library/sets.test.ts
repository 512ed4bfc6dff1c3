import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const cases: readonly LibraryCase[] = [
  { name: "numbers compare by value", input: "sets.contains(dyn([1.0]), dyn([1]))", want: "true" },
  { name: "repetition does not count", input: "sets.equivalent([1, 1], [1])", want: "true" },
  { name: "nothing is in anything", input: "sets.contains([], [])", want: "true" },
  { name: "and meets nothing", input: "sets.intersects([], [])", want: "false" },
  {
    name: "what is no list",
    input: "sets.contains(dyn(1), [1])",
    want: "no such overload: sets.contains(int, list)",
  },
];

test.each(cases)("the sets library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor)).toBe(want);
});
