import { countRunes, toByteString } from "../../go/byte-string.ts";
import { formatFloat } from "../../go/float.ts";
import { compareText } from "../../go/json.ts";
import { quote } from "../../go/quote.ts";
import type { Minor } from "../../kube/minor.ts";
import { trimEndOf } from "../../source/trim-end.ts";
import { convertTo } from "../values/conversions.ts";
import {
  type CelList,
  type CelMap,
  type CelResult,
  type CelValue,
  elementsOf,
  isError,
  isList,
  isMap,
  isUint,
  typeName,
} from "../values.ts";

/** A run of a format string that went wrong; `argument` is the one that a clause refused, for the checker's position. */
export class FormatFailure {
  readonly message: string;
  readonly argument: unknown;
  constructor(message: string, argument?: unknown) {
    this.message = message;
    this.argument = argument;
  }
}

/** The clauses of a format string, over values at run time or over expressions in the checker. */
export interface FormatClauses<Argument> {
  readonly string: Clause<Argument>;
  readonly decimal: Clause<Argument>;
  readonly fixed: (precision: number | undefined) => Clause<Argument>;
  readonly scientific: (precision: number | undefined) => Clause<Argument>;
  readonly binary: Clause<Argument>;
  readonly hex: (upper: boolean) => Clause<Argument>;
  readonly octal: Clause<Argument>;
}

/** Writes one argument, or says why it cannot. */
export type Clause<Argument> = (argument: Argument) => string | FormatFailure;

/** The arguments of a format string. */
export interface FormatArguments<Argument> {
  readonly size: number;
  /** At run time an index without an argument fails before the clause is looked at; the checker only asks the size. */
  at(index: number): Argument | FormatFailure;
}

/** `text.format(args)` at run time. Follows cel-go ext/formatting.go. */
export function formatString(text: string, args: CelList, minor: Minor): string | FormatFailure {
  const values: FormatArguments<CelValue> = {
    size: args.size,
    at: (index) => (index < args.size ? args.at(index) : outOfRange(index)),
  };
  return interpolate(text, values, runtimeClauses(minor));
}

/** Replaces the clauses of a format string in order. Follows parseFormatString of cel-go ext/formatting.go. */
export function interpolate<Argument>(
  format: string,
  args: FormatArguments<Argument>,
  clauses: FormatClauses<Argument>,
): string | FormatFailure {
  let built = "";
  let next = 0;
  for (let at = 0; at < format.length; ) {
    if (format[at] !== "%") {
      built += format[at++];
      continue;
    }
    if (format[at + 1] === "%") {
      built += "%";
      at += 2;
      continue;
    }
    const argument = args.at(next);
    if (argument instanceof FormatFailure) return argument;
    if (at + 1 >= format.length) return new FormatFailure("unexpected end of string");
    if (next >= args.size) return outOfRange(next);
    const found = parseClause(format, at + 1, clauses);
    if (found instanceof FormatFailure) {
      return new FormatFailure(`could not parse formatting clause: ${found.message}`);
    }
    const text = found.clause(argument);
    if (text instanceof FormatFailure) {
      return new FormatFailure(`error during formatting: ${text.message}`, text.argument);
    }
    built += text;
    at = found.end;
    next++;
  }
  return built;
}

/** The words with which a clause refuses a type. */
export const clauseRefusals = {
  string:
    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ",
  decimal: "decimal clause can only be used on integers, was given ",
  fixed: "fixed-point clause can only be used on doubles, was given ",
  scientific: "scientific clause can only be used on doubles, was given ",
  binary: "only integers and bools can be formatted as binary, was given ",
  hex: "only integers, byte buffers, and strings can be formatted as hex, was given ",
  octal: "octal clause can only be used on integers, was given ",
} as const;

function outOfRange(index: number): FormatFailure {
  return new FormatFailure(`index ${index} out of range`);
}

