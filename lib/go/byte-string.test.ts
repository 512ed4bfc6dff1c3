import { expect, test } from "vitest";
import { countBytes, countRunes, fromByteString, toByteString } from "./byte-string.ts";

test.each([
  { text: "", bytes: 0, runes: 0 },
  { text: "abc", bytes: 3, runes: 3 },
  { text: "é世😀", bytes: 9, runes: 3 },
  { text: "\ud800x", bytes: 4, runes: 2 },
])("$text has $bytes bytes and $runes characters", ({ text, bytes, runes }) => {
  expect([countBytes(text), countRunes(text), toByteString(text).length]).toEqual([
    bytes,
    runes,
    bytes,
  ]);
});

test("every byte that is no UTF-8 becomes one replacement character", () => {
  expect(fromByteString("a\xe4\xb8b\xff\xc0\x80\xed\xa0\x80")).toBe(
    `a${"\ufffd".repeat(2)}b${"\ufffd".repeat(6)}`,
  );
});
