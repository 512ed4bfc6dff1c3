import { expect, test } from "vitest";
import { trimEndOf } from "./trim-end.ts";

test.each([
  { name: "nothing", text: "", characters: "/", want: "" },
  { name: "one at the end", text: "https://a.test/", characters: "/", want: "https://a.test" },
  { name: "several of a set", text: "a-.-.", characters: "-.", want: "a" },
  { name: "none at the end", text: "//a", characters: "/", want: "//a" },
  { name: "nothing else", text: "////", characters: "/", want: "" },
])("trimEndOf removes characters from the end: $name", ({ text, characters, want }) => {
  expect(trimEndOf(text, characters)).toBe(want);
});
