import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExpression } from "../cel/parser/parse.ts";
import { unparse } from "./unparse.ts";

function rewrite(source: string): string | undefined {
  const result = parseExpression(source, { minor: 37 });
  return result.kind === "parsed" ? unparse(result.expr, result.sourceInfo) : undefined;
}

describe("texts", () => {
  const cases = [
    { input: "a+b*c", want: "a + b * c" },
    { input: "(a+b)*c", want: "(a + b) * c" },
    { input: "a-(b-c)", want: "a - (b - c)" },
    { input: "a&&b&&c&&d", want: "a && b && c && d" },
    { input: "a && (b && c)", want: "a && (b && c)" },
    { input: "a||b&&c", want: "a || b && c" },
    { input: "(a||b)&&c", want: "(a || b) && c" },
    { input: "a?b:c?d:e", want: "a ? b : (c ? d : e)" },
    { input: "-(5)", want: "-(5)" },
    { input: "-5", want: "-5" },
    { input: "!(!a)", want: "!(!a)" },
    { input: "(-a).f()", want: "(-a).f()" },
    { input: "x.map(y,y+1).all(z,has(z.a))", want: "x.map(y, y + 1).all(z, has(z.a))" },
    { input: "a.?b[?c].orValue('')", want: 'a.?b[?c].orValue("")' },
    { input: "[1,?a]", want: "[1, ?a]" },
    { input: "{?'k':v,1:2u}", want: '{?"k": v, 1: 2u}' },
    { input: ".a.b{c:1,?d:null}", want: ".a.b{c: 1, ?d: null}" },
    { input: "a.`b-c`", want: "a.`b-c`" },
    { input: "1e6 + 1.0", want: "1e+06 + 1.0" },
    { input: String.raw`b'\xffa'`, want: String.raw`b"\377\141"` },
    { input: String.raw`'é\x7f\n\\"'`, want: String.raw`"é\x7f\n\\\""` },
    {
      input: `${"a".repeat(40)} && ${"b".repeat(40)} && c`,
      want: `${"a".repeat(40)} && ${"b".repeat(40)} &&\nc`,
    },
  ];
  test.each(cases)("$input is written back", ({ input, want }) => {
    expect(rewrite(input)).toBe(want);
  });
});

test("a tree with a hole has no text", () => {
  const result = parseExpression("a[", { minor: 37 });
  const parsed = parseExpression("a", { minor: 37 });
  const partial = result.kind === "failed" ? result.partial : undefined;
  expect(
    partial !== undefined && parsed.kind === "parsed" && unparse(partial, parsed.sourceInfo),
  ).toBe(undefined);
});

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  const binary = fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "in", "&&", "||");
  return {
    expression: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom(
        ...["a", ".b", "1", "-1", "2u", "1.5", "-0.25", "1e300", "'x\\n\"'", "b'\\001'", "null"],
        ...["true", "[]", "{}", "T{}", "a.b", "r'\\d'", "'😀\\u200b'"],
      ),
      fc.tuple(inner, binary, inner).map(([left, sign, right]) => `(${left}) ${sign} (${right})`),
      fc.tuple(inner, binary, inner).map(([left, sign, right]) => `${left} ${sign} ${right}`),
      fc.tuple(fc.constantFrom("!", "-", "!!", "--"), inner).map(([sign, of]) => `${sign}(${of})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a}) ? (${b}) : ${c}`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a})[${b}]`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a})[?${b}].?f`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a}).g(${b}, x).\`y-z\``),
      fc.tuple(inner, inner).map(([a, b]) => `[${a}, ?${b}]`),
      fc.tuple(inner, inner).map(([a, b]) => `{${a}: ${b}, ?'k': ${a}}`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a}).exists(v, ${b})`),
      fc.tuple(inner, inner).map(([a, b]) => `has((${a}).h) || (${b}).map(v, v, [v])`),
      inner.map((a) => `(${a}).optMap(v, v)`),
    ),
  };
});

test("the text of a tree parses to that tree", () => {
  let parsed = 0;
  fc.assert(
    fc.property(expression, (source) => {
      const first = parseExpression(source, { minor: 37 });
      if (first.kind === "failed") {
        return true;
      }
      parsed++;
      const second = parseExpression(unparse(first.expr, first.sourceInfo) ?? "", { minor: 37 });
      return second.kind === "parsed" && shape(second.expr) === shape(first.expr);
    }),
    { numRuns: 2000 },
  );
  expect(parsed).toBeGreaterThan(1000);
});

/** The tree without ids. */
function shape(expr: Expr): string {
  return JSON.stringify(expr, (key, value) => {
    if (key === "id") return undefined;
    if (typeof value === "bigint") return `${value}n`;
    return Object.is(value, -0) ? "-0" : value;
  });
}
