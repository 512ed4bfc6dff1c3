import { formatJsonFloat } from "./float.ts";

/** A value of JSON, with integers beyond a double's 53 bits as bigint. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** encoding/json.Marshal: keys of objects sorted by their bytes, `<`, `>`, `&`, U+2028 and U+2029 escaped. */
export function marshalJson(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return marshalString(value);
  if (typeof value === "number") return formatJsonFloat(value);
  if (typeof value !== "object") return String(value);
  if (isArray(value)) return `[${value.map(marshalJson).join(",")}]`;
  const members = Object.keys(value)
    .sort(compareText)
    .map((key) => `${marshalString(key)}:${marshalJson(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

/** Go's order of strings, by UTF-8 bytes, which is the order of code points: negative, 0 or positive. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // Surrogates represent the highest code points but are not the highest units.
    if (x !== y) return (x >= 0xd800 ? rank(x) : x) - (y >= 0xd800 ? rank(y) : y);
  }
  return a.length - b.length;
}

function marshalString(text: string): string {
  // A lone surrogate is U+FFFD to Go.
  const valid = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  return JSON.stringify(valid).replace(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function rank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
