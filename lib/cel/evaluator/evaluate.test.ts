import { expect, test } from "vitest";
import type { Minor } from "../../kube/minor.ts";
import { compileExpression } from "../compile.ts";
import type { Evaluation } from "../trace.ts";
import { formatCel } from "../values/format.ts";
import { CelError, convertToStringList, isError } from "../values.ts";
import { evaluate } from "./evaluate.ts";
import { claimsValue, userValue } from "./input.ts";
import { toJson } from "./json.ts";
import { planExpression } from "./plan.ts";
import { costLimit } from "./run.ts";

const claims = {
  sub: "jane",
  n: 3,
  f: 2.5,
  groups: ["dev", "ops"],
  none: [],
  o: { k: 1, "a.b": "dot", "x-y": { z: true } },
  "a-b": "dash",
  in: "keyword",
};
const user = { username: "jane", uid: "", groups: ["dev"], extra: { "example.org/a": ["x"] } };

function run(expression: string, minor: Minor = 37, limit?: number): Evaluation {
  const variable = /\buser\b/.test(expression) ? "user" : "claims";
  const compiled = compileExpression(expression, { minor, variable });
  if (compiled.kind === "failed") throw new Error(compiled.message);
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") throw new Error(planned.message);
  const input =
    variable === "user" ? userValue(user, minor) : claimsValue(JSON.stringify(claims), minor);
  return evaluate(planned.program, input, limit);
}

test.each([
  {
    name: "values that share their parts, compared",
    expression: `[dyn([1])${".map(x, [x, x])".repeat(40)}].map(y, y == y)`,
  },
  {
    name: "a long list sorted for each of its elements",
    expression: "[dyn(lists.range(5000).map(x, x))].map(l, dyn(l).map(x, dyn(l).sort()))",
  },
])("what the cost does not bound ends all the same: $name", ({ expression }) => {
  const { result, cost } = run(expression);
  expect(cost).toBeLessThan(costLimit);
  expect(result).toEqual(
    new CelError(
      "Claimcheck stopped this evaluation: it takes very long, though its cost is within kube-apiserver's limit",
    ),
  );
  // The next evaluation starts anew.
  expect(outcome(run("[1, 2] == [1, 2]"))).toMatchObject({ value: true });
});

function outcome({ result, cost }: Evaluation): unknown {
  return isError(result) ? { error: result.message, cost } : { value: toJson(result), cost };
}

test.each<{ name: string; expression: string; minor?: Minor; want: unknown }>([
  { name: "a claim costs two", expression: "claims.sub", want: { value: "jane", cost: 2 } },
  {
    name: "a length of time below a microsecond in seconds",
    expression: "string(duration('100ns')) + string(duration('-1ns'))",
    want: { value: "0.0000001s-0.000000001s", cost: 3 },
  },
  {
    name: "a missing claim",
    expression: "claims.nope",
    want: { error: "no such key: nope", cost: 2 },
  },
  {
    name: "a presence test costs one",
    expression: "has(claims.nope)",
    want: { value: false, cost: 1 },
  },
  { name: "constants are folded", expression: "[1, 2] == [1, 2]", want: { value: true, cost: 1 } },
  {
    name: "a list that is not constant costs ten",
    expression: "[claims.sub]",
    want: { value: ["jane"], cost: 12 },
  },
  {
    name: "false decides over an error",
    expression: "claims.nope == 1 && false",
    want: { value: false, cost: 3 },
  },
  {
    name: "an error stays where nothing decides",
    expression: "claims.nope == 1 || false",
    want: { error: "no such key: nope", cost: 3 },
  },
  {
    name: "all goes on behind an error",
    expression: "[1, 2].all(x, x == 2 / (x - 1))",
    want: { error: "division by zero", cost: 17 },
  },
  {
    name: "numbers are doubles from 1.34",
    expression: "claims.n + 1",
    minor: 34,
    want: { error: "no such overload", cost: 3 },
  },
  {
    name: "numbers were ints up to 1.33",
    expression: "claims.n + 1",
    minor: 33,
    want: { value: 4, cost: 3 },
  },
  {
    name: "fractions were doubles too",
    expression: "claims.f + 1.0",
    minor: 33,
    want: { value: 3.5, cost: 3 },
  },
  {
    name: "claims cannot be searched from 1.34",
    expression: "'sub' in claims",
    want: { error: "no such overload", cost: 2 },
  },
  {
    name: "claims could be searched up to 1.33",
    expression: "'sub' in claims",
    minor: 33,
    want: { value: true, cost: 2 },
  },
  {
    name: "claims cannot be sized from 1.34",
    expression: "size(claims)",
    want: { error: "no such overload: size", cost: 2 },
  },
  {
    name: "claims are walked by values from 1.34",
    expression: "claims.exists(x, dyn(x) == 'jane')",
    want: { value: true, cost: 12 },
  },
  {
    name: "and by keys before",
    expression: "claims.exists(x, x == 'sub')",
    minor: 33,
    want: { value: true, cost: 11 },
  },
  {
    name: "names unescape",
    expression: "claims.a__dash__b + claims.__in__",
    want: { value: "dashkeyword", cost: 5 },
  },
  {
    name: "names do not unescape up to 1.33",
    expression: "claims.a__dash__b",
    minor: 33,
    want: { error: "no such key: a__dash__b", cost: 2 },
  },
  {
    name: "nested names unescape",
    expression: "claims.o.x__dash__y.z",
    want: { value: true, cost: 4 },
  },
  {
    name: "an index beyond the end",
    expression: "claims.groups[5]",
    want: { error: "index out of bounds: 5", cost: 3 },
  },
  {
    name: "an index of another type",
    expression: "claims.groups['a']",
    want: { error: "unsupported index type 'string' in list", cost: 3 },
  },
  {
    name: "a walk over a string",
    expression: "dyn(claims.sub).map(x, x)",
    want: { error: "got 'types.String', expected iterable type", cost: 3 },
  },
  {
    name: "a call on the wrong type",
    expression: "dyn(claims.n).lowerAscii()",
    want: { error: "no such overload: lowerAscii(double)", cost: 4 },
  },
  {
    name: "optionals chain",
    expression: "claims.?o.x__dash__y.?z.orValue(false)",
    want: { value: true, cost: 4 },
  },
  {
    name: "an empty claim is no zero value",
    expression: "optional.ofNonZeroValue(claims.none).hasValue()",
    want: { value: true, cost: 4 },
  },
  {
    name: "a macro that builds a map",
    expression: "{'a': 1}.transformMapEntry(k, v, {k: v, 'b': 2})",
    want: { value: { a: 1, b: 2 }, cost: 35 },
  },
  {
    name: "the user's fields are there when they are empty",
    expression: "has(user.uid) && user.extra.example__dot__org__slash__a[0] == 'x'",
    want: { value: true, cost: 6 },
  },
])("$name: $expression on 1.$minor", ({ expression, minor, want }) => {
  expect(outcome(run(expression, minor))).toEqual(want);
});

