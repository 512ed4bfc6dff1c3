import { expect, test } from "vitest";
import { narrowSnippets } from "./narrow-snippets.ts";

const head =
  "compilation failed: ERROR: <input>:1:1: undeclared reference to 'x' (in container '')";
const long = `claims.a == "1" && claims.b == "2" && x && claims.c == "3" && claims.d == "4"`;
const snippet = (expression: string, column: number) =>
  `${head}\n | ${expression}\n | ${".".repeat(column)}^`;

test.each([
  { name: "a short expression", input: snippet("x == 1", 0), want: snippet("x == 1", 0) },
  {
    name: "the begin of a long one",
    input: snippet(long, 0),
    want: `${head}\n | claims.a == "1" && claims.b == "2" &…\n | ^`,
  },
  {
    name: "the middle of a long one",
    input: snippet(long, 38),
    want: `${head}\n | …laims.b == "2" && x && claims.c == "…\n | ...................^`,
  },
  {
    name: "the end of a long one",
    input: snippet(long, 76),
    want: `${head}\n | …& claims.c == "3" && claims.d == "4"\n | ....................................^`,
  },
  { name: "no expression", input: "a | b\n | c", want: "a | b\n | c" },
])("a compiler's message keeps the part that it points at: $name", ({ input, want }) => {
  expect(narrowSnippets(input)).toBe(want);
});
