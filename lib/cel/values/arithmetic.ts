import { celUint } from "@bufbuild/cel";
import type { CelResult, CelTimestamp, CelValue } from "../values.ts";
import { CelError, isList, isUint, maxInt, maxUint, minInt, noSuchOverload } from "../values.ts";
import { concatenate } from "./containers.ts";
import { compareBytes, compareNumbers } from "./equality.ts";
import { isDuration, isTimestamp, withoutTrait } from "./operands.ts";
import { maxUnixSeconds, minUnixSeconds } from "./time.ts";

/* Arithmetic and order as the methods of cel-go's common/types and overflow.go have them. */

const intOverflow = new CelError("integer overflow");
const uintOverflow = new CelError("unsigned integer overflow");
const timestampOverflow = new CelError("timestamp overflow");
const divisionByZero = new CelError("division by zero");
const modulusByZero = new CelError("modulus by zero");
const notANumber = new CelError("NaN values cannot be ordered");

/**
 * `left + right`: numbers, texts, bytes, lists, times and lengths of time. Fails with cel-go's errors, as the
 * functions below.
 */
export function add(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "string") {
    return typeof right === "string" ? left + right : noSuchOverload;
  }
  if (typeof left === "bigint") {
    return typeof right === "bigint" ? int(left + right) : noSuchOverload;
  }
  if (typeof left === "number") {
    return typeof right === "number" ? left + right : noSuchOverload;
  }
  if (isList(left)) {
    return isList(right) ? concatenate(left, right) : noSuchOverload;
  }
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array ? joinBytes(left, right) : noSuchOverload;
  }
  if (isUint(left)) {
    return isUint(right) ? uint(left.value + right.value) : noSuchOverload;
  }
  if (isTimestamp(left)) {
    return isDuration(right) ? addToTimestamp(left, right.nanos) : noSuchOverload;
  }
  if (isDuration(left)) {
    if (isDuration(right)) {
      return durationOf(left.nanos + right.nanos);
    }
    return isTimestamp(right) ? addToTimestamp(right, left.nanos) : noSuchOverload;
  }
  return withoutTrait("_+_");
}

/** `left - right`: numbers, times and lengths of time. */
export function subtract(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") {
    return typeof right === "bigint" ? int(left - right) : noSuchOverload;
  }
  if (typeof left === "number") {
    return typeof right === "number" ? left - right : noSuchOverload;
  }
  if (isUint(left)) {
    return isUint(right) ? uint(left.value - right.value) : noSuchOverload;
  }
  if (isDuration(left)) {
    return isDuration(right) ? durationOf(left.nanos - right.nanos) : noSuchOverload;
  }
  if (isTimestamp(left)) {
    if (isDuration(right)) {
      return right.nanos === minInt ? intOverflow : addToTimestamp(left, -right.nanos);
    }
    return isTimestamp(right) ? timestampDifference(left, right) : noSuchOverload;
  }
  return withoutTrait("_-_", left);
}

/** `left * right` of numbers. */
export function multiply(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") {
    return typeof right === "bigint" ? int(left * right) : noSuchOverload;
  }
  if (typeof left === "number") {
    return typeof right === "number" ? left * right : noSuchOverload;
  }
  if (isUint(left)) {
    return isUint(right) ? uint(left.value * right.value) : noSuchOverload;
  }
  return withoutTrait("_*_", left);
}

/** `left / right` of numbers; integers are cut towards zero. */
export function divide(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") {
    return typeof right === "bigint"
      ? right === 0n
        ? divisionByZero
        : int(left / right)
      : noSuchOverload;
  }
  if (typeof left === "number") {
    return typeof right === "number" ? left / right : noSuchOverload;
  }
  if (isUint(left)) {
    return isUint(right)
      ? right.value === 0n
        ? divisionByZero
        : uint(left.value / right.value)
      : noSuchOverload;
  }
  return withoutTrait("_/_", left);
}

