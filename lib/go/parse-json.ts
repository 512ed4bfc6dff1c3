import { fromByteString, isAscii, toByteString } from "./byte-string.ts";
import { isDigit, isHexDigit } from "./digits.ts";
import { goPath, goValue } from "./json-messages.ts";
import type { PlainValue } from "./plain-value.ts";
import { quote } from "./quote.ts";
import { fail, type GoResult, ok } from "./result.ts";

/** A JSON value as Go's decoder sees it: `start` and `end` are offsets in the byte string it was read from. */
export type GoJson =
  | { readonly kind: "null" | "bool" | "number" | "string"; readonly start: number; end: number }
  | { readonly kind: "array"; readonly start: number; end: number; readonly items: GoJson[] }
  | {
      readonly kind: "object";
      readonly start: number;
      end: number;
      /** Keys in their order, duplicates included; `values` is beside. */
      readonly keys: string[];
      readonly values: GoJson[];
    };

/** A JSON text that is well-formed: its bytes (see go/byte-string.ts) and its value. */
export interface GoJsonText {
  readonly source: string;
  readonly root: GoJson;
}

/** Why a text is no JSON, and the offset of the byte at which that shows. */
export interface GoJsonFailure {
  readonly kind: "error";
  readonly message: string;
  readonly at: number;
}

/**
 * Reads a byte string as encoding/json does before it decodes: the first wrong byte ends it with the scanner's
 * text (scanner.go). `maxDepth` is 10000 there and unlimited in go-jose's copy of the package.
 */
export function parseGoJson(
  source: string,
  maxDepth = 10_000,
): { readonly kind: "ok"; readonly value: GoJsonText } | GoJsonFailure {
  let at = 0;
  const stack: (GoJson & { kind: "array" | "object" })[] = [];
  let root: GoJson | undefined;
  // What the next byte may be: a value, or a key (both also allow the end of an empty collection).
  let expects: "value" | "key" | "end" = "value";
  let opened = false;
  for (;;) {
    at = skipSpace(source, at);
    if (expects === "end") {
      const parent = stack.at(-1);
      if (parent === undefined) {
        if (at < source.length) return invalid(source, at, "after top-level value");
        return root === undefined ? cut(source) : { kind: "ok", value: { source, root } };
      }
      if (at >= source.length) return cut(source);
      const code = source.charCodeAt(at);
      if (code === comma) {
        expects = parent.kind === "object" ? "key" : "value";
        at++;
      } else if (code === (parent.kind === "object" ? closeBrace : closeBracket)) {
        at++;
        parent.end = at;
        stack.pop();
      } else {
        return invalid(
          source,
          at,
          parent.kind === "object" ? "after object key:value pair" : "after array element",
        );
      }
      continue;
    }
    if (at >= source.length) return cut(source);
    const code = source.charCodeAt(at);
    const parent = stack.at(-1);
    if (expects === "key") {
      if (opened && code === closeBrace) {
        opened = false;
        expects = "end";
        continue;
      }
      opened = false;
      if (code !== doubleQuote)
        return invalid(source, at, "looking for beginning of object key string");
      const end = scanString(source, at);
      if (typeof end !== "number") return end;
      if (parent?.kind === "object") parent.keys.push(unquote(source, at, end));
      at = skipSpace(source, end);
      if (at >= source.length) return cut(source);
      if (source.charCodeAt(at) !== colon) return invalid(source, at, "after object key");
      at++;
      expects = "value";
      continue;
    }
    if (opened && code === closeBracket) {
      opened = false;
      expects = "end";
      continue;
    }
    opened = false;
    let node: GoJson;
    if (code === openBrace || code === openBracket) {
      if (stack.length >= maxDepth) return invalid(source, at, "exceeded max depth");
      const collection: GoJson & { kind: "array" | "object" } =
        code === openBrace
          ? { kind: "object", start: at, end: at, keys: [], values: [] }
          : { kind: "array", start: at, end: at, items: [] };
      stack.push(collection);
      node = collection;
      opened = true;
      expects = code === openBrace ? "key" : "value";
      at++;
    } else {
      const scanned = scanLiteral(source, at, code);
      if (scanned.kind === "error") return scanned;
      node = { kind: scanned.kind, start: at, end: scanned.end };
      at = scanned.end;
      expects = "end";
    }
    if (parent === undefined) root = node;
    else if (parent.kind === "object") parent.values.push(node);
    else parent.items.push(node);
  }
}

