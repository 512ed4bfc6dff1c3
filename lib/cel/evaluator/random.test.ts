import {
  type CelInput,
  celEnv,
  isCelError,
  isCelList,
  isCelMap,
  isCelUint,
  parse,
  plan,
  run,
} from "@bufbuild/cel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { minors } from "../../kube/minor.ts";
import { createRandom } from "../../testing/random.ts";
import { randomClaims, randomExpression } from "../../testing/random-expression.ts";
import { compileExpression } from "../compile.ts";
import { viewExpression } from "../expression-view.ts";
import { type CelResult, isError } from "../values.ts";
import { evaluate } from "./evaluate.ts";
import { claimsValue } from "./input.ts";
import { toJson } from "./json.ts";
import { planExpression } from "./plan.ts";
import { costLimit } from "./run.ts";

const claims = { sub: "jane", email: "jane@example.com", n: 3, groups: ["dev", "ops"], ok: true };

/** Errors are one thing: their words differ. */
function comparable(result: CelResult): unknown {
  return isError(result) ? "error" : toJson(result);
}

function foreign(result: unknown): unknown {
  if (isCelError(result)) return "error";
  if (typeof result === "bigint") return toJson(result);
  if (isCelUint(result)) return toJson(result.value);
  if (isCelList(result)) return [...result].map(foreign);
  if (isCelMap(result))
    return Object.fromEntries([...result].map(([key, value]) => [String(key), foreign(value)]));
  return result;
}

interface Typed {
  readonly type: "int" | "string" | "bool" | "list";
  readonly text: string;
}

/** Expressions of the part of the language that both engines have. */
const grammar = fc.letrec<{ int: Typed; string: Typed; bool: Typed; list: Typed }>((tie) => {
  const of = (type: Typed["type"], text: string): Typed => ({ type, text });
  const leaf = (type: Typed["type"], ...texts: string[]) =>
    fc.constantFrom(...texts.map((text) => of(type, text)));
  const join = (
    type: Typed["type"],
    parts: fc.Arbitrary<Typed>[],
    write: (...texts: string[]) => string,
  ) => fc.tuple(...parts).map((made) => of(type, write(...made.map(({ text }) => text))));
  const [int, string, bool, list] = [tie("int"), tie("string"), tie("bool"), tie("list")];
  return {
    int: fc.oneof(
      { maxDepth: 4 },
      leaf("int", "0", "1", "2", "-1", "7", "9007199254740991"),
      join("int", [int, int], (a, b) => `(${a} + ${b})`),
      join("int", [int, int], (a, b) => `(${a} - ${b})`),
      join("int", [int, int], (a, b) => `(${a} * ${b})`),
      join("int", [int, int], (a, b) => `(${a} / ${b})`),
      join("int", [int, int], (a, b) => `(${a} % ${b})`),
      join("int", [string], (a) => `size(${a})`),
      join("int", [list], (a) => `${a}.size()`),
      join("int", [bool, int, int], (a, b, c) => `(${a} ? ${b} : ${c})`),
    ),
    string: fc.oneof(
      { maxDepth: 4 },
      leaf("string", '""', '"a"', '"jane"', '"日本"', "string(claims.sub)"),
      join("string", [string, string], (a, b) => `(${a} + ${b})`),
      join("string", [int], (a) => `string(${a})`),
      join("string", [bool, string, string], (a, b, c) => `(${a} ? ${b} : ${c})`),
    ),
    bool: fc.oneof(
      { maxDepth: 4 },
      leaf(
        "bool",
        "true",
        "false",
        "claims.ok == true",
        "has(claims.sub)",
        "has(claims.nope)",
        "claims.nope == 1",
      ),
      join("bool", [int, int], (a, b) => `(${a} < ${b})`),
      join("bool", [string, string], (a, b) => `(${a} == ${b})`),
      join("bool", [string, string], (a, b) => `${a}.contains(${b})`),
      join("bool", [string, string], (a, b) => `${a}.startsWith(${b})`),
      join("bool", [bool, bool], (a, b) => `(${a} && ${b})`),
      join("bool", [bool, bool], (a, b) => `(${a} || ${b})`),
      join("bool", [bool], (a) => `!${a}`),
      join("bool", [int, list], (a, b) => `(${a} in ${b})`),
      join("bool", [list, int], (a, b) => `${a}.exists(x, x == ${b})`),
      join("bool", [list, int], (a, b) => `${a}.all(x, x < ${b})`),
      join("bool", [list, int], (a, b) => `${a}.exists_one(x, x / ${b} == 1)`),
    ),
    list: fc.oneof(
      { maxDepth: 4 },
      leaf("list", "[1, 2, 3]", "[0]", "[7, -1]"),
      join("list", [int, int], (a, b) => `[${a}, ${b}]`),
      join("list", [list, list], (a, b) => `(${a} + ${b})`),
      join("list", [list, int], (a, b) => `${a}.map(x, x + ${b})`),
      join("list", [list, int], (a, b) => `${a}.filter(x, x > ${b})`),
    ),
  };
});

