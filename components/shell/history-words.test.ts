import { expect, test } from "vitest";
import { describeStateChange, type StateTexts } from "./history-words.ts";

const cases: readonly {
  name: string;
  before: StateTexts | undefined;
  after: StateTexts;
  want: ReturnType<typeof describeStateChange>;
}[] = [
  {
    name: "the oldest state says how much there is",
    before: undefined,
    after: { configuration: "a: 1\nb: 2\n", bindings: "c: 3\n" },
    want: { words: "3 lines in all", line: undefined },
  },
  {
    name: "lines that were typed",
    before: { configuration: "a: 1\n" },
    after: { configuration: "a: 1\n  b: 2\nc: 3\n" },
    want: { words: "2 lines added", line: "b: 2" },
  },
  {
    name: "a line that was changed",
    before: { configuration: "a: 1\nb: 2\n" },
    after: { configuration: "a: 1\nb: 3\n" },
    want: { words: "1 line added, 1 line removed", line: "b: 3" },
  },
  {
    name: "lines that were deleted",
    before: { configuration: "a: 1\nb: 2\nc: 3\n" },
    after: { configuration: "a: 1\n" },
    want: { words: "2 lines removed", line: "b: 2" },
  },
  {
    name: "another document",
    before: { configuration: "a: 1\n" },
    after: { configuration: "a: 1\n", bindings: "kind: RoleBinding" },
    want: { words: "1 line added", line: "kind: RoleBinding" },
  },
  {
    name: "blank lines",
    before: { configuration: "a: 1\n" },
    after: { configuration: "a: 1\n\n\n" },
    want: { words: "blanks changed", line: undefined },
  },
  {
    name: "a setting",
    before: { configuration: "a: 1\n" },
    after: { configuration: "a: 1\n" },
    want: { words: "", line: undefined },
  },
  {
    name: "a long document is not compared",
    before: { configuration: "a: 1\n" },
    after: { configuration: "a: 1\n".repeat(50_000) },
    want: { words: "a long document changed", line: undefined },
  },
];

test.each(cases)("what a state changed: $name", ({ before, after, want }) => {
  expect(describeStateChange(before, after)).toEqual(want);
});
