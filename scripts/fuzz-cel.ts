// Asks random expressions over the same claims of our engine and of the program that KUBE_ORACLE names, which answers op
// "cel" (one JSON request a line in, one answer a line out, in order), and prints where type, value, error or cost differ.
//
//   VERSION=1.37 COUNT=1000 SEED=1 KUBE_ORACLE=… npx tsx scripts/fuzz-cel.ts

import { spawnSync } from "node:child_process";
import { compileExpression } from "../lib/cel/compile.ts";
import { evaluate } from "../lib/cel/evaluator/evaluate.ts";
import { lazyMap, toCel, toUnescaping } from "../lib/cel/evaluator/input.ts";
import { toJson } from "../lib/cel/evaluator/json.ts";
import { planExpression } from "../lib/cel/evaluator/plan.ts";
import { formatType } from "../lib/cel/types.ts";
import { isError, typeName } from "../lib/cel/values.ts";
import { parseAny } from "../lib/go/parse-json.ts";
import type { PlainValue } from "../lib/go/plain-value.ts";
import { createRandom } from "../lib/testing/random.ts";
import { randomClaims, randomExpression } from "../lib/testing/random-expression.ts";
import { readFuzzSettings, requireOracle } from "./fuzz-settings.ts";

const { version, minor, count, seed } = readFuzzSettings({ count: 1000 });
/** How often each question is put. */
const times = 4;
const random = createRandom(seed);
const expressions = Array.from({ length: count }, () => randomExpression(random, 4));
const { stdout } = spawnSync(requireOracle(), [], {
  input: expressions
    .map((expression) =>
      `${JSON.stringify({ op: "cel", expression, value: randomClaims, version })}\n`.repeat(times),
    )
    .join(""),
  maxBuffer: 1 << 30,
  encoding: "utf8",
});
const answers = stdout.trim().split("\n");
const plain = parseAny(JSON.stringify(randomClaims)) as ReadonlyMap<string, PlainValue>;
const tally = { compared: 0, compiled: 0, evaluated: 0, verdict: 0, text: 0 };

for (const [index, expression] of expressions.entries()) {
  const said = answers.slice(index * times, (index + 1) * times).map(normalize);
  // What goes in the random order of Go's maps has no one answer.
  if (said.some((line) => line !== said[0])) continue;
  const want = JSON.parse(said[0] ?? "{}");
  const got = answer(expression);
  tally.compared++;
  if (want.compileError === undefined) tally.compiled++;
  if (want.valueType !== undefined) tally.evaluated++;
  const wrong = verdict(want) !== verdict(got);
  const differs = text(want) !== text(got);
  if (!wrong && !differs) continue;
  if (wrong) tally.verdict++;
  tally.text++;
  const kind = wrong ? "VERDICT" : "TEXT   ";
  if (tally.text <= Number(process.env.SHOW ?? 10)) {
    console.log(`${kind} ${expression}\n   want ${shown(want)}\n   got  ${shown(got)}`);
  }
}
console.log(
  `${tally.compared} expressions, ${tally.compiled} compile, ${tally.evaluated} have a value; ${tally.verdict} verdicts and ${tally.text} texts differ`,
);
process.exitCode = tally.text === 0 ? 0 : 1;

/** The answer of the oracle's op "cel", whose claims are read lazily whatever the version. */
function answer(expression: string): Record<string, unknown> {
  const compiled = compileExpression(expression, { minor, variable: "claims" });
  if (compiled.kind === "failed") return { compileError: compiled.message };
  const type = formatType(compiled.checked.outputType);
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return { compileError: planned.message };
  const claims = lazyMap("kubernetes.claims", plain.keys(), (name) => {
    const value = plain.get(name);
    return value === undefined ? undefined : toUnescaping(toCel(value, false), minor >= 32);
  });
  const { result, cost, events } = evaluate(planned.program, claims);
  if (events.length === 0) throw new Error(`no events: ${expression}`);
  if (isError(result)) return { type, cost, evalError: result.message };
  return { type, cost, valueType: typeName(result, minor), value: toJson(result) };
}

/** What must be right: compiles, type, type of the value and the value; maps in any order. */
function verdict(of: Record<string, unknown>): string {
  // What crashes the server we refuse.
  if (of.compileError !== undefined || of.panic !== undefined) return "compile error";
  if (of.evalError !== undefined) return JSON.stringify([of.type, "run-time error"]);
  return JSON.stringify([of.type, of.valueType, sorted(of.value)]);
}

/** The oracle's own types and addresses in the place of the server's. */
function normalize(line: string): string {
  return line
    .replaceAll("*main.lister", "*oidc.unescapeLister")
    .replaceAll("*main.mapper", "*oidc.unescapeMapper");
}

function text(of: Record<string, unknown>): string {
  if (of.panic !== undefined || String(of.compileError).startsWith("kube-apiserver crashes"))
    return "crash";
  return JSON.stringify([of.compileError, of.evalError, of.cost]);
}

function sorted(value: unknown): unknown {
  // Maps that Go prints are in any order, and the variable as an address.
  if (typeof value === "string" && /[{[]/.test(value)) {
    return value.includes("0x") || value.includes("sub: jane")
      ? "address"
      : [...value].sort().join("");
  }
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([key, entry]) => [key, sorted(entry)])
    .sort();
}

function shown(of: Record<string, unknown>): string {
  return JSON.stringify(of).slice(0, 500);
}
