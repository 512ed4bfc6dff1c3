import { expect, test } from "vitest";
import type { ExpressionEvent, ExpressionNode, ExpressionView } from "@/lib/token/trace.ts";
import {
  annotate,
  breakSource,
  failureOf,
  iterationCount,
  outcomesOf,
  step,
  unreachedNodes,
} from "./annotate.ts";

const gitlab = 'has(claims.g) ? "gitlab:" + claims.g : "ci:" + claims.n';

const view = makeView(
  gitlab,
  [
    [1, undefined, gitlab],
    [2, 1, "has(claims.g)"],
    [3, 1, '"gitlab:" + claims.g'],
    [4, 3, '"gitlab:"'],
    [5, 3, "claims.g", 27],
    [6, 5, "claims", 27],
    [7, 1, '"ci:" + claims.n'],
    [8, 7, '"ci:"'],
    [9, 7, "claims.n"],
  ],
  [
    [2, "true"],
    [4, '"gitlab:"'],
    [6, "{…}"],
    [5, '["foo"]'],
    [3, new Error("no such overload")],
    [1, new Error("no such overload")],
  ],
);

test("values stand under operators, fields and names, and no text lies on another's bar", () => {
  expect(draw(view)).toEqual([
    'has(claims.g) ? "gitlab:" + claims.g : "ci:" + claims.n',
    "|                         |        |",
    'true                      |        ["foo"]',
    "                          no such overload",
  ]);
});

test("a text that would leave the line stands before its bar", () => {
  const [line] = annotate(view, breakSource(gitlab, 200), outcomesOf(view, []), 36);
  expect(line?.notes.map(({ column, textColumn, row }) => [column, textColumn, row])).toEqual([
    [35, 29, 0],
    [26, 20, 1],
    [0, 0, 0],
  ]);
});

test("what was not evaluated is named at its top", () => {
  expect(unreachedNodes(view, outcomesOf(view, [])).map(({ id }) => id)).toEqual([7]);
});

test("an error's place is where none of its parts failed", () => {
  expect(failureOf(view)).toBe(4);
});

test("steps go on, back, into the parts and out of them", () => {
  expect(step(view, undefined, "next")).toBe(0);
  expect(step(view, 0, "next")).toBe(1);
  expect(step(view, 5, "next")).toBe(5);
  expect(step(view, 5, "previous")).toBe(4);
  expect(step(view, 4, "into")).toBe(1);
  expect(step(view, 2, "out")).toBe(3);
  expect(step(view, 5, "out")).toBe(5);
});

test("a comprehension shows one iteration at a time", () => {
  const source = 'dyn(claims.g).map(g, "x:" + g)';
  const looped = makeView(
    source,
    [
      [1, undefined, source],
      [2, 1, "dyn(claims.g)"],
      [3, 1, '"x:" + g'],
      [4, 3, "g", 28],
    ],
    [
      [2, '["a", "b"]'],
      [4, '"a"', [0]],
      [3, '"x:a"', [0]],
      [4, '"b"', [1]],
      [3, '"x:b"', [1]],
      [1, '["x:a", "x:b"]'],
    ],
  );
  expect(iterationCount(looped)).toBe(2);
  expect(outcomesOf(looped, [1]).get(3)?.outcome).toMatchObject({ text: '"x:b"' });
  expect(outcomesOf(looped, []).get(3)?.outcome).toMatchObject({ text: '"x:a"' });
  expect(outcomesOf(looped, [0]).get(1)?.outcome).toMatchObject({ text: '["x:a", "x:b"]' });
});

test.each([
  { name: "short", source: "a + b", width: 40, want: ["a + b"] },
  {
    name: "broken at a blank",
    source: "aaa + bbb + ccc",
    width: 8,
    want: ["aaa + ", "bbb + ", "ccc"],
  },
  { name: "its own lines", source: "a\n  + b\n", width: 40, want: ["a", "  + b"] },
  { name: "nothing to break at", source: "aaaaaaaaaa", width: 4, want: ["aaaaaaaaaa"] },
])("breakSource breaks an expression into lines: $name", ({ source, width, want }) => {
  expect(breakSource(source, width).map(({ start, end }) => source.slice(start, end))).toEqual(
    want,
  );
});

function makeView(
  source: string,
  nodes: readonly (readonly [number, number | undefined, string, number?])[],
  events: readonly (readonly [number, string | Error, number[]?])[],
): ExpressionView {
  return {
    source,
    nodes: nodes.map(([id, parent, text, from]): ExpressionNode => {
      const start = source.indexOf(text, from);
      return {
        id,
        ...(parent === undefined ? {} : { parent }),
        start,
        end: start + text.length,
        type: "dyn",
      };
    }),
    events: events.map(
      ([node, value, iterations], index): ExpressionEvent => ({
        node,
        iterations: iterations ?? [],
        outcome:
          value instanceof Error
            ? { kind: "error", message: value.message }
            : { kind: "value", text: value, type: "dyn" },
        cost: index,
      }),
    ),
    cost: events.length,
    costLimit: 1_000_000,
  };
}

/** The whole as text, to be looked at. */
function draw(drawn: ExpressionView): string[] {
  return annotate(drawn, breakSource(drawn.source, 200), outcomesOf(drawn, [])).flatMap((line) => {
    const rows = Array.from({ length: line.rows + 1 }, () => "");
    for (const { column, row, text } of [...line.notes].sort((a, b) => a.column - b.column)) {
      for (let at = 0; at <= row; at += 1) rows[at] = `${rows[at]?.padEnd(column)}|`;
      rows[row + 1] = `${rows[row + 1]?.padEnd(column)}${text}`;
    }
    return [drawn.source.slice(line.start, line.end), ...rows];
  });
}
