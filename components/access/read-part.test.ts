import { expect, test } from "vitest";
import { readPart } from "./read-part.ts";

const long = "é😀\n".repeat(100_000);

const cases = [
  { name: "the beginning", text: "one\ntwo\n", span: { start: 0, end: 3 }, want: "one" },
  { name: "to the end and behind it", text: "one\ntwo", span: { start: 4, end: 99 }, want: "two" },
  { name: "nothing", text: "one", span: { start: 1, end: 1 }, want: "" },
  { name: "behind a byte order mark", text: "\ufeffone", span: { start: 0, end: 1 }, want: "o" },
  {
    name: "UTF-16 units, over the parts of a stream",
    text: long,
    span: { start: 200_000, end: 200_008 },
    want: "é😀\né😀\n",
  },
];

test.each(cases)("readPart reads a part of a file: $name", async ({ text, span, want }) => {
  expect(await readPart(new Blob([text]), span)).toBe(want);
});
