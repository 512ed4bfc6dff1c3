import { expect, test } from "vitest";
import { toSnippet } from "./snippets.ts";

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: what Monaco reads

test.each([
  { name: "no holes", text: "a: b", holes: [], want: "a: b" },
  { name: "what snippets mean", text: "a: ${b}\\", holes: [], want: "a: \\${b\\}\\\\" },
  { name: "a hole at the end", text: "a: ", holes: [{ start: 3, end: 3 }], want: "a: $0" },
  {
    name: "holes with texts",
    text: "a: x\nb: y}",
    holes: [
      { start: 3, end: 4 },
      { start: 8, end: 10 },
    ],
    want: "a: ${1:x}\nb: ${2:y\\}}",
  },
  {
    name: "an empty hole inside",
    text: "a: []",
    holes: [{ start: 4, end: 4 }],
    want: "a: [${1:}]",
  },
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: what Monaco reads
])("toSnippet writes a snippet for the editor: $name", ({ text, holes, want }) => {
  expect(toSnippet(text, holes)).toBe(want);
});