function parseClause<Argument>(
  format: string,
  start: number,
  clauses: FormatClauses<Argument>,
): { readonly clause: Clause<Argument>; readonly end: number } | FormatFailure {
  let at = start;
  let precision: number | undefined;
  if (format[at] === ".") {
    const digits = /^[0-9]*/.exec(format.slice(at + 1))?.[0] ?? "";
    at += 1 + digits.length;
    if (at >= format.length) {
      return precisionFailure("could not find end of precision specifier");
    }
    const reason = digits === "" ? "invalid syntax" : "value out of range";
    if (digits === "" || BigInt(digits) > 2n ** 63n - 1n) {
      return precisionFailure(
        `error while converting precision to integer: strconv.Atoi: parsing ${quote(digits)}: ${reason}`,
      );
    }
    precision = Number(digits);
  }
  const end = at + 1;
  switch (format[at]) {
    case "s":
      return { clause: clauses.string, end };
    case "d":
      return { clause: clauses.decimal, end };
    case "f":
      return { clause: clauses.fixed(precision), end };
    case "e":
      return { clause: clauses.scientific(precision), end };
    case "b":
      return { clause: clauses.binary, end };
    case "x":
    case "X":
      return { clause: clauses.hex(format[at] === "X"), end };
    case "o":
      return { clause: clauses.octal, end };
  }
  // Go looks at one byte, so that a character beyond ASCII shows as its first byte.
  const byte = toByteString(String.fromCodePoint(format.codePointAt(at) ?? 0))[0];
  return new FormatFailure(`unrecognized formatting clause "${byte}"`);
}

function precisionFailure(reason: string): FormatFailure {
  return new FormatFailure(`error while parsing precision: ${reason}`);
}

function runtimeClauses(minor: Minor): FormatClauses<CelValue> {
  const refuse = (clause: keyof typeof clauseRefusals, value: CelValue) =>
    new FormatFailure(clauseRefusals[clause] + nameType(value, minor));
  return {
    string: (value) => formatAsString(value, minor),
    decimal: (value) => formatDecimal(value) ?? refuse("decimal", value),
    fixed: (precision) => (value) => {
      const number = readDouble(value);
      return number === undefined ? refuse("fixed", value) : writeFixed(number, precision ?? 6);
    },
    scientific: (precision) => (value) => {
      const number = readDouble(value);
      if (number === undefined) return refuse("scientific", value);
      return writeScientific(number, precision ?? 6, minor);
    },
    binary: (value) => {
      if (typeof value === "boolean") return value ? "1" : "0";
      return writeInteger(value, 2) ?? refuse("binary", value);
    },
    hex: (upper) => (value) => {
      const text = writeHex(value);
      if (text === undefined) return refuse("hex", value);
      return upper ? text.toUpperCase() : text;
    },
    octal: (value) => writeInteger(value, 8) ?? refuse("octal", value),
  };
}

function formatAsString(value: CelValue, minor: Minor): string | FormatFailure {
  if (value === null) return "null";
  if (isList(value)) return formatList(value, minor);
  if (isMap(value) && value.typeName === undefined) return formatMap(value, minor);
  const hasText =
    typeof value !== "object" ||
    value instanceof Uint8Array ||
    isUint(value) ||
    value.kind === "timestamp" ||
    value.kind === "duration" ||
    value.kind === "type";
  if (!hasText) return new FormatFailure(clauseRefusals.string + nameType(value, minor));
  return readText(convertTo(value, "string"));
}

function readText(text: CelResult): string | FormatFailure {
  if (typeof text === "string") return text;
  const shown = isError(text) ? text.message : "";
  return new FormatFailure(`could not convert argument ${quote(shown)} to string`);
}

function formatList(value: CelList, minor: Minor): string | FormatFailure {
  const parts: string[] = [];
  for (const element of elementsOf(value)) {
    const text = formatMember(element, minor);
    if (text instanceof FormatFailure) return text;
    parts.push(text);
  }
  return `[${parts.join(", ")}]`;
}

function formatMap(value: CelMap, minor: Minor): string | FormatFailure {
  const inner = value.raw ?? value;
  const pairs: [key: string, value: string][] = [];
  for (const key of inner.keys()) {
    const isKey = typeof key === "string" || typeof key === "boolean" || writeInteger(key, 10);
    if (!isKey) {
      return new FormatFailure(
        `no formatting function for map key of type ${nameType(key, minor)}`,
      );
    }
    const shownKey = typeof key === "string" ? quote(key) : (writeInteger(key, 10) ?? String(key));
    const found = value.find(key);
    if (found === undefined) {
      const name = typeof key === "string" ? shownKey : quote(shownKey);
      return new FormatFailure(`could not find key: ${name}`);
    }
    if (isError(found)) return new FormatFailure(found.message);
    const text = formatMember(found, minor);
    if (text instanceof FormatFailure) return text;
    pairs.push([shownKey, text]);
  }
  pairs.sort((a, b) => compareText(a[0], b[0]));
  return `{${pairs.map(([key, text]) => `${key}:${text}`).join(", ")}}`;
}

