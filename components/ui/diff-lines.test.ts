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
  {
    name: "two changes near each other keep what is between them",
    before: "a\nb\nc\nd\ne",
    after: "A\nb\nc\nd\nE",
    want: ["-a", "+A", " b", " c", " d", "-e", "+E"],
  },
  {
    name: "between two changes far from each other lines are left out",
    before: "a\n1\n2\n3\n4\nb\nc",
    after: "A\n1\n2\n3\n4\nB\nc",
    want: ["-a", "+A", " 1", "… 2", " 4", "-b", "+B", " c"],
  },
];

test.each(cases)("diffLines compares two texts: $name", ({ before, after, want }) => {
  expect(
    diffLines(before, after).map((line) =>
      line.kind === "gap" ? `… ${line.lines}` : signs[line.kind] + line.text,
    ),
  ).toEqual(want);
});

test("texts too long to compare line by line are shown as a whole", () => {
  const before = Array.from({ length: 1100 }, (_, index) => `old ${index}`).join("\n");
  const after = before.replaceAll("old", "new");
  const kinds = diffLines(before, after).map(({ kind }) => kind);
  expect(kinds).toEqual([...Array(1100).fill("removed"), ...Array(1100).fill("added")]);
});
