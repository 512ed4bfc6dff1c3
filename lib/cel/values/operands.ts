import type { CelDuration, CelResult, CelTimestamp, CelValue } from "../values.ts";
import { CelError, noSuchOverload } from "../values.ts";

/** Whether a value is a point in time. */
export function isTimestamp(value: CelResult): value is CelTimestamp {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "timestamp"
  );
}

/** Whether a value is a length of time. */
export function isDuration(value: CelResult): value is CelDuration {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "duration"
  );
}

/**
 * What cel-go's evalUnary and evalBinary say where the operand's type lacks the operator: its name, or, for types that
 * receive methods (strings, timestamps, durations), nothing but "no such overload".
 */
export function withoutTrait(operator: string, operand?: CelValue): CelError {
  return operand !== undefined &&
    (typeof operand === "string" || isTimestamp(operand) || isDuration(operand))
    ? noSuchOverload
    : new CelError(`no such overload: ${operator}`);
}