const common = fc.oneof(grammar.int, grammar.string, grammar.bool, grammar.list);

test("no random expression makes the engine throw or outrun the cost limit", () => {
  const variables = new Map(minors.map((minor) => [minor, claimsValue(randomClaims, minor)]));
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom(...minors),
      fc.integer({ min: 1, max: 5 }),
      (seed, minor, depth) => {
        const expression = randomExpression(createRandom(seed), depth);
        const compiled = compileExpression(expression, { minor, variable: "claims" });
        if (compiled.kind === "failed") return;
        const planned = planExpression(compiled.checked);
        if (planned.kind === "failed") return;
        const limit = seed % 3 === 0 ? 50 : costLimit;
        const evaluation = evaluate(planned.program, variables.get(minor), limit);
        // What passes the limit is noticed at once: no step costs more than its operands' size.
        if (evaluation.cost > limit) {
          expect(evaluation.result).toMatchObject({
            message: "operation cancelled: actual cost limit exceeded",
          });
        }
        const view = viewExpression(compiled.checked, evaluation);
        expect(view.nodes.length).toBeGreaterThan(0);
        expect(structuredClone(view)).toEqual(view);
      },
    ),
    { numRuns: 10_000 },
  );
}, 120_000);

test("where @bufbuild/cel applies too, it gives the same", () => {
  const environment = celEnv();
  fc.assert(
    fc.property(
      common.map(({ text }) => text),
      (expression) => {
        const compiled = compileExpression(expression, { minor: 37, variable: "claims" });
        if (compiled.kind === "failed") return;
        const planned = planExpression(compiled.checked);
        if (planned.kind === "failed") return;
        const ours = evaluate(planned.program, claimsValue(claims, 37)).result;
        const theirs = plan(environment, parse(expression))({ claims } as Record<string, CelInput>);
        expect([expression, comparable(ours)]).toEqual([expression, foreign(theirs)]);
      },
    ),
    { numRuns: 2000 },
  );
}, 60_000);

/** Where @bufbuild/cel does otherwise than cel-go, on which the server is built. */
test.each([
  { expression: "string(1790000600.0)", cel: "1.7900006e+09", bufbuild: "1790000600" },
  { expression: "string(-0.0)", cel: "-0", bufbuild: "0" },
  { expression: "string(duration('1.5s'))", cel: "1.5s", bufbuild: "1.500s" },
  {
    expression: "string(timestamp('2026-01-01T00:00:00.100Z'))",
    cel: "2026-01-01T00:00:00.1Z",
    bufbuild: "2026-01-01T00:00:00.100Z",
  },
  {
    expression: "string(timestamp('2026-01-01T00:00:00+02:00'))",
    cel: "2026-01-01T00:00:00+02:00",
    bufbuild: "2025-12-31T22:00:00Z",
  },
  { expression: "double('0x1p3')", cel: 8, bufbuild: Number.NaN },
  { expression: "bool('T')", cel: true, bufbuild: "error" },
  { expression: "'\u{1F642}' > '\uffee'", cel: true, bufbuild: false },
  { expression: "has({'a': null}.a)", cel: true, bufbuild: false },
])(
  "evaluating $expression gives the value or the error that cel-go gives",
  ({ expression, cel, bufbuild }) => {
    const compiled = compileExpression(expression, { minor: 37, variable: "claims" });
    if (compiled.kind === "failed") throw new Error(compiled.message);
    const planned = planExpression(compiled.checked);
    if (planned.kind === "failed") throw new Error(planned.message);
    const ours = evaluate(planned.program, claimsValue(claims, 37)).result;
    expect([comparable(ours), foreign(run(expression))]).toEqual([cel, bufbuild]);
  },
);
