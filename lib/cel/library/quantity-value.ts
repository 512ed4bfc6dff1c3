import { fail, type GoResult, ok } from "../../go/result.ts";

/** An amount with its unit, as Kubernetes' resource.Quantity: `unscaled` times ten to the power of `scale`. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  /** Whether Go keeps it in arbitrary precision (inf.Dec) rather than in 64 bits; then it is no integer to asInteger. */
  readonly isBig: boolean;
  readonly format: QuantityFormat;
  /** The text that it was read from, if that is its canonical form already. */
  readonly source?: string;
}

/** How a quantity is written: "500m", "1Gi", "1e3". */
export type QuantityFormat = "decimal" | "binary" | "exponent";

/** resource.ParseQuantity. */
export function parseQuantity(text: string): GoResult<Quantity> {
  if (text === "") return fail(wrongFormat);
  if (text === "0") return ok({ ...zero, source: text });
  const parts = splitQuantity(text);
  if (parts === undefined) return fail(wrongFormat);
  const unit = readSuffix(parts.suffix);
  if (unit === undefined) return fail("unable to parse quantity's suffix");
  const small = readSmall(text, parts, unit);
  if (small !== undefined) return ok(small);
  return readBig(parts, unit);
}

/** Quantity.String: the canonical form, or the text it was read from if that is canonical. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.source !== undefined) return quantity.source;
  if (quantity.unscaled === 0n) return "0";
  const isSmall = compareToWhole(quantity, -1024n) > 0 && compareToWhole(quantity, 1024n) < 0;
  if (quantity.format === "binary" && !isSmall) {
    const whole = toWhole(quantity);
    if (whole !== undefined) return formatBinary(whole);
  }
  return formatDecimal(quantity);
}

/** Quantity.Cmp: -1, 0 or 1. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  const leftSign = signOf(left);
  const rightSign = signOf(right);
  if (leftSign !== rightSign || leftSign === 0) return Math.sign(leftSign - rightSign);
  const scale = Math.min(left.scale, right.scale);
  // Far apart in size, the numbers need not be written out.
  const leftDigits = digitsOf(left);
  const rightDigits = digitsOf(right);
  if (leftDigits !== rightDigits) return leftDigits > rightDigits ? leftSign : -leftSign;
  const a = left.unscaled * 10n ** BigInt(left.scale - scale);
  const b = right.unscaled * 10n ** BigInt(right.scale - scale);
  return a === b ? 0 : a > b ? 1 : -1;
}

/** Quantity.Add; undefined if the sum would have more digits than memory should be spent on. */
export function addQuantities(left: Quantity, right: Quantity): Quantity | undefined {
  return combine(left, right.unscaled, right);
}

/** Quantity.Sub; undefined as with addQuantities. */
export function subtractQuantities(left: Quantity, right: Quantity): Quantity | undefined {
  // In 64 bits the least number is its own negative.
  return combine(left, BigInt.asIntN(64, -right.unscaled), { ...right, unscaled: -right.unscaled });
}

/** resource.NewQuantity(value, DecimalExponent). */
export function quantityOfInteger(value: bigint): Quantity {
  return { unscaled: value, scale: 0, isBig: false, format: "exponent" };
}

/** Quantity.AsInt64: undefined if there is a fraction in its notation or too much for 64 bits. */
export function toInteger({ unscaled, scale, isBig }: Quantity): bigint | undefined {
  if (isBig || scale < 0) return undefined;
  return scaleUp(unscaled, scale);
}

/** Quantity.AsApproximateFloat64. */
export function toApproximateFloat({ unscaled, scale }: Quantity): number {
  return scale === 0 ? Number(unscaled) : Number(unscaled) * pow10(scale);
}

/** Quantity.Sign. */
export function signOf({ unscaled }: Quantity): number {
  return unscaled === 0n ? 0 : unscaled > 0n ? 1 : -1;
}