/** The bytes of a value as they were written, a json.RawMessage. */
export function rawText(text: GoJsonText, node: GoJson): string {
  return text.source.slice(node.start, node.end);
}

/** The text of a string value; invalid UTF-8 and lone surrogates are U+FFFD. */
export function stringValue(text: GoJsonText, node: GoJson): string {
  return unquote(text.source, node.start, node.end);
}

/** The value of a key; of duplicates the last, as in a Go map. */
export function memberOf(node: GoJson, key: string): GoJson | undefined {
  if (node.kind !== "object") return undefined;
  return node.values[node.keys.lastIndexOf(key)];
}

/**
 * The value as Go's `any`, with whole numbers that fit an int64 as bigint. A number out of float64's range fails the
 * decoding, with Go's text; whether also one that a later member of the same name replaces, `replaced` says. Go 1.27
 * (`paths`) names the place.
 */
export function toAny(
  text: GoJsonText,
  root: GoJson,
  replaced: "checked" | "skipped" = "checked",
  paths = false,
): GoResult<PlainValue> {
  /** The first number in the text that fails: Go reads it from the front. */
  let failure: GoJson | undefined;
  // Collections are made empty and filled later: a claim may be nested deeper than the stack is.
  const open: { node: GoJson; into: PlainValue[] | Map<string, PlainValue> }[] = [];
  const convert = (node: GoJson): PlainValue => {
    switch (node.kind) {
      case "null":
        return null;
      case "bool":
        return text.source.charCodeAt(node.start) === 0x74;
      case "string":
        return stringValue(text, node);
      case "number": {
        const written = rawText(text, node);
        if (wholeNumber.test(written)) {
          const whole = BigInt(written);
          if (whole === BigInt.asIntN(64, whole)) return whole;
        }
        const value = Number(written);
        if (!Number.isFinite(value) && (failure === undefined || node.start < failure.start)) {
          failure = node;
        }
        return value;
      }
      default: {
        const into = node.kind === "array" ? [] : new Map<string, PlainValue>();
        open.push({ node, into });
        return into;
      }
    }
  };
  const value = convert(root);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, into } = next;
    if (node.kind === "array" && Array.isArray(into)) {
      for (const item of node.items) into.push(convert(item));
    } else if (node.kind === "object" && into instanceof Map) {
      const last =
        replaced === "skipped" ? new Map(node.keys.map((key, i) => [key, i])) : undefined;
      node.keys.forEach((key, i) => {
        const member = node.values[i];
        if (member === undefined || (last !== undefined && last.get(key) !== i)) return;
        into.set(key, convert(member));
      });
    }
  }
  if (failure === undefined) return ok(value);
  const path = paths ? findPath(root, failure) : [];
  const into = path.length === 0 ? goValue("float64") : goPath("", path, "float64");
  return fail(`json: cannot unmarshal number ${rawText(text, failure)} into ${into}`);
}

/** A text as Go's `any`, see toAny; undefined if it is no JSON. */
export function parseAny(text: string): PlainValue | undefined {
  const parsed = parseGoJson(toByteString(text));
  const value = parsed.kind === "ok" ? toAny(parsed.value, parsed.value.root) : undefined;
  return value?.kind === "ok" ? value.value : undefined;
}

