import { expect, test } from "vitest";
import { compareText, type JsonValue, marshalJson } from "./json.ts";

const cases: readonly { name: string; input: JsonValue; want: string }[] = [
  {
    name: "keys sorted",
    input: { b: 1, a: [true, null], é: "x", Z: 2 },
    want: '{"Z":2,"a":[true,null],"b":1,"é":"x"}',
  },
  {
    name: "HTML escaped",
    input: "<a>&\u2028\u2029",
    want: '"\\u003ca\\u003e\\u0026\\u2028\\u2029"',
  },
  { name: "controls", input: '\b\f\n\r\t\v\x7f"\\', want: '"\\b\\f\\n\\r\\t\\u000b\x7f\\"\\\\"' },
  { name: "a lone surrogate", input: "a\ud800b", want: '"a\ufffdb"' },
  { name: "text that looks like an escape", input: "\\ud800", want: '"\\\\ud800"' },
  {
    name: "numbers",
    input: [1, 1e21, 1e-7, 1.5, 2n ** 63n],
    want: "[1,1e+21,1e-7,1.5,9223372036854775808]",
  },
];

test.each(cases)("marshalJson writes $name as Go does", ({ input, want }) => {
  expect(marshalJson(input)).toBe(want);
});

test("text is ordered by code points", () => {
  expect(["\u{10000}", "\uffff", "b", "a", "ab", ""].sort(compareText)).toEqual([
    "",
    "a",
    "ab",
    "b",
    "\uffff",
    "\u{10000}",
  ]);
});