/** `left % right` of integers, with the sign of the left. */
export function modulo(left: CelValue, right: CelValue): CelResult {
  if (typeof left === "bigint") {
    if (typeof right !== "bigint") {
      return noSuchOverload;
    }
    if (right === 0n) {
      return modulusByZero;
    }
    return left === minInt && right === -1n ? intOverflow : left % right;
  }
  if (isUint(left)) {
    return isUint(right)
      ? right.value === 0n
        ? modulusByZero
        : uint(left.value % right.value)
      : noSuchOverload;
  }
  return withoutTrait("_%_", left);
}

/** `-value` of a signed number or a length of time. */
export function negate(value: CelValue): CelResult {
  if (typeof value === "bigint") {
    return int(-value);
  }
  if (typeof value === "number") {
    return -value;
  }
  if (typeof value === "boolean") {
    return noSuchOverload;
  }
  return isDuration(value) ? durationOf(-value.nanos) : withoutTrait("-_", value);
}

/** Less than 0, 0 or greater; `operator` is cel-go's name of it, for the message. */
export function compare(operator: string, left: CelValue, right: CelValue): number | CelError {
  if (typeof left === "string") {
    return typeof right === "string" ? compareStrings(left, right) : noSuchOverload;
  }
  if (typeof left === "boolean") {
    return typeof right === "boolean" ? Number(left) - Number(right) : noSuchOverload;
  }
  if (typeof left === "bigint" || typeof left === "number" || isUint(left)) {
    if (Number.isNaN(left)) {
      return notANumber;
    }
    if (typeof right !== "bigint" && typeof right !== "number" && !isUint(right)) {
      return noSuchOverload;
    }
    return compareNumbers(left, right) ?? notANumber;
  }
  if (left instanceof Uint8Array) {
    return right instanceof Uint8Array ? compareBytes(left, right) : noSuchOverload;
  }
  if (isTimestamp(left)) {
    return isTimestamp(right) ? compareTimestamps(left, right) : noSuchOverload;
  }
  if (isDuration(left)) {
    return isDuration(right)
      ? Number(left.nanos > right.nanos) - Number(left.nanos < right.nanos)
      : noSuchOverload;
  }
  return withoutTrait(operator);
}

/** Order of strings by their bytes in UTF-8, which is the order of code points. */
function compareStrings(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) {
      // A surrogate represents a code point above every other unit.
      const aHigh = (a & 0xf800) === 0xd800;
      const bHigh = (b & 0xf800) === 0xd800;
      return aHigh === bHigh ? Math.sign(a - b) : aHigh ? 1 : -1;
    }
  }
  return Math.sign(left.length - right.length);
}

function int(value: bigint): CelResult {
  return value < minInt || value > maxInt ? intOverflow : value;
}

function uint(value: bigint): CelResult {
  return value < 0n || value > maxUint ? uintOverflow : celUint(value);
}

function durationOf(nanos: bigint): CelResult {
  return nanos < minInt || nanos > maxInt ? intOverflow : { kind: "duration", nanos };
}

function addToTimestamp(start: CelTimestamp, nanos: bigint): CelResult {
  const total = start.seconds * 1_000_000_000n + BigInt(start.nanos) + nanos;
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (total - rest) / 1_000_000_000n;
  return seconds < minUnixSeconds || seconds > maxUnixSeconds
    ? timestampOverflow
    : { ...start, seconds, nanos: Number(rest) };
}

function timestampDifference(left: CelTimestamp, right: CelTimestamp): CelResult {
  const seconds = (left.seconds - right.seconds) * 1_000_000_000n;
  // cel-go checks after each of its steps, so that a difference that fits after the second may still overflow.
  return seconds < minInt || seconds > maxInt
    ? intOverflow
    : durationOf(seconds + BigInt(left.nanos - right.nanos));
}

function compareTimestamps(left: CelTimestamp, right: CelTimestamp): number {
  return left.seconds === right.seconds
    ? Math.sign(left.nanos - right.nanos)
    : Number(left.seconds > right.seconds) - Number(left.seconds < right.seconds);
}

function joinBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