test("the cost limit ends an evaluation", () => {
  const range = `[${Array.from({ length: 20 }, (_, index) => index).join(",")}]`;
  const nested = `${range}.all(a, ${range}.all(b, ${range}.all(c, ${range}.all(d, ${range}.all(e, a + b + c + d + e >= 0)))))`;
  const { result, cost } = run(nested);
  expect(result).toMatchObject({ message: "operation cancelled: actual cost limit exceeded" });
  expect(cost).toBe(1_000_001);
});

test("a program is evaluated again without traces of the time before", () => {
  const compiled = compileExpression("dyn(claims.groups).map(g, g + claims.sub)", {
    minor: 37,
    variable: "claims",
  });
  if (compiled.kind === "failed") throw new Error(compiled.message);
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") throw new Error(planned.message);
  const input = claimsValue(claims, 37);
  const [ended, first, second] = [
    evaluate(planned.program, input, 5),
    evaluate(planned.program, input),
    evaluate(planned.program, input),
  ];
  expect(outcome(ended)).toMatchObject({
    error: "operation cancelled: actual cost limit exceeded",
  });
  expect(outcome(second)).toEqual(outcome(first));
  const shown = ({ events }: Evaluation) =>
    events.map((event) => ({ ...event, result: formatCel(event.result) }));
  expect(shown(second)).toEqual(shown(first));
});

test.each([
  { expression: "claims.groups", want: ["dev", "ops"] },
  { expression: "['', 'a']", want: ["a"] },
  { expression: "'a,b'.split(',')", want: undefined },
  { expression: "'a,b'.split(',') + []", want: undefined },
  { expression: "true ? 'a,b'.split(',') : []", want: undefined },
  { expression: "'a,b'.split(',') + ['c']", want: ["a", "b", "c"] },
  { expression: "'a,b'.split(',').map(x, x)", want: ["a", "b"] },
  { expression: "claims.n", want: undefined },
  { expression: "null", want: [] },
  { expression: "[type(1)]", want: ["int"] },
])("groups from $expression", ({ expression, want }) => {
  const { result } = run(expression);
  if (isError(result)) throw new Error(result.message);
  expect(convertToStringList(result)).toEqual(want);
});

test("lists that no memory holds end an evaluation instead of the program", () => {
  const doubled = (times: number) => `[[1]]${".map(x, x + x)".repeat(times)}[0]`;
  expect(outcome(run(`size(${doubled(30)})`))).toMatchObject({ value: 1073741824 });
  for (const expression of [
    `${doubled(30)} == ${doubled(30)}`,
    `${doubled(30)}.map(x, x)`,
    `2 in ${doubled(30)}`,
  ]) {
    expect(outcome(run(expression))).toMatchObject({
      error: "operation cancelled: actual cost limit exceeded",
    });
  }
  const { result, events } = run(doubled(30));
  if (isError(result)) throw new Error(result.message);
  expect(convertToStringList(result)).toBeUndefined();
  expect(formatCel(events.at(-1)?.result ?? null, 12)).toBe("[1, 1, 1, 1…");
});
