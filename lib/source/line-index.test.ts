import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  contains,
  createLineIndex,
  offsetAt,
  positionAt,
  rangeOf,
  spanOf,
  toCodePointOffset,
  toUtf16Offset,
} from "./line-index.ts";

describe("positionAt", () => {
  const cases = [
    { name: "the first character", text: "ab\ncd", input: 0, want: { line: 1, column: 1 } },
    {
      name: "a line break belongs to its line",
      text: "ab\ncd",
      input: 2,
      want: { line: 1, column: 3 },
    },
    { name: "after a line feed", text: "ab\ncd", input: 3, want: { line: 2, column: 1 } },
    { name: "after CRLF", text: "ab\r\ncd", input: 4, want: { line: 2, column: 1 } },
    { name: "after CR alone", text: "ab\rcd", input: 3, want: { line: 2, column: 1 } },
    { name: "the end", text: "ab\n", input: 3, want: { line: 2, column: 1 } },
    { name: "beyond the end", text: "ab", input: 9, want: { line: 1, column: 3 } },
    { name: "behind a pair", text: "😀b", input: 2, want: { line: 1, column: 3 } },
  ];
  test.each(cases)("$name", ({ text, input, want }) => {
    expect(positionAt(createLineIndex(text), input)).toEqual(want);
  });
});

describe("offsetAt", () => {
  const cases = [
    { name: "a line's start", text: "ab\r\ncd", input: { line: 2, column: 1 }, want: 4 },
    { name: "beyond a line", text: "ab\r\ncd", input: { line: 1, column: 99 }, want: 2 },
    { name: "beyond a line that CR ends", text: "ab\rcd", input: { line: 1, column: 99 }, want: 2 },
    { name: "beyond the last line", text: "ab\ncd", input: { line: 9, column: 2 }, want: 4 },
    { name: "before the first", text: "ab", input: { line: 0, column: 0 }, want: 0 },
  ];
  test.each(cases)("$name", ({ text, input, want }) => {
    expect(offsetAt(createLineIndex(text), input)).toBe(want);
  });
});

test("a span becomes a range and a span again", () => {
  const index = createLineIndex("jwt:\n- issuer:\n");
  const range = { startLine: 1, startColumn: 1, endLine: 2, endColumn: 9 };
  expect(rangeOf(index, { start: 0, end: 13 })).toEqual(range);
  expect(spanOf(index, range)).toEqual({ start: 0, end: 13 });
});

test("code points are not UTF-16 units", () => {
  expect(toUtf16Offset("a😀b", 2)).toBe(3);
  expect(toCodePointOffset("a😀b", 3)).toBe(2);
  expect(toUtf16Offset("ab", 9)).toBe(2);
});

test("a span holds its start and not its end", () => {
  expect([1, 2, 3].map((at) => contains({ start: 1, end: 3 }, at))).toEqual([true, true, false]);
  expect(contains({ start: 2, end: 2 }, 2)).toBe(true);
});

test("every offset outside of line breaks survives the way to the editor and back", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "\n", "\r", "😀", "é")), (parts) => {
      const text = parts.join("");
      const index = createLineIndex(text);
      for (let offset = 0; offset <= text.length; offset++) {
        if (text[offset - 1] === "\r" && text[offset] === "\n") continue;
        expect(offsetAt(index, positionAt(index, offset))).toBe(offset);
      }
    }),
  );
});
