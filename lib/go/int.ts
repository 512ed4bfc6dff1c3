import { quote } from "./quote.ts";
import { fail, type GoResult, ok } from "./result.ts";

/** strconv.ParseInt(text, 10, 64). */
export function parseInt64(text: string): GoResult<bigint> {
  const magnitude = readDigits(text.replace(/^[+-]/, ""));
  if (typeof magnitude === "string") return fail(numError("ParseInt", text, magnitude));
  const value = text.startsWith("-") ? -magnitude : magnitude;
  return isInt64(value) ? ok(value) : fail(numError("ParseInt", text, outOfRange));
}

/** strconv.ParseUint(text, 10, 64). */
export function parseUint64(text: string): GoResult<bigint> {
  const value = readDigits(text);
  return typeof value === "string" ? fail(numError("ParseUint", text, value)) : ok(value);
}

/** strconv.ParseBool. */
export function parseBool(text: string): GoResult<boolean> {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return ok(true);
  if (["0", "f", "F", "FALSE", "false", "False"].includes(text)) return ok(false);
  return fail(numError("ParseBool", text, invalidSyntax));
}

/** Whether an integer fits 64 bits with a sign. */
export function isInt64(value: bigint): boolean {
  return value >= minInt64 && value <= maxInt64;
}

// Reads from left to right: what overflows before the first bad character is out of range.
function readDigits(text: string): bigint | string {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? "";
  if (digits !== "" && BigInt(digits) > maxUint64) return outOfRange;
  return digits === "" || digits !== text ? invalidSyntax : BigInt(digits);
}

/** math.MinInt64. */
export const minInt64 = -(2n ** 63n);
/** math.MaxInt64. */
export const maxInt64 = 2n ** 63n - 1n;
/** math.MaxUint64. */
export const maxUint64 = 2n ** 64n - 1n;

// strconv.NumError.
function numError(operation: string, text: string, reason: string): string {
  return `strconv.${operation}: parsing ${quote(text)}: ${reason}`;
}

const invalidSyntax = "invalid syntax";
const outOfRange = "value out of range";
