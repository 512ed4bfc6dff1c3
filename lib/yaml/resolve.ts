import { parseFloat64 } from "../go/float.ts";
import { maxInt64, maxUint64, minInt64 } from "../go/int.ts";

/** What go-yaml v2 makes of a scalar's text (resolve.go): YAML 1.1 with Go's numbers. */
export interface Resolved {
  /** The tag of what it found, "tag:yaml.org,2002:int". */
  readonly tag: string;
  readonly value: null | boolean | bigint | number | string;
}

/** A scalar's type and value, or why its tag does not fit it. */
export type ResolveResult = Resolved | { readonly failure: string };

/** Resolves a scalar whose type is not fixed by quotes. `tag` is its own tag or "". A failure has no "yaml: " before it. */
export function resolveScalar(tag: string, text: string): ResolveResult {
  if (!resolvableTags.has(tag)) return { tag, value: text };
  const found = resolveText(tag, text);
  if (tag === "" || tag === found.tag || tag === strTag) return found;
  if (tag === floatTag && typeof found.value === "bigint" && found.value <= maxInt64) {
    return { tag: floatTag, value: Number(found.value) };
  }
  return {
    failure: `cannot decode ${shortenTag(found.tag)} \`${text}\` as a ${shortenTag(tag)}`,
  };
}

function resolveText(tag: string, text: string): Resolved {
  if (tag !== strTag && (text === "" || firstCharacters.test(text))) {
    const known = table.get(text);
    if (known !== undefined) return known;
    const first = text[0] ?? "";
    if (first === ".") {
      const float = parseFloat64(text);
      if (float.kind === "ok") return { tag: floatTag, value: float.value };
    } else if (/[-+0-9]/.test(first)) {
      const value = resolveNumber(tag, text);
      if (value !== undefined) return value;
    }
  }
  return { tag: strTag, value: text };
}

function resolveNumber(tag: string, text: string): Resolved | undefined {
  if ((tag === "" || tag === timestampTag) && isTimestamp(text)) {
    return { tag: timestampTag, value: text };
  }
  const plain = text.replaceAll("_", "");
  const integer = parseInteger(plain);
  if (integer !== undefined) return { tag: intTag, value: integer };
  if (floatPattern.test(plain)) {
    const float = parseFloat64(plain);
    if (float.kind === "ok") return { tag: floatTag, value: float.value };
  }
  return undefined;
}

// strconv.ParseInt(s, 0, 64), then strconv.ParseUint(s, 0, 64); a leading 0 is octal.
function parseInteger(text: string): bigint | undefined {
  const match = integerPattern.exec(text);
  if (match === null) return undefined;
  const [, sign = "", hex, octal, binary, decimal] = match;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : (decimal ?? "0");
  const magnitude = BigInt(digits);
  if (sign === "-") return -magnitude >= minInt64 ? -magnitude : undefined;
  if (magnitude <= maxInt64) return magnitude;
  return sign === "" && magnitude <= maxUint64 ? magnitude : undefined;
}

// Those of go-yaml's timestamp formats: a date, or a date with a time after "T", "t" or spaces.
function isTimestamp(text: string): boolean {
  const match = timestampPattern.exec(text);
  if (match === null) return false;
  const [, year, month, day, hour, minute, second, offsetHour, offsetMinute] = match.map(Number);
  if (!month || month > 12 || !day) return false;
  const leap = year !== undefined && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (day > days) return false;
  const within = (value: number | undefined, most: number): boolean =>
    value === undefined || Number.isNaN(value) || value <= most;
  return (
    within(hour, 23) &&
    within(minute, 59) &&
    within(second, 59) &&
    within(offsetHour, 24) &&
    within(offsetMinute, 60)
  );
}

/** "tag:yaml.org,2002:int" as "!!int". */
function shortenTag(tag: string): string {
  return tag.startsWith(prefix) ? `!!${tag.slice(prefix.length)}` : tag;
}

const prefix = "tag:yaml.org,2002:";
/** The tag of strings. */
export const strTag: string = `${prefix}str`;
/** The tag of base64 text. */
export const binaryTag: string = `${prefix}binary`;
/** The tag of the key `<<`. */
export const mergeTag: string = `${prefix}merge`;
const boolTag = `${prefix}bool`;
const intTag = `${prefix}int`;
const floatTag = `${prefix}float`;
const nullTag = `${prefix}null`;
const timestampTag = `${prefix}timestamp`;

const resolvableTags = new Set(["", strTag, boolTag, intTag, floatTag, nullTag, timestampTag]);
const firstCharacters = /^[-+0-9yYnNtTfFoO~.]/;
const floatPattern = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const integerPattern =
  /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/;
const timestampPattern =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d)))|(?: +(\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?))?$/;

const words: readonly (readonly [Resolved["value"], string, string])[] = [
  [true, boolTag, "y Y yes Yes YES true True TRUE on On ON"],
  [false, boolTag, "n N no No NO false False FALSE off Off OFF"],
  [null, nullTag, "~ null Null NULL"],
  [Number.NaN, floatTag, ".nan .NaN .NAN"],
  [Number.POSITIVE_INFINITY, floatTag, ".inf .Inf .INF +.inf +.Inf +.INF"],
  [Number.NEGATIVE_INFINITY, floatTag, "-.inf -.Inf -.INF"],
  ["<<", mergeTag, "<<"],
];
const table = new Map<string, Resolved>([["", { tag: nullTag, value: null }]]);
for (const [value, tag, texts] of words) {
  for (const text of texts.split(" ")) table.set(text, { tag, value });
}
