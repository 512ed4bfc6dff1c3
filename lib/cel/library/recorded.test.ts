import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Minor } from "../../kube/minor.ts";
import { compileExpression } from "../compile.ts";
import { evaluate } from "../evaluator/evaluate.ts";
import { claimsValue } from "../evaluator/input.ts";
import { type Json, toJson } from "../evaluator/json.ts";
import { planExpression } from "../evaluator/plan.ts";
import { formatType } from "../types.ts";
import { isError, typeName } from "../values.ts";

/** What kube-apiserver's own code says to a call of a library's function, made up at random. */
interface Recorded {
  readonly id: string;
  readonly minor: Minor;
  readonly expression: string;
  readonly answer: Answer;
}

interface Answer {
  readonly type?: string;
  readonly cost?: number;
  readonly valueType?: string;
  readonly value?: Json;
  readonly evalError?: string;
  readonly compileError?: string;
}

const [head = "{}", ...lines] = readFileSync(
  new URL("../../testing/recorded/cel-libraries.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n");
const { claims } = JSON.parse(head) as { claims: object };
const cases = lines.map((line) => JSON.parse(line) as Recorded);
const groups = [...new Set(cases.map(({ id }) => id.split("/")[0] ?? ""))];

describe("random calls give what the server's code gave", () => {
  test.each(groups)("recorded calls of the group %s", (group) => {
    const own = cases.filter(({ id }) => id.startsWith(`${group}/`));
    expect(own.map(({ id, minor, expression }) => ({ id, ...answer(expression, minor) }))).toEqual(
      own.map(({ id, answer }) => ({ id, ...answer })),
    );
  });
});

function answer(expression: string, minor: Minor): Answer {
  const compiled = compileExpression(expression, { minor, variable: "claims" });
  if (compiled.kind === "failed") return { compileError: compiled.message };
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") {
    return { compileError: `program instantiation failed: ${planned.message}` };
  }
  const { result, cost } = evaluate(planned.program, claimsValue(claims, minor));
  const type = formatType(compiled.checked.outputType);
  if (isError(result)) return { type, cost, evalError: result.message };
  const valueType = typeName(result);
  const shown = minor === 30 && valueType === "optional_type" ? "optional" : valueType;
  return { type, cost, valueType: shown, value: toJson(result) };
}
