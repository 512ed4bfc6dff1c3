import { compileExpression } from "../../lib/cel/compile.ts";
import { evaluate } from "../../lib/cel/evaluator/evaluate.ts";
import { lazyMap, toCel, toUnescaping } from "../../lib/cel/evaluator/input.ts";
import { toJson } from "../../lib/cel/evaluator/json.ts";
import { planExpression } from "../../lib/cel/evaluator/plan.ts";
import { formatType } from "../../lib/cel/types.ts";
import { CelError, type CelValue, typeName } from "../../lib/cel/values.ts";
import { toByteString } from "../../lib/go/byte-string.ts";
import { memberOf, parseGoJson, toAny } from "../../lib/go/parse-json.ts";
import type { PlainValue } from "../../lib/go/plain-value.ts";
import { quote } from "../../lib/go/quote.ts";
import type { GoResult } from "../../lib/go/result.ts";
import { type Answer, type Job, timed } from "./request.ts";

/** The type of an expression, and its result if a value is given. */
export async function answerCel({ request, line, minor }: Job): Promise<Answer> {
  const variable = request.variable === "user" ? "user" : "claims";
  const compiled = compileExpression(request.expression ?? "", { minor, variable });
  if (compiled.kind === "failed") return { compileError: compiled.message };
  const answer = { type: formatType(compiled.checked.outputType) };
  const members = readMembers(line);
  if (members === undefined) return answer;
  if (typeof members === "string") return { oracleError: members };
  const mapType = variable === "user" ? "kubernetes.UserInfo" : "kubernetes.claims";
  const input = lazyMap(mapType, members.keys(), (name) => {
    const value = members.get(name)?.();
    if (value === undefined) return undefined;
    if (value.kind === "ok") return toUnescaping(toCel(value.value, false), minor >= 32);
    // The claim cannot be read; the map passes the error on.
    const message = `claim ${quote(name)} failed to unmarshal: ${value.message}`;
    return new CelError(message) as unknown as CelValue;
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

// From the line itself: JSON.parse would round whole numbers and reorder members. Each is read when it is asked for.
function readMembers(
  line: string,
): ReadonlyMap<string, () => GoResult<PlainValue>> | string | undefined {
  const parsed = parseGoJson(toByteString(line));
  const value = parsed.kind === "ok" ? memberOf(parsed.value.root, "value") : undefined;
  if (parsed.kind === "error" || value === undefined) return undefined;
  if (value.kind === "null") return new Map();
  if (value.kind !== "object") {
    return `json: cannot unmarshal ${value.kind} into Go value of type map[string]json.RawMessage`;
  }
  return new Map(
    value.keys.map((key, index) => [key, () => toAny(parsed.value, value.values[index] ?? value)]),
  );
}