interface Parts {
  readonly positive: boolean;
  /** Sign and digits as written. */
  readonly value: string;
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: string;
}

interface Unit {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

// parseQuantityString; undefined if something is left behind the suffix. Piece by piece, so that no text makes the
// expressions try several ways.
function splitQuantity(text: string): Parts | undefined {
  let rest = text;
  const take = (syntax: RegExp) => {
    const found = syntax.exec(rest)?.[0] ?? "";
    rest = rest.slice(found.length);
    return found;
  };
  const positive = take(/^[+-]/) !== "-";
  take(/^0+/);
  const whole = take(/^[0-9]+/);
  const fraction = take(/^\.[0-9]*/).slice(1);
  const suffix = take(/^[eEinumkKMGTP]+/) + take(/^[-+]/) + take(/^[0-9]+/);
  if (rest !== "") return undefined;
  const value = text.slice(0, text.length - suffix.length);
  return { positive, value, whole: whole === "" ? "0" : whole, fraction, suffix };
}

function readSuffix(suffix: string): Unit | undefined {
  const decimal = decimalSuffixes.indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: decimal * 3 - 9, format: "decimal" };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: "binary" };
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = BigInt(suffix.slice(suffix[1] === "+" ? 2 : 1));
  if (exponent !== BigInt.asIntN(64, exponent)) return undefined;
  return { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: "exponent" };
}

// The path without arbitrary precision, for what fits 64 bits.
function readSmall(text: string, parts: Parts, unit: Unit): Quantity | undefined {
  const { whole, fraction, positive } = parts;
  let precision = maxDigits - whole.length - fraction.length;
  let scale = unit.exponent;
  let mantissa = 1n;
  if (unit.format === "binary") {
    scale = 0;
    mantissa = 1n << BigInt(unit.exponent);
    precision = fraction === "" ? 15 - whole.length - Math.trunc((unit.exponent * 3) / 10) - 1 : -1;
  }
  scale -= fraction.length;
  if (precision < 0 || scale < -9) return undefined;
  const shifted = whole + fraction;
  const value = BigInt(shifted);
  const product = value * mantissa;
  if (BigInt.asIntN(64, product) !== product) return undefined;
  const unscaled = positive ? product : -product;
  const isCanonical =
    unit.format === "binary"
      ? (value & 7n) !== 0n
      : scale % 3 === 0 && !shifted.endsWith("000") && !shifted.startsWith("0");
  const quantity = { unscaled, scale, isBig: false, format: unit.format };
  return isCanonical ? { ...quantity, source: text } : quantity;
}

function readBig(parts: Parts, unit: Unit): GoResult<Quantity> {
  const digits = parts.value.replace(/[+-]/, "");
  if (!/[0-9]/.test(digits)) return fail("unable to parse numeric part of quantity");
  const point = digits.indexOf(".");
  let unscaled = BigInt(digits.replace(".", ""));
  let scale = point < 0 ? 0 : point + 1 - digits.length;
  if (unit.base === 10) scale += unit.exponent;
  else unscaled <<= BigInt(unit.exponent);
  if (unscaled !== 0n) {
    if (scale > maxScale) return fail(tooLarge);
    // Rounded up to a billionth.
    unscaled =
      scale >= -9
        ? unscaled * 10n ** BigInt(scale + 9)
        : roundUp(unscaled, Math.min(-9 - scale, digits.length + 1));
    scale = -9;
  }
  let format = unit.format;
  if (format === "binary") {
    if (unscaled > maxInt64 * 10n ** 9n) {
      unscaled = maxInt64;
      scale = 0;
    }
    if (unscaled > 0n && scale === -9 && unscaled < 10n ** 9n) format = "decimal";
  }
  return ok({ unscaled: parts.positive ? unscaled : -unscaled, scale, isBig: true, format });
}

// Away from zero: divides by ten to the power of `places`.
function roundUp(value: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value > 0n ? quotient + 1n : quotient - 1n;
}

