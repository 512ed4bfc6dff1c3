import { expect, test } from "vitest";
import { positionsOf } from "./positions.ts";

const cases = [
  { name: "the start", text: "abc", offsets: [0], want: [[1, 1]] },
  { name: "second line", text: "a\nbc", offsets: [3], want: [[2, 2]] },
  {
    name: "on the line end",
    text: "a\nb",
    offsets: [1, 2],
    want: [
      [1, 2],
      [2, 1],
    ],
  },
  {
    name: "out of order",
    text: "a\nb\nc",
    offsets: [4, 0, 2],
    want: [
      [3, 1],
      [1, 1],
      [2, 1],
    ],
  },
  { name: "past the end", text: "a\n", offsets: [9], want: [[2, 8]] },
];

test.each(cases)("positionsOf gives line and column: $name", ({ text, offsets, want }) => {
  expect(positionsOf(text, offsets).map(({ line, column }) => [line, column])).toEqual(want);
});
