import { expect, test } from "vitest";
import { toByteString } from "./byte-string.ts";
import { quote, quoteBytes } from "./quote.ts";

test.each([
  { name: "plain", input: "abc", want: '"abc"' },
  { name: "quotes and backslashes", input: 'a"b\\c', want: '"a\\"b\\\\c"' },
  {
    name: "control characters",
    input: "\x00\x07\b\t\n\v\f\r\x1b\x7f",
    want: '"\\x00\\a\\b\\t\\n\\v\\f\\r\\x1b\\x7f"',
  },
  { name: "what prints stays", input: "é世😀\ufffd", want: '"é世😀\ufffd"' },
  {
    name: "what does not print",
    input: "\u0085\u00a0\u00ad\u200b\ufeff\ue000",
    want: '"\\u0085\\u00a0\\u00ad\\u200b\\ufeff\\ue000"',
  },
  {
    name: "beyond the first plane",
    input: "\u{e0001}\u{10ffff}",
    want: '"\\U000e0001\\U0010ffff"',
  },
  { name: "a lone surrogate is the replacement character", input: "\ud800", want: '"\ufffd"' },
])("quote quotes $name as Go does", ({ input, want }) => {
  expect(quote(input)).toBe(want);
});

test("bytes that are no UTF-8 are written in hexadecimal", () => {
  expect(quoteBytes(toByteString("é").slice(0, 1))).toBe('"\\xc3"');
  expect(quoteBytes("a\xff\xe4\xb8")).toBe('"a\\xff\\xe4\\xb8"');
});
