import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";

const signs = { same: " ", removed: "-", added: "+" };

const cases = [
  { name: "equal texts", before: "a\nb", after: "a\nb", want: [] },
  {
    name: "one line changed",
    before: "a\nb\nc\nd",
    after: "a\nB\nc\nd",
    want: [" a", "-b", "+B", " c"],
  },
  { name: "a line added", before: "a\nc", after: "a\nb\nc", want: [" a", "+b", " c"] },
  { name: "a line removed", before: "a\nb\nc", after: "a\nc", want: [" a", "-b", " c"] },
  { name: "repeated lines", before: "a\na", after: "a\na\na", want: [" a", "+a"] },
  { name: "from nothing", before: "", after: "a", want: ["-", "+a"] },
];

test.each(cases)("$name", ({ before, after, want }) => {
  expect(diffLines(before, after).map(({ kind, text }) => signs[kind] + text)).toEqual(want);
});
