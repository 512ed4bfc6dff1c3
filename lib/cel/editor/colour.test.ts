import fc from "fast-check";
import { expect, test } from "vitest";
import { colourExpression } from "./colour.ts";

test.each([
  {
    input: 'has(claims.sub) ? "a:" + claims.sub : "b"',
    want: [
      "function has",
      "variable claims",
      "field sub",
      "operator ?",
      'string "a:"',
      "operator +",
      "variable claims",
      "field sub",
      "operator :",
      'string "b"',
    ],
  },
  {
    input: "claims.?n.orValue(1) in [2.5, -3u, true, null]",
    want: [
      "variable claims",
      "operator ?",
      "field n",
      "function orValue",
      "number 1",
      "keyword in",
      "number 2.5",
      "operator -",
      "number 3u",
      "keyword true",
      "keyword null",
    ],
  },
  {
    input: "a // one\n// two\n&& 'x' // three",
    want: [
      "variable a",
      "comment // one",
      "comment // two",
      "operator &&",
      "string 'x'",
      "comment // three",
    ],
  },
  { input: "'// no comment'", want: ["string '// no comment'"] },
  { input: "", want: [] },
])("the colours of $input", ({ input, want }) => {
  const shown = colourExpression(input).map(
    ({ kind, start, end }) => `${kind} ${input.slice(start, end)}`,
  );
  expect(shown).toEqual(want);
});

test("no text makes it throw, and the stretches are in order", () => {
  fc.assert(
    fc.property(fc.string(), (source) => {
      let last = 0;
      for (const { start, end } of colourExpression(source)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
    }),
    { numRuns: 300 },
  );
});
