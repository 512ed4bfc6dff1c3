import { expect, test } from "vitest";
import { applyEdits } from "./apply-edits.ts";
import type { Edit } from "./diagnostic.ts";

const edit = (start: number, end: number, newText: string): Edit => ({
  document: "configuration",
  span: { start, end },
  newText,
});

const cases: readonly {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly want: string | undefined;
}[] = [
  { name: "none", edits: [], want: "abc" },
  { name: "a replacement", edits: [edit(1, 2, "B")], want: "aBc" },
  { name: "several, in any order", edits: [edit(2, 3, "C"), edit(0, 1, "A")], want: "AbC" },
  {
    name: "insertions at one place, in their order",
    edits: [edit(1, 1, "1"), edit(1, 1, "2")],
    want: "a12bc",
  },
  {
    name: "an insertion before a replacement",
    edits: [edit(1, 2, "B"), edit(1, 1, "1")],
    want: "a1Bc",
  },
  { name: "at the end", edits: [edit(3, 3, "d")], want: "abcd" },
  { name: "behind the end", edits: [edit(3, 4, "d")], want: undefined },
  { name: "before the start", edits: [edit(-1, 0, "d")], want: undefined },
  { name: "a span that ends before it starts", edits: [edit(2, 1, "d")], want: undefined },
  { name: "no number", edits: [edit(Number.NaN, 1, "d")], want: undefined },
  { name: "an overlap", edits: [edit(0, 2, "x"), edit(1, 3, "y")], want: undefined },
  {
    name: "of another document",
    edits: [{ ...edit(0, 1, "x"), document: "bindings" }],
    want: "abc",
  },
];

test.each(cases)("applyEdits applies $name", ({ edits, want }) => {
  expect(applyEdits("abc", "configuration", edits)).toBe(want);
});
