import { compileExpression } from "../../lib/cel/compile.ts";
import { evaluate } from "../../lib/cel/evaluator/evaluate.ts";
import { lazyMap, toCel, toUnescaping } from "../../lib/cel/evaluator/input.ts";
import { toJson } from "../../lib/cel/evaluator/json.ts";
import type { PlainValue } from "../../lib/cel/evaluator/json-text.ts";
import { planExpression } from "../../lib/cel/evaluator/plan.ts";
import { formatType } from "../../lib/cel/types.ts";
import { CelError, typeName } from "../../lib/cel/values.ts";
import { toByteString } from "../../lib/go/byte-string.ts";
import { memberOf, parseGoJson, toAny } from "../../lib/token/go-json.ts";
import { type Answer, type Job, timed } from "./request.ts";

/** The type of an expression, and where a value is given what it evaluates to. */
export async function answerCel({ request, line, minor }: Job): Promise<Answer> {
  const variable = request.variable === "user" ? "user" : "claims";
  const compiled = compileExpression(request.expression ?? "", { minor, variable });
  if (compiled.kind === "failed") return { compileError: compiled.message };
  const answer = { type: formatType(compiled.checked.outputType) };
  const value = readValue(line);
  if (value === undefined) return answer;
  if (!(value instanceof Map)) return { oracleError: "json: the value is no object" };
  const mapType = variable === "user" ? "kubernetes.UserInfo" : "kubernetes.claims";
  const input = lazyMap(mapType, value.keys(), (name) => {
    const found = value.get(name);
    return found === undefined ? undefined : toUnescaping(toCel(found, false), minor >= 32);
  });
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return { oracleError: planned.message };
  const { result, cost } = evaluate(planned.program, input);
  if (result instanceof CelError) return { ...answer, cost, evalError: result.message };
  return {
    ...answer,
    cost,
    ...(await timed(request, () => evaluate(planned.program, input))),
    valueType: typeName(result, minor),
    value: toJson(result),
  };
}

// From the line itself: JSON.parse would round whole numbers and reorder members.
function readValue(line: string): PlainValue | undefined {
  const parsed = parseGoJson(toByteString(line));
  if (parsed.kind === "error") return undefined;
  const member = memberOf(parsed.value.root, "value");
  if (member === undefined) return undefined;
  const value = toAny(parsed.value, member);
  return value.kind === "ok" ? value.value : null;
}
