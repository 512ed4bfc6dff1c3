// Breaks recorded expressions at random, asks them of our parser and of a program that answers op "cel" (one JSON
// request a line in, one answer a line out, in order), and prints where one accepts what the other refuses, or where
// the text of a syntax error differs.
//
//   VERSION=1.37 COUNT=1000 SEED=1 KUBE_ORACLE=… npx tsx scripts/fuzz-syntax.ts

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseExpression } from "../lib/cel/parser/parse.ts";
import { formatIssues } from "../lib/cel/parser/source-text.ts";
import { createRandom } from "../lib/testing/random.ts";
import { readFuzzSettings, requireOracle } from "./fuzz-settings.ts";

const { version, minor, count, seed } = readFuzzSettings({ count: 1000 });
const random = createRandom(seed);
const recorded = readFileSync(new URL("../lib/testing/recorded/cel.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line): string => JSON.parse(line).request.expression)
  .filter((expression) => expression.length < 200);
const words = [
  ...["(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "-", "!", "+", "*", "/", "%", "==", "<"],
  ...["&&", "||", "in", "true", "null", "1", "2u", "1.5", "'a'", "b'x'", "claims", "x", "`a-b`"],
  ...[".?", "[?", "has(", "map(", "\n", " ", "\t", "é", "漢", "😀", "$", "&", "|", "=", "\\", "'"],
  ...['"', "//c\n", "0x1F", "1e", "_a", "if", "return", "'''", "f(a)", "A{b:1}", "a ? b : c"],
];

/** What the parser says, as against the checker. */
const parserMessages =
  /Syntax error|reserved identifier|must be a simple|is not an identifier|invalid argument to has|recursion|invalid u?int literal|invalid double literal|unsupported (syntax|ident kind)|duplicate variable name|overwrites accumulator|unable to unescape|invalid unicode code point|sortBy can only/;

const expressions = Array.from({ length: count }, () =>
  random.chance(0.25)
    ? Array.from({ length: 1 + random.below(9) }, () => random.pick(words)).join(
        random.pick(["", " "]),
      )
    : mutate(random.pick(recorded)),
);
const { stdout } = spawnSync(requireOracle(), [], {
  input: expressions
    .map((expression) => `${JSON.stringify({ op: "cel", expression, version })}\n`)
    .join(""),
  maxBuffer: 1 << 30,
  encoding: "utf8",
});

const tally = { compared: 0, refused: 0, verdict: 0, text: 0 };
for (const [index, line] of stdout.trim().split("\n").entries()) {
  const expression = expressions[index] ?? "";
  const want: string = JSON.parse(line).compileError ?? "";
  const parsed = parseExpression(expression, { minor });
  const got =
    parsed.kind === "failed"
      ? `compilation failed: ${formatIssues(expression, parsed.issues)}`
      : "parses";
  tally.compared++;
  if (parsed.kind === "failed") tally.refused++;
  // What parses may still be refused by the checker.
  const refused = parserMessages.test(want);
  if (refused === (parsed.kind === "failed") && (!refused || got === want)) continue;
  tally[refused === (parsed.kind === "failed") ? "text" : "verdict"]++;
  console.log(`${JSON.stringify(expression)}\n   want ${want}\n   got  ${got}`);
}
console.log(tally);

function mutate(expression: string): string {
  let characters = Array.from(expression);
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(characters.length + 1);
    const kind = random.below(10);
    if (kind < 4) characters.splice(at, 1 + random.below(3));
    else if (kind < 9) characters.splice(at, 0, ...random.pick(words));
    else characters = characters.slice(0, at);
  }
  return characters.join("");
}