/** The names and indices that lead from a value to one inside it. */
function findPath(root: GoJson, to: GoJson): string[] {
  const path: string[] = [];
  for (let node = root; node !== to; ) {
    const entries = node.kind === "object" ? node.values : node.kind === "array" ? node.items : [];
    const index = entries.findIndex(({ start, end }) => start <= to.start && to.end <= end);
    const next = entries[index];
    if (next === undefined) return path;
    path.push(node.kind === "object" ? (node.keys[index] ?? "") : `${index}`);
    node = next;
  }
  return path;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  for (;;) {
    const code = source.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

type Scanned = { readonly kind: "null" | "bool" | "number" | "string"; readonly end: number };

function scanLiteral(source: string, at: number, code: number): Scanned | GoJsonFailure {
  if (code === doubleQuote) {
    const end = scanString(source, at);
    return typeof end === "number" ? { kind: "string", end } : end;
  }
  if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
    const end = scanNumber(source, at);
    return typeof end === "number" ? { kind: "number", end } : end;
  }
  const word =
    code === 0x74 ? "true" : code === 0x66 ? "false" : code === 0x6e ? "null" : undefined;
  if (word === undefined) return invalid(source, at, "looking for beginning of value");
  for (let i = 1; i < word.length; i++) {
    if (source[at + i] !== word[i]) {
      return invalid(source, at + i, `in literal ${word} (expecting '${word[i]}')`);
    }
  }
  return { kind: word === "null" ? "null" : "bool", end: at + word.length };
}

// The offset after the closing quote.
function scanString(source: string, start: number): number | GoJsonFailure {
  for (let at = start + 1; ; at++) {
    if (at >= source.length) return cut(source);
    const code = source.charCodeAt(at);
    if (code === doubleQuote) return at + 1;
    if (code < 0x20) return invalid(source, at, "in string literal");
    if (code !== backslash) continue;
    at++;
    const escaped = source.charCodeAt(at);
    if (escaped === 0x75) {
      for (let i = 0; i < 4; i++) {
        at++;
        if (!isHexDigit(source.charCodeAt(at))) {
          return invalid(source, at, "in \\u hexadecimal character escape");
        }
      }
    } else if (!'bfnrt\\/"'.includes(source[at] ?? " ")) {
      return invalid(source, at, "in string escape code");
    }
  }
}

function scanNumber(source: string, start: number): number | GoJsonFailure {
  let at = start;
  if (source.charCodeAt(at) === 0x2d) {
    at++;
    if (!isDigit(source.charCodeAt(at))) return invalid(source, at, "in numeric literal");
  }
  if (source.charCodeAt(at) === 0x30) at++;
  else while (isDigit(source.charCodeAt(at))) at++;
  if (source.charCodeAt(at) === 0x2e) {
    at++;
    if (!isDigit(source.charCodeAt(at))) {
      return invalid(source, at, "after decimal point in numeric literal");
    }
    while (isDigit(source.charCodeAt(at))) at++;
  }
  if (source.charCodeAt(at) === 0x65 || source.charCodeAt(at) === 0x45) {
    at++;
    if (source.charCodeAt(at) === 0x2b || source.charCodeAt(at) === 0x2d) at++;
    if (!isDigit(source.charCodeAt(at))) {
      return invalid(source, at, "in exponent of numeric literal");
    }
    while (isDigit(source.charCodeAt(at))) at++;
  }
  return at;
}

// unquoteBytes of decode.go, for a string that the scanner has accepted.
function unquote(source: string, start: number, end: number): string {
  const inner = source.slice(start + 1, end - 1);
  if (!inner.includes("\\")) return isAscii(inner) ? inner : fromByteString(inner);
  let text = "";
  let from = 0;
  for (let at = inner.indexOf("\\"); at >= 0; at = inner.indexOf("\\", from)) {
    text += fromByteString(inner.slice(from, at));
    const escaped = inner[at + 1] ?? "";
    from = at + 2;
    if (escaped !== "u") {
      text += shortEscapes[escaped] ?? escaped;
      continue;
    }
    const unit = Number.parseInt(inner.slice(at + 2, at + 6), 16);
    from = at + 6;
    if (unit < 0xd800 || unit > 0xdfff) {
      text += String.fromCharCode(unit);
      continue;
    }
    const low = inner.startsWith("\\u", from)
      ? Number.parseInt(inner.slice(from + 2, from + 6), 16)
      : 0;
    if (unit < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
      text += String.fromCharCode(unit, low);
      from += 6;
    } else {
      text += "\ufffd";
    }
  }
  return text + fromByteString(inner.slice(from));
}

// At the end of the input the scanner is fed one more space.
function invalid(source: string, at: number, context: string): GoJsonFailure {
  const byte = at < source.length ? (source[at] ?? " ") : " ";
  return { kind: "error", message: `invalid character ${quoteChar(byte)} ${context}`, at };
}

function cut(source: string): GoJsonFailure {
  return { kind: "error", message: "unexpected end of JSON input", at: source.length };
}

function quoteChar(byte: string): string {
  if (byte === "'") return "'\\''";
  if (byte === '"') return "'\"'";
  return `'${quote(byte).slice(1, -1)}'`;
}

const wholeNumber = /^(?:0|-?[1-9][0-9]*)$/;
const comma = 0x2c;
const colon = 0x3a;
const doubleQuote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const shortEscapes: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
