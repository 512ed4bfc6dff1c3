import { expect, test } from "vitest";
import { changedRange } from "./changed-range.ts";

test.each([
  { name: "equal", before: "abc", after: "abc", want: undefined },
  { name: "inserted", before: "ac", after: "abc", want: { start: 1, end: 1, newText: "b" } },
  { name: "removed", before: "abc", after: "ac", want: { start: 1, end: 2, newText: "" } },
  { name: "replaced", before: "a1c", after: "a22c", want: { start: 1, end: 2, newText: "22" } },
  {
    name: "repeated letters",
    before: "aa",
    after: "aaa",
    want: { start: 2, end: 2, newText: "a" },
  },
  {
    name: "another emoji of the same half",
    before: "a\ud83d\ude00b",
    after: "a\ud83d\ude01b",
    want: { start: 1, end: 3, newText: "\ud83d\ude01" },
  },
  {
    name: "another first half",
    before: "\ud83d\ude00",
    after: "\ud83c\ude00",
    want: { start: 0, end: 2, newText: "\ud83c\ude00" },
  },
  {
    name: "in the middle of a long text",
    before: `${"a".repeat(20_000)}1${"b".repeat(20_000)}`,
    after: `${"a".repeat(20_000)}22${"b".repeat(20_000)}`,
    want: { start: 20_000, end: 20_001, newText: "22" },
  },
  {
    name: "at the end of a long text that repeats itself",
    before: "a".repeat(20_000),
    after: "a".repeat(20_003),
    want: { start: 20_000, end: 20_000, newText: "aaa" },
  },
  { name: "from nothing", before: "", after: "x", want: { start: 0, end: 0, newText: "x" } },
])("changedRange finds what changed between two texts: $name", ({ before, after, want }) => {
  expect(changedRange(before, after)).toEqual(want);
});
