import { expect, test } from "vitest";
import { isShallowYaml } from "./shallow.ts";

const cases = [
  { name: "nothing", text: "", want: true },
  { name: "documents", text: "a: [1, {b: c}]\n---\n- d\n...\n", want: true },
  { name: "an alias of what is elsewhere", text: "a: &a [1]\nb: *a\n", want: true },
  { name: "an alias of what it is in", text: "a: &a [*a]\n", want: false },
  { name: "an alias of nothing", text: "a: *b\n", want: false },
  { name: "200 levels", text: "[".repeat(200) + "]".repeat(200), want: true },
  { name: "201 levels", text: "[".repeat(201) + "]".repeat(201), want: false },
  { name: "brackets without an end", text: "{".repeat(100_000), want: false },
  { name: "ends without a beginning", text: "}".repeat(100_000), want: false },
  { name: "levels in the second document", text: `a: 1\n---\n${"- ".repeat(300)}a\n`, want: false },
  { name: "2,000 keys", text: "a: b\n".repeat(2000), want: true },
  { name: "2,001 keys", text: "a: b\n".repeat(2001), want: false },
];

test.each(cases)("the package may read it: $name, $want", ({ text, want }) => {
  expect(isShallowYaml(text)).toBe(want);
});
