import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { tests as conformance } from "@bufbuild/cel-spec/testdata/parsing.js";
import type { SerializedIncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { KindAdorner, toDebugString } from "@bufbuild/cel-spec/testdata/to-debug-string.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getAtn } from "./atn.ts";
import { buildTree } from "./build-tree.ts";
import { lex } from "./lexer.ts";
import { parseExpression } from "./parse.ts";
import { recoverTree } from "./recover.ts";
import { createSourceText, formatIssues } from "./source-text.ts";
import type { Node } from "./tree.ts";

const newest = { minor: 37 } as const;

function parse(source: string): { expr: Expr; positions: Record<string, number> } {
  const result = parseExpression(source, newest);
  if (result.kind === "failed") {
    throw new Error(formatIssues(source, result.issues));
  }
  return { expr: result.expr, positions: result.sourceInfo.positions };
}

describe("the parsing cases of the CEL specification", () => {
  const cases = listCases(conformance);

  test.each(cases.filter(({ ast }) => ast !== undefined && !unlikeKubernetes.has(ast)))(
    "tree of $original.expr",
    ({ original, ast }) => {
      expect(toDebugString(parse(original.expr).expr, KindAdorner.singleton)).toBe(ast);
    },
  );

  test.each(cases.filter(({ ast, error = "" }) => ast === undefined && !otherOptions.test(error)))(
    "error of $original.expr",
    ({ original, error }) => {
      // Recorded from a version in which back-quoted names were off.
      const result = parseExpression(original.expr, { minor: 36 });
      const text = result.kind === "failed" ? formatIssues(original.expr, result.issues) : "parsed";
      expect(text.replaceAll("<input>", "")).toBe(error);
    },
  );
});

/** Recorded with lower limits, without optional syntax, or with the one-variable existsOne that the server lacks. */
const otherOptions =
  /recursion|unsupported syntax '[.[]?\?'|limit exceeded: 4|overwrites accumulator variable\n \| \[\]\.existsOne/;
const unlikeKubernetes: ReadonlySet<string> = new Set(
  listCases(conformance)
    .filter(({ original }) => original.expr === "m.existsOne(v, f)")
    .map(({ ast = "" }) => ast),
);

function listCases(suite: SerializedIncrementalTestSuite): NonNullable<typeof suite.tests> {
  return [...(suite.tests ?? []), ...(suite.suites ?? []).flatMap(listCases)];
}

describe("ids and positions are cel-go's", () => {
  const cases = [
    { input: "a.b", want: { 1: 0, 2: 1 } },
    { input: "a + b * c", want: { 1: 0, 2: 2, 3: 4, 4: 6, 5: 8 } },
    { input: "f(x)", want: { 1: 1, 2: 2 } },
    { input: "a ? b : c", want: { 1: 0, 2: 2, 3: 4, 4: 8 } },
    { input: "{'a': 1}", want: { 1: 0, 2: 4, 3: 1, 4: 6 } },
    { input: "'😀' + x", want: { 1: 0, 2: 4, 3: 6 } },
    { input: "a\n+ b", want: { 1: 0, 2: 2, 3: 4 } },
    // The call's own id, 1, is gone; what the macro adds is at its parenthesis.
    { input: "has(a.b)", want: { 2: 4, 3: 5, 4: 3 } },
    {
      input: "a.all(x, x)",
      want: { 1: 0, 3: 6, 4: 9, 5: 5, 6: 5, 7: 5, 8: 5, 9: 5, 10: 5, 11: 5 },
    },
  ];
  test.each(cases)("the nodes of $input", ({ input, want }) => {
    expect(parse(input).positions).toEqual(want);
  });
});

test("macros are recorded as they were called, and refer to inner ones by id", () => {
  const result = parseExpression("[1].map(x, x).all(y, has(y.z))", newest);
  if (result.kind === "failed") {
    throw new Error("parses");
  }
  const calls = Object.values(result.sourceInfo.macroCalls);
  expect(
    calls.map(({ exprKind }) =>
      exprKind.case === "callExpr"
        ? [
            exprKind.value.function,
            exprKind.value.target?.exprKind.case,
            exprKind.value.args.length,
          ]
        : [],
    ),
  ).toEqual([
    ["map", "listExpr", 2],
    ["has", undefined, 1],
    ["all", undefined, 2],
  ]);
});

test("spans cover each written expression", () => {
  const source = "dyn(claims.a).map(g, 'x' + g) == ['é😀']";
  const result = parseExpression(source, newest);
  const texts = [...(result.spans ?? [])].map(([, { start, end }]) => source.slice(start, end));
  expect(texts).toEqual([
    "claims",
    "claims.a",
    "dyn(claims.a)",
    "g",
    "'x'",
    "g",
    "'x' + g",
    "dyn(claims.a).map(g, 'x' + g)",
    "'é😀'",
    "['é😀']",
    source,
  ]);
});

describe("limits", () => {
  const cases = [
    { name: "250 parentheses are nested too deep", input: "(".repeat(250), want: tooDeep() },
    { name: "10,000 parentheses", input: "(".repeat(10_000), want: tooDeep() },
    { name: "10,000 brackets", input: "[".repeat(10_000), want: tooDeep() },
    {
      name: "251 selections",
      input: `a${".b".repeat(251)}`,
      want: "ERROR: <input>:-1:0: max recursion depth exceeded",
    },
    { name: "250 selections", input: `a${".b".repeat(250)}`, want: "parsed" },
    { name: "10,000 disjuncts, balanced", input: `a${" || a".repeat(9_999)}`, want: "parsed" },
    {
      name: "100,001 characters",
      input: "😀".repeat(100_001),
      want: "ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000",
    },
  ];
  test.each(cases)("an expression of $name", ({ input, want }) => {
    const result = parseExpression(input, newest);
    expect(result.kind === "failed" ? formatIssues(input, result.issues) : "parsed").toBe(want);
  });

  test("recovery is tried 30 times, errors are reported 100 times", () => {
    const tried = parseExpression("( ,".repeat(40), newest);
    const reported = parseExpression("$ ".repeat(200), newest);
    const last = (result: typeof tried) =>
      result.kind === "failed" ? [result.issues.length, result.issues.at(-1)?.message] : [];
    expect([last(tried), last(reported)]).toEqual([
      [41, "Syntax error: error recovery attempt limit exceeded: 30"],
      [101, "Syntax error: More than 100 syntax errors"],
    ]);
  });
});

function tooDeep(): string {
  return "ERROR: <input>:-1:0: expression recursion limit exceeded: 250";
}

test("broken text leaves a partial tree", () => {
  const result = parseExpression("claims.a == 'x' && claims.", newest);
  const partial = result.kind === "failed" ? result.partial : undefined;
  expect(partial?.exprKind.case === "callExpr" && partial.exprKind.value.function).toBe("_&&_");
});

const words = [
  ...["(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "-", "!", "+", "*", "==", "<", "&&", "||"],
  ...[
    "in",
    "true",
    "1",
    "2u",
    "1.5",
    "'a'",
    "b'x'",
    "r'y'",
    "claims",
    "x",
    "`a-b`",
    "has(",
    "map(",
  ],
  ...[" ", "\n", "é", "😀", "\ud800", "$", "&", "\\", "'", '"', "//c\n", "0x1F", "'''", "if"],
];

test("no text makes the parser throw, and every issue lies inside the text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(30, 32, 34, 37), (source, minor) => {
      const result = parseExpression(source, { minor: minor as 37 });
      if (result.kind === "parsed") {
        return true;
      }
      formatIssues(source, result.issues);
      return result.issues.every(
        ({ start, end }) => 0 <= start && start <= end && end <= source.length,
      );
    }),
    { numRuns: 2000 },
  );
});

