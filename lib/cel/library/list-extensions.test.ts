import { expect, test } from "vitest";
import { evaluateText, type LibraryCase } from "../../testing/evaluate-text.ts";

const claims = { mixed: [1, "a"] };

const cases: readonly LibraryCase[] = [
  {
    name: "indexes below zero",
    input: "[1].slice(-1, 1)",
    want: "cannot slice(-1, 1), negative indexes not supported",
  },
  { name: "as deep as asked for", input: "[[[1]], [[2]]].flatten(1)", want: "[[1], [2]]" },
  { name: "not less than nothing", input: "[[1]].flatten(-1)", want: "level must be non-negative" },
  {
    name: "sorting what has no order",
    input: "dyn([[1]]).sort()",
    want: "list elements must be comparable",
  },
  {
    name: "sorting mixed types",
    input: "claims.mixed.sort()",
    want: "list elements must have the same type",
  },
  { name: "sorting what is no list", input: "dyn(1).sort()", want: "no such overload: sort" },
  { name: "a string is asked itself", input: 'dyn("a").sort()', want: "no such overload" },
  {
    name: "equal keys keep their order in short lists",
    input: '["bb", "a", "cc"].sortBy(x, size(x))',
    want: '["a", "bb", "cc"]',
  },
  {
    name: "in Go's own order in long ones",
    input: "lists.range(16).sortBy(x, x % 2).slice(0, 8)",
    want: "[8, 10, 2, 14, 4, 12, 6, 0]",
  },
  { name: "numbers of two types", input: "dyn([1]).distinct() == dyn([1.0])", want: "true" },
  {
    name: "the range has an end",
    input: "lists.range(1000001)",
    want: "lists.range: size 1000001 exceeds maximum allowed (1000000)",
  },
  {
    name: "up to 1.36 only a cost",
    input: "lists.range(1000001)",
    minor: 36,
    want: "operation cancelled: actual cost limit exceeded",
  },
  {
    name: "a missing claim crashes the cost tracker",
    input: "claims.nope.distinct()",
    want: "internal error: interface conversion: *types.Err is not traits.Lister: missing method Add",
  },
];

test.each(cases)("the list library evaluates $name: $input", ({ input, minor, want }) => {
  expect(evaluateText(input, minor, claims)).toBe(want);
});
