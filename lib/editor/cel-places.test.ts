import { describe, expect, test } from "vitest";
import { findCelPosition, toTextSpan, writeInScalar } from "./cel-places.ts";

const text = "a:\n  b: |\n    claims.x\n    + claims.y\nc: 'claims.z'\n";
const block = {
  path: "block",
  variable: "claims" as const,
  source: "claims.x\n+ claims.y\n",
  pieces: [
    { start: 0, at: text.indexOf("claims.x"), length: 9 },
    { start: 9, at: text.indexOf("+ claims.y"), length: 11 },
  ],
};
const quoted = {
  path: "quoted",
  variable: "claims" as const,
  source: "claims.z",
  pieces: [{ start: 0, at: text.indexOf("claims.z"), length: 8 }],
};
const context = { text, expressions: [block, quoted] };

describe("findCelPosition", () => {
  const cases = [
    { name: "in front of all", now: text, offset: 1, want: undefined },
    {
      name: "at the end of a line of a block",
      now: text,
      offset: text.indexOf("x\n") + 1,
      want: { source: block.source, offset: 8 },
    },
    {
      name: "in the next line of the block",
      now: text,
      offset: text.indexOf("+"),
      want: { source: block.source, offset: 9 },
    },
    {
      name: "after a key press that the engine has not heard of",
      now: text.replace("claims.y", "claims.y."),
      offset: text.indexOf("claims.y") + 9,
      want: { source: "claims.x\n+ claims.y.\n", offset: 20 },
    },
    {
      name: "behind an expression that has just grown",
      now: text.replace("claims.x", "claims.xyz"),
      offset: text.indexOf("claims.z") + 2 + 8,
      want: { source: "claims.z", offset: 8 },
    },
    {
      name: "after an edit outside of expressions",
      now: text.replace("a:", "ab:"),
      offset: text.indexOf("+") + 1,
      want: undefined,
    },
    {
      name: "after a new line, which only YAML can place",
      now: text.replace("claims.y", "claims.\ny"),
      offset: text.indexOf("+"),
      want: undefined,
    },
  ];
  test.each(cases)("$name", ({ now, offset, want }) => {
    const found = findCelPosition(context, now, offset);
    expect(found && { source: found.place.source, offset: found.offset }).toEqual(want);
  });
});

test("a span is one of the text where nothing of YAML lies between", () => {
  expect(toTextSpan(block, { start: 11, end: 17 })).toEqual({
    start: text.indexOf("claims.y"),
    end: text.indexOf("claims.y") + 6,
  });
  expect(toTextSpan(block, { start: 5, end: 12 })).toBeUndefined();
});

test("what is inserted is written as its scalar wants it", () => {
  expect(writeInScalar("claims['a']", quoted, text)).toBe("claims[''a'']");
  expect(writeInScalar("claims['a']", block, text)).toBe("claims['a']");
});
