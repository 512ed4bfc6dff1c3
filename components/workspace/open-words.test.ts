import { expect, test } from "vitest";
import { describeLeft } from "./open-words.ts";

const left = (...paths: string[]) =>
  paths.map((path) => ({ path, reason: "it is no UTF-8 text." }));

const cases = [
  { name: "nothing", input: [], want: [] },
  { name: "one file", input: left("a"), want: ["a was left out: it is no UTF-8 text."] },
  {
    name: "two for one reason",
    input: left("a", "b"),
    want: ["a was left out: it is no UTF-8 text. So was b."],
  },
  {
    name: "several, and one for another reason",
    input: [...left("a", "b", "c"), { path: "d", reason: "it is empty" }],
    want: ["a was left out: it is no UTF-8 text. So were b and c.", "d was left out: it is empty."],
  },
  {
    name: "more than are named",
    input: left(..."abcdefghijkl"),
    want: ["a was left out: it is no UTF-8 text. So were b, c, d, e, f, g, h, i and 3 more."],
  },
];

test.each(cases)("files that were left out: $name", ({ input, want }) => {
  expect(describeLeft({ left: input })).toEqual(want);
});