test("on what is no error the slow parser builds the fast one's tree", () => {
  const text = fc
    .array(fc.constantFrom(...words), { maxLength: 12 })
    .map((parts) => parts.join(" "));
  const samples = [
    ...fc.sample(text, 5000),
    ...listCases(conformance).map(({ original }) => original.expr),
  ];
  let compared = 0;
  for (const sample of samples) {
    const { tokens, errors } = lex(sample, true);
    const tree = errors.length === 0 ? buildTree(tokens, 250) : undefined;
    if (tree === undefined) {
      continue;
    }
    compared++;
    const source = createSourceText(sample);
    const recovered = recoverTree(getAtn(true), {
      ...{ tokens, lexicalErrors: errors, source },
      ...{ maxDepth: 250, issues: [], minor: 37 },
    });
    expect(simplify(recovered)).toEqual(simplify(tree));
  }
  expect(compared).toBeGreaterThan(150);
});

/** Without nodes that only wrap another. */
function simplify(node: Node | undefined): unknown {
  if (node === undefined) {
    return undefined;
  }
  const { kind, start, stop, e, field, items = [], list, ops = [], op, ...rest } = node;
  const wraps = [
    ...["start", "memberExpr", "primaryExpr", "constantLiteral"],
    ...(op === undefined ? ["expr", "relation", "calc"] : []),
    ...(ops.length === 0 ? ["conditionalOr", "conditionalAnd"] : []),
  ];
  if (wraps.includes(kind)) {
    return simplify(e);
  }
  const { e1, e2, values = [], id, ids, cols, ...tokens } = rest;
  return {
    ...{ kind, from: start.start, to: stop.end, ops, op },
    id: id ?? field?.id,
    ...{ ids: ids ?? [], cols: cols ?? [] },
    e: simplify(e),
    e1: simplify(e1),
    e2: simplify(e2),
    items: [...items, ...(list?.items ?? [])].map(simplify),
    values: [...values, ...(list?.values ?? [])].map(simplify),
    listCols: list?.cols ?? [],
    ...Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== undefined)),
  };
}
