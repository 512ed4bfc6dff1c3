import { quote } from "../go/quote.ts";
import type { Span } from "../source/span.ts";
import type { DataNode, Member } from "./data.ts";

/** A document's data, or the words of encoding/json. */
export type JsonResult =
  | {
      readonly kind: "read";
      readonly data: DataNode;
      /** None: double names stay in the data. Here so that both readers answer alike. */
      readonly duplicates: readonly [];
    }
  /** encoding/json's words: "invalid character 'a' looking for beginning of value". */
  | { readonly kind: "failed"; readonly message: string; readonly span: Span };

/**
 * Whether Kubernetes takes a text for JSON: its first character that is no space is a brace
 * (k8s.io/apimachinery/pkg/util/yaml.IsJSONBuffer).
 */
export function isJsonText(text: string): boolean {
  return /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/.test(text);
}

/** Reads JSON text with encoding/json's grammar, limit of depth and messages. Members keep order and doubles. */
export function readJson(text: string): JsonResult {
  const r: Reader = { text, position: 0, failure: undefined };
  const data = readTree(r);
  if (r.failure === undefined && data !== undefined) {
    skipSpace(r);
    if (r.position < text.length) fail(r, "after top-level value");
    else return { kind: "read", data, duplicates: [] };
  }
  const { message, position } = r.failure ?? { message: unexpectedEnd, position: text.length };
  return {
    kind: "failed",
    message,
    span: { start: position, end: Math.min(position + 1, text.length) },
  };
}

/** Where each UTF-16 unit of a JSON string's value is in the text; the last entry is the closing quote. */
export function locateJsonString(text: string, span: Span): number[] {
  const offsets: number[] = [];
  let position = span.start + 1;
  while (position < span.end - 1) {
    offsets.push(position);
    position += text[position] !== "\\" ? 1 : text[position + 1] === "u" ? 6 : 2;
  }
  offsets.push(Math.max(span.end - 1, span.start));
  return offsets;
}

interface Reader {
  readonly text: string;
  position: number;
  failure: { readonly message: string; readonly position: number } | undefined;
}

type Open =
  | { readonly kind: "array"; readonly start: number; readonly items: DataNode[] }
  | {
      readonly kind: "object";
      readonly start: number;
      readonly members: Member[];
      key: string;
      keySpan: Span;
    };

// Nesting is allowed to be 10000 deep, so the stack is our own. Gives undefined after a failure.
function readTree(r: Reader): DataNode | undefined {
  const stack: Open[] = [];
  for (;;) {
    let value = readValue(r, stack);
    if (r.failure !== undefined) return undefined;
    // A value ends as many collections as brackets follow it.
    while (value !== undefined) {
      const open = stack[stack.length - 1];
      if (open === undefined) return value;
      value = add(r, stack, open, value);
      if (r.failure !== undefined) return undefined;
    }
  }
}

// A scalar or an empty collection; undefined if a collection was opened or the text failed.
function readValue(r: Reader, stack: Open[]): DataNode | undefined {
  skipSpace(r);
  const start = r.position;
  switch (r.text[start]) {
    case "{": {
      if (!open(r, stack, { kind: "object", start, members: [], key: "", keySpan: nowhere }))
        return;
      skipSpace(r);
      if (r.text[r.position] === "}") return close(r, stack);
      readKey(r, stack[stack.length - 1] as Extract<Open, { kind: "object" }>);
      return undefined;
    }
    case "[":
      if (!open(r, stack, { kind: "array", start, items: [] })) return undefined;
      skipSpace(r);
      return r.text[r.position] === "]" ? close(r, stack) : undefined;
    case '"': {
      const value = readString(r);
      if (value === undefined) return undefined;
      return { kind: "string", span: { start, end: r.position }, value };
    }
    case "t":
      return readWord(r, "true")
        ? { kind: "bool", span: spanFrom(r, start), value: true }
        : undefined;
    case "f":
      return readWord(r, "false")
        ? { kind: "bool", span: spanFrom(r, start), value: false }
        : undefined;
    case "n":
      return readWord(r, "null") ? { kind: "null", span: spanFrom(r, start) } : undefined;
    default:
      return readNumber(r);
  }
}

function open(r: Reader, stack: Open[], opened: Open): boolean {
  if (stack.length >= maxDepth) {
    r.failure = { message: "exceeded max depth", position: r.position };
    return false;
  }
  r.position++;
  stack.push(opened);
  return true;
}

function close(r: Reader, stack: Open[]): DataNode {
  r.position++;
  const closed = stack.pop() as Open;
  const span = spanFrom(r, closed.start);
  return closed.kind === "array"
    ? { kind: "array", span, items: closed.items }
    : { kind: "object", span, members: closed.members };
}