// Adds in 64 bits with `small` for the right number where that works, else exactly.
function combine(left: Quantity, small: bigint, right: Quantity): Quantity | undefined {
  const format = left.unscaled === 0n ? right.format : left.format;
  if (!left.isBig && !right.isBig) {
    const sum = addSmall(left, { ...right, unscaled: small });
    if (sum !== undefined) return { ...sum, isBig: false, format };
  }
  if (Math.abs(left.scale - right.scale) > maxScale) return undefined;
  const scale = Math.min(left.scale, right.scale);
  const unscaled =
    left.unscaled * 10n ** BigInt(left.scale - scale) +
    right.unscaled * 10n ** BigInt(right.scale - scale);
  return { unscaled, scale, isBig: true, format };
}

function addSmall(
  left: Quantity,
  right: Quantity,
): { unscaled: bigint; scale: number } | undefined {
  if (right.unscaled === 0n) return { unscaled: left.unscaled, scale: left.scale };
  if (left.unscaled === 0n) return { unscaled: right.unscaled, scale: right.scale };
  const scale = Math.min(left.scale, right.scale);
  const a = scaleUp(left.unscaled, left.scale - scale);
  const b = scaleUp(right.unscaled, right.scale - scale);
  if (a === undefined || b === undefined) return undefined;
  const sum = a + b;
  return BigInt.asIntN(64, sum) === sum ? { unscaled: sum, scale } : undefined;
}

// undefined if the result does not fit 64 bits.
function scaleUp(value: bigint, places: number): bigint | undefined {
  if (value === 0n) return 0n;
  if (places > maxDigits) return undefined;
  const scaled = value * 10n ** BigInt(places);
  return BigInt.asIntN(64, scaled) === scaled ? scaled : undefined;
}

// How many digits the number has before its decimal point, zero or less for a fraction.
function digitsOf({ unscaled, scale }: Quantity): number {
  return (unscaled < 0n ? -unscaled : unscaled).toString().length + scale;
}

function compareToWhole(quantity: Quantity, whole: bigint): number {
  return compareQuantities(quantity, quantityOfInteger(whole));
}

// The exact whole number, undefined if there is a fraction.
function toWhole({ unscaled, scale }: Quantity): bigint | undefined {
  if (scale >= 0) return unscaled * 10n ** BigInt(scale);
  const divisor = 10n ** BigInt(-scale);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function formatBinary(whole: bigint): string {
  let amount = whole;
  let times = 0;
  while (amount % 1024n === 0n) {
    amount /= 1024n;
    times++;
  }
  return `${amount}${binarySuffixes[times] ?? ""}`;
}

// A suffix that does not exist is left out, as Go does.
function formatDecimal({ unscaled, scale, format }: Quantity): string {
  let amount = unscaled;
  let exponent = scale;
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0) {
    amount *= 10n;
    exponent--;
  }
  if (format === "exponent") return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${decimalSuffixes[(exponent + 9) / 3] ?? ""}`;
}

// Go's math.Pow10, which multiplies two table entries.
function pow10(exponent: number): number {
  if (exponent > 308) return Infinity;
  if (exponent < -323) return 0;
  const magnitude = Math.abs(exponent);
  const high = Number(`1e${exponent < 0 ? "-" : ""}${magnitude - (magnitude % 32)}`);
  const low = Number(`1e${magnitude % 32}`);
  return exponent < 0 ? high / low : high * low;
}

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

const zero: Quantity = { unscaled: 0n, scale: 0, isBig: false, format: "decimal" };

/** Digits that always fit 64 bits. */
const maxDigits = 18;
const maxInt64 = 2n ** 63n - 1n;

/** Beyond this the digits of a number are not written out; Go would, for as long as its memory lasts. */
const maxScale = 100_000;

/** Our own words: kube-apiserver has none. */
export const tooLarge = "quantity has too many digits to calculate with";

const wrongFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
