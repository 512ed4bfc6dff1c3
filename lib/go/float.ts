import { quote } from "./quote.ts";
import { fail, type GoResult, ok } from "./result.ts";

/**
 * A float64 as strconv.FormatFloat(value, format, precision, 64) writes it; precision -1 is the shortest text that
 * reads back as the value. `%v` and string concatenation in Go are "g" with -1.
 */
export function formatFloat(value: number, format: "g" | "f" | "e", precision = -1): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const shortest = precision < 0;
  const magnitude = Math.abs(value);
  const decimal = shortest ? shortestDecimal(magnitude) : exactDecimal(magnitude);
  if (format === "e") {
    const digits = shortest ? decimal.digits.length - 1 : precision;
    return sign + writeExponent(shortest ? decimal : round(decimal, digits + 1), digits);
  }
  if (format === "f") {
    const fraction = shortest ? Math.max(decimal.digits.length - decimal.point, 0) : precision;
    return (
      sign + writeFixed(shortest ? decimal : round(decimal, decimal.point + fraction), fraction)
    );
  }
  const wanted = precision === 0 ? 1 : precision;
  const rounded = shortest ? decimal : round(decimal, wanted);
  let limit = shortest ? 6 : wanted;
  if (!shortest && limit > rounded.digits.length && rounded.digits.length >= rounded.point) {
    limit = rounded.digits.length;
  }
  const exponent = rounded.point - 1;
  if (exponent < -4 || exponent >= limit) {
    const digits = Math.min(shortest ? rounded.digits.length : wanted, rounded.digits.length) - 1;
    return sign + writeExponent(rounded, Math.max(digits, 0));
  }
  return sign + writeFixed(rounded, Math.max(rounded.digits.length - rounded.point, 0));
}

/** A float64 as encoding/json writes it. */
export function formatJsonFloat(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
    return formatFloat(value, "e").replace(/e-0(\d)$/, "e-$1");
  }
  return formatFloat(value, "f");
}

/** strconv.ParseFloat(text, 64), with hexadecimal floats, underscores, Inf and NaN as Go takes them. */
export function parseFloat64(text: string): GoResult<number> {
  const special = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (special) return ok(special[1] === "-" ? -Infinity : Infinity);
  if (/^nan$/i.test(text)) return ok(Number.NaN);
  const value = readFloat(text);
  if (value === undefined)
    return fail(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
  if (!Number.isFinite(value)) {
    return fail(`strconv.ParseFloat: parsing ${quote(text)}: value out of range`);
  }
  return ok(value);
}

/** The significant digits without leading and trailing zeros, and the place of the decimal point relative to their start. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

function shortestDecimal(value: number): Decimal {
  if (value === 0) return zero;
  // toExponential without an argument gives as many digits as are needed to tell the value from its neighbours.
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

function exactDecimal(value: number): Decimal {
  if (value === 0) return zero;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  const digits =
    exponent >= 0
      ? (mantissa << BigInt(exponent)).toString()
      : (mantissa * 5n ** BigInt(-exponent)).toString();
  const point = digits.length + Math.min(exponent, 0);
  return { digits: digits.replace(/0+$/, ""), point };
}

// Half to even on the exact digits, as Go's decimal.Round.
function round(decimal: Decimal, count: number): Decimal {
  const { digits, point } = decimal;
  if (count < 0 || count >= digits.length) return count < 0 ? zero : decimal;
  const kept = digits.slice(0, count);
  const next = digits.charCodeAt(count) - 48;
  const half = next === 5 && count + 1 === digits.length;
  const odd = count > 0 && (kept.charCodeAt(count - 1) - 48) % 2 === 1;
  if (half ? !odd : next < 5) return trim(kept, point);
  const raised = (BigInt(kept === "" ? "0" : kept) + 1n).toString();
  const width = Math.max(count, 1);
  if (count === 0 || raised.length > width) return trim(raised, point + 1);
  return trim(raised.padStart(count, "0"), point);
}

function trim(digits: string, point: number): Decimal {
  const trimmed = digits.replace(/0+$/, "");
  return trimmed === "" ? zero : { digits: trimmed, point };
}

function writeExponent({ digits, point }: Decimal, fraction: number): string {
  const exponent = digits === "" ? 0 : point - 1;
  const shown = digits === "" ? "0" : digits;
  const rest = fraction > 0 ? `.${shown.slice(1, 1 + fraction).padEnd(fraction, "0")}` : "";
  const magnitude = String(Math.abs(exponent)).padStart(2, "0");
  return `${shown[0]}${rest}e${exponent < 0 ? "-" : "+"}${magnitude}`;
}

function writeFixed({ digits, point }: Decimal, fraction: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (fraction <= 0) return whole;
  const rest = point >= 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${whole}.${rest.slice(0, fraction).padEnd(fraction, "0")}`;
}

function readFloat(text: string): number | undefined {
  const found = floatSyntax.exec(text);
  if (!found || !areUnderscoresPlaced(text)) return undefined;
  const plain = text.replaceAll("_", "");
  if (found[1] === undefined) return readHexFloat(plain);
  return /[0-9]/.test(found[1]) ? Number(plain) : undefined;
}

function readHexFloat(text: string): number | undefined {
  const found = /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?\d+)$/i.exec(text);
  if (!found) return undefined;
  const [, sign = "", whole = "", fraction = "", power = ""] = found;
  if (whole === "" && fraction === "") return undefined;
  let mantissa = BigInt(`0x${whole}${fraction}`);
  let exponent = Math.max(-100000, Math.min(100000, Number(power))) - 4 * fraction.length;
  if (mantissa === 0n) return sign === "-" ? -0 : 0;
  // Cut to what a double holds at this exponent, half to even, so that scaling by powers of two stays exact.
  const bits = mantissa.toString(2).length;
  const least = Math.max(bits - 53, -1074 - exponent);
  if (least > 0) {
    const cut = BigInt(least);
    const rest = mantissa & ((1n << cut) - 1n);
    mantissa >>= cut;
    exponent += least;
    const half = 1n << (cut - 1n);
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
  }
  let value = Number(mantissa);
  // In steps that are themselves doubles; the mantissa was cut so that each step is exact.
  while (exponent !== 0 && value !== 0 && Number.isFinite(value)) {
    const step = Math.max(-512, Math.min(512, exponent));
    value *= 2 ** step;
    exponent -= step;
  }
  return sign === "-" ? -value : value;
}

// strconv's underscoreOK: an underscore is between digits, or between a base prefix and a digit.
function areUnderscoresPlaced(text: string): boolean {
  if (!text.includes("_")) return true;
  const body = text.replace(/^[+-]/, "");
  const hex = /^0x/i.test(body);
  return !(hex ? /(?:^|[^0-9a-fx_])_|__|_(?:$|[^0-9a-f_])/i : /(?:^|[^0-9])_|_(?:$|[^0-9])/).test(
    body,
  );
}

const zero: Decimal = { digits: "", point: 0 };

// With the decimal mantissa as group 1; no piece can be read in two ways.
const floatSyntax =
  /^[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?[pP][+-]?[0-9][0-9_]*|([0-9_]+(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][+-]?[0-9][0-9_]*)?)$/;