function add(r: Reader, stack: Open[], open: Open, value: DataNode): DataNode | undefined {
  if (open.kind === "array") open.items.push(value);
  else open.members.push({ key: open.key, keySpan: open.keySpan, value });
  skipSpace(r);
  const next = r.text[r.position];
  if (next === ",") {
    r.position++;
    if (open.kind === "object") readKey(r, open);
    return undefined;
  }
  if (next === (open.kind === "array" ? "]" : "}")) return close(r, stack);
  fail(r, open.kind === "array" ? "after array element" : "after object key:value pair");
  return undefined;
}

function readKey(r: Reader, open: Extract<Open, { kind: "object" }>): void {
  skipSpace(r);
  const start = r.position;
  if (r.text[start] !== '"') {
    fail(r, "looking for beginning of object key string");
    return;
  }
  const key = readString(r);
  if (key === undefined) return;
  open.key = key;
  open.keySpan = spanFrom(r, start);
  skipSpace(r);
  if (r.text[r.position] === ":") r.position++;
  else fail(r, "after object key");
}

function readString(r: Reader): string | undefined {
  const start = r.position;
  r.position++;
  let escaped = false;
  for (;;) {
    const unit = r.text.charCodeAt(r.position);
    if (Number.isNaN(unit) || unit < 0x20) {
      fail(r, "in string literal");
      return undefined;
    }
    r.position++;
    if (unit === 0x22) break;
    if (unit !== 0x5c) continue;
    escaped = true;
    if (!readEscape(r)) return undefined;
  }
  const raw = r.text.slice(start + 1, r.position - 1);
  // A lone surrogate, escaped or not, is U+FFFD to Go.
  const value = escaped ? (JSON.parse(`"${raw}"`) as string) : raw;
  return value.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

function readEscape(r: Reader): boolean {
  const letter = r.text[r.position] ?? "";
  if (letter !== "u") {
    if (letter !== "" && 'bfnrt\\/"'.includes(letter)) {
      r.position++;
      return true;
    }
    fail(r, "in string escape code");
    return false;
  }
  r.position++;
  for (let i = 0; i < 4; i++) {
    if (!/[0-9a-fA-F]/.test(r.text[r.position] ?? "")) {
      fail(r, "in \\u hexadecimal character escape");
      return false;
    }
    r.position++;
  }
  return true;
}

function readWord(r: Reader, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (r.text[r.position] !== word[i]) {
      fail(r, `in literal ${word} (expecting '${word[i]}')`);
      return false;
    }
    r.position++;
  }
  return true;
}

function readNumber(r: Reader): DataNode | undefined {
  const start = r.position;
  const digits = (): number => {
    const from = r.position;
    while (/[0-9]/.test(r.text[r.position] ?? "")) r.position++;
    return r.position - from;
  };
  const negative = r.text[start] === "-";
  if (!negative && !/[0-9]/.test(r.text[start] ?? "")) {
    fail(r, "looking for beginning of value");
    return undefined;
  }
  if (negative) r.position++;
  if (r.text[r.position] === "0") {
    r.position++;
  } else if (digits() === 0) {
    fail(r, "in numeric literal");
    return undefined;
  }
  let integer = true;
  if (r.text[r.position] === ".") {
    integer = false;
    r.position++;
    if (digits() === 0) {
      fail(r, "after decimal point in numeric literal");
      return undefined;
    }
  }
  if (/[eE]/.test(r.text[r.position] ?? "")) {
    integer = false;
    r.position++;
    if (/[-+]/.test(r.text[r.position] ?? "")) r.position++;
    if (digits() === 0) {
      fail(r, "in exponent of numeric literal");
      return undefined;
    }
  }
  const literal = r.text.slice(start, r.position);
  const value = integer && literal.length < 30 ? BigInt(literal) : Number(literal);
  return { kind: "number", span: spanFrom(r, start), value };
}

function skipSpace(r: Reader): void {
  while (/[ \t\r\n]/.test(r.text[r.position] ?? "")) r.position++;
}

function spanFrom(r: Reader, start: number): Span {
  return { start, end: r.position };
}

// The character is a byte to Go: of a character beyond ASCII the first one, shown as if it were Latin-1.
function fail(r: Reader, context: string): void {
  const rune = r.text.codePointAt(r.position);
  if (rune === undefined) {
    r.failure = { message: unexpectedEnd, position: r.position };
    return;
  }
  const byte =
    rune < 0x80
      ? rune
      : rune < 0x800
        ? 0xc0 | (rune >> 6)
        : rune < 0x10000
          ? 0xe0 | (rune >> 12)
          : 0xf0 | (rune >> 18);
  r.failure = { message: `invalid character ${quoteByte(byte)} ${context}`, position: r.position };
}

function quoteByte(byte: number): string {
  if (byte === 0x27) return "'\\''";
  if (byte === 0x22) return "'\"'";
  return `'${quote(String.fromCharCode(byte)).slice(1, -1)}'`;
}

const unexpectedEnd = "unexpected end of JSON input";
const maxDepth = 10000;
const nowhere: Span = { start: 0, end: 0 };