// A value inside a list or map, written as a CEL literal (clauseForType and quoteForCEL).
function formatMember(value: CelValue, minor: Minor): string | FormatFailure {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") {
    const text = formatFloat(value, "f", 6);
    return Number.isFinite(value) ? text : `"${text}"`;
  }
  if (value !== null && typeof value === "object") {
    if (value instanceof Uint8Array) {
      const text = readText(convertTo(value, "string"));
      return text instanceof FormatFailure ? text : `b${quote(text)}`;
    }
    if ("kind" in value && (value.kind === "timestamp" || value.kind === "duration")) {
      const text = readText(convertTo(value, "string"));
      return text instanceof FormatFailure ? text : `${value.kind}(${quote(text)})`;
    }
    const isOpaque =
      "kind" in value &&
      (value.kind === "optional" ||
        value.kind === "object" ||
        (value.kind === "map" && value.typeName !== undefined));
    if (isOpaque) return new FormatFailure(`no formatting function for ${nameType(value, minor)}`);
  }
  return formatAsString(value, minor);
}

function formatDecimal(value: CelValue): string | undefined {
  return writeInteger(value, 10);
}

function writeInteger(value: CelValue, base: number): string | undefined {
  if (typeof value === "bigint") return value.toString(base);
  return isUint(value) ? value.value.toString(base) : undefined;
}

function writeHex(value: CelValue): string | undefined {
  const bytes =
    typeof value === "string"
      ? Array.from(toByteString(value), (byte) => byte.charCodeAt(0))
      : value instanceof Uint8Array
        ? Array.from(value)
        : undefined;
  if (bytes === undefined) return writeInteger(value, 16);
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readDouble(value: CelValue): number | undefined {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Infinity;
  return value === "-Infinity" ? -Infinity : undefined;
}

// golang.org/x/text/message in American English: thousands apart by commas, no sign on zero. Its formatter keeps the
// least count of fraction digits in 8 bits and the greatest in 16, and prints no zeros between the two.
function writeFixed(value: number, precision: number): string {
  if (!isNumberInFormat(precision)) return noVerb;
  if (!Number.isFinite(value)) return writeNonFinite(value);
  const most = (precision << 16) >> 16;
  const text = formatFloat(Math.abs(value), "f", most < 0 ? undefined : Math.min(most, 1074));
  const [whole = "", digits = ""] = text.split(".");
  const fraction = trimEndOf(digits, "0").padEnd(precision & 0xff, "0");
  const grouped = whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
  const shown = fraction === "" ? grouped : `${grouped}.${fraction}`;
  return value < 0 ? `-${shown}` : shown;
}

// cel-go hands the precision on as a width, of which 16 bits are kept; the digits are always six.
function writeScientific(value: number, width: number, minor: Minor): string {
  if (!isNumberInFormat(width)) return noVerb;
  let text = writeNonFinite(value);
  if (Number.isFinite(value)) {
    const [mantissa = "", exponent = ""] = formatFloat(Math.abs(value), "e", 6).split("e");
    const power = exponent
      .replace("+", "")
      .replace(/[-0-9]/g, (digit) => superscripts[digit] ?? digit);
    text = `${value < 0 ? "-" : ""}${mantissa}${minor < 33 ? "\u202f×\u202f" : "×"}10${power}`;
  }
  return " ".repeat(Math.max((width & 0xffff) - countRunes(text), 0)) + text;
}

/** What Go prints if the number in a format is too long for it and swallows the verb. */
const noVerb = "%!(NOVERB)";

// parsenum of golang.org/x/text/internal/format: a digit more is refused if the number is above a million already.
function isNumberInFormat(number: number): boolean {
  return Math.floor(number / 10) <= 1e6;
}

function writeNonFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "-∞";
}

function nameType(value: CelValue, minor: Minor): string {
  const name = typeName(value);
  return name === "optional_type" && minor === 30 ? "optional" : name;
}

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};
