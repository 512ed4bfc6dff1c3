import { fixed } from "./decide-ways.ts";
import { type Alternatives, textFact } from "./fact.ts";
import { constantOf } from "./text.ts";
import { textOfValue, type Value } from "./value.ts";

/** What holds if two values are equal, or are not; undefined if that says nothing. */
export function compare(a: Value, b: Value, equal: boolean): Alternatives | undefined {
  if (a.kind === "optional" && b.kind === "optional") {
    if (a.value === undefined || b.value === undefined) {
      return fixed((a.value === b.value) === equal);
    }
    return compare(a.value, b.value, equal);
  }
  for (const [value, constant] of [
    [a, b],
    [b, a],
  ] as const) {
    const text = constant.kind === "text" ? constantOf(constant.parts) : undefined;
    if (text !== undefined) {
      const parts = textOfValue(value);
      if (parts !== undefined && value.kind !== "unknown") {
        return textFact(parts, { kind: "one-of", texts: [text] }, equal);
      }
      if (value.kind === "number" || value.kind === "bool" || value.kind === "null")
        return fixed(!equal);
    }
    if (value.kind !== "claim" || value.steps.length === 0) continue;
    if (constant.kind === "bool") {
      return [[{ kind: "value", steps: value.steps, value: String(constant.value), holds: equal }]];
    }
    if (constant.kind === "number" && constant.text !== undefined) {
      return [[{ kind: "value", steps: value.steps, value: constant.text, holds: equal }]];
    }
  }
  if (a.kind === "bool" && b.kind === "bool") return fixed((a.value === b.value) === equal);
  return undefined;
}
