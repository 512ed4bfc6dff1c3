import { expect, test } from "vitest";
import { splitTreacherous } from "./untrusted-text.tsx";

const cases = [
  {
    name: "plain text is one piece",
    input: "jane@example.com",
    want: [["jane@example.com", false]],
  },
  { name: "line ends and tabs stay", input: "a\n\tb", want: [["a\n\tb", false]] },
  {
    name: "a right-to-left override is named",
    input: "admin\u202egpj",
    want: [
      ["admin", false],
      ["\u202e", true],
      ["gpj", false],
    ],
  },
  { name: "zero-width space alone", input: "\u200b", want: [["\u200b", true]] },
  {
    name: "a tag character outside the first plane",
    input: "\u{e0041}",
    want: [["\u{e0041}", true]],
  },
  {
    name: "letters of other scripts stay",
    input: "Жанна 花子 😀",
    want: [["Жанна 花子 😀", false]],
  },
  { name: "empty", input: "", want: [] },
];

test.each(cases)("splitTreacherous separates hidden characters: $name", ({ input, want }) => {
  expect(splitTreacherous(input).map(({ text, hidden }) => [text, hidden])).toEqual(want);
});
