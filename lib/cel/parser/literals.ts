import type { Minor } from "../../kube/minor.ts";

/** A literal's value, or cel-go's words for why it has none. */
export type UnescapeResult<T> =
  | { readonly kind: "unescaped"; readonly value: T }
  | { readonly kind: "failed"; readonly message: string };

/**
 * The value of a string literal as written in the text, with its quotes and its prefix `r`.
 * Follows cel-go parser/unescape.go.
 */
export function unescapeString(literal: string, minor: Minor): UnescapeResult<string> {
  const { raw, body } = unquote(literal);
  if (raw || !body.includes("\\")) {
    return { kind: "unescaped", value: body };
  }
  let value = "";
  for (let i = 0; i < body.length; ) {
    const sequence = readEscape(body, i);
    if (sequence.code === undefined) {
      value += body.charAt(i);
    } else if (isValidRune(sequence.code)) {
      value += String.fromCodePoint(sequence.code);
    } else if (minor >= 33) {
      return { kind: "failed", message: "invalid unicode code point" };
    } else if (sequence.code > maxRune && sequence.code <= maxInt32) {
      return { kind: "failed", message: "unable to unescape string" };
    } else {
      // A surrogate, or a number that overflowed Go's rune: encoded as the replacement character.
      value += "\ufffd";
    }
    i = sequence.end;
  }
  return { kind: "unescaped", value };
}

/** The value of a bytes literal without its prefix `b`: octal and hexadecimal escapes are bytes, `\u` is refused. */
export function unescapeBytes(literal: string): UnescapeResult<Uint8Array> {
  const { raw, body } = unquote(literal);
  if (raw || !body.includes("\\")) {
    return { kind: "unescaped", value: encoder.encode(body) };
  }
  const bytes: number[] = [];
  for (let i = 0; i < body.length; ) {
    const sequence = readEscape(body, i);
    if (sequence.code !== undefined) {
      if (sequence.unicode) {
        return { kind: "failed", message: "unable to unescape string" };
      }
      bytes.push(sequence.code);
      i = sequence.end;
    } else {
      const character = String.fromCodePoint(body.codePointAt(i) ?? 0);
      bytes.push(...encoder.encode(character));
      i += character.length;
    }
  }
  return { kind: "unescaped", value: Uint8Array.from(bytes) };
}

/** Digits, or `0x` and hexadecimal ones, to a number; undefined if it surely has more than 64 bits. */
export function parseInteger(text: string, negative: boolean): bigint | undefined {
  const hex = text.startsWith("0x");
  const digits = (hex ? text.slice(2) : text).replace(/^0+(?=.)/, "");
  if (digits === "" || digits.length > 20) {
    return undefined;
  }
  const value = BigInt(hex ? `0x${digits}` : digits);
  return negative ? -value : value;
}

function unquote(literal: string): { readonly raw: boolean; readonly body: string } {
  const text = literal.includes("\r") ? literal.replace(/\r\n?/g, "\n") : literal;
  const raw = text.startsWith("r") || text.startsWith("R");
  const start = raw ? 1 : 0;
  const quote = text.charAt(start);
  const triple = text.length - start >= 6 && text.startsWith(quote.repeat(3), start);
  const width = triple ? 3 : 1;
  return { raw, body: text.slice(start + width, text.length - width) };
}

interface Escape {
  /** The number that the sequence represents; undefined for a character that is no escape. */
  readonly code: number | undefined;
  readonly end: number;
  /** `\u` and `\U`. */
  readonly unicode: boolean;
}

/** The lexer has seen to it that a sequence is complete. */
function readEscape(body: string, start: number): Escape {
  if (body.charAt(start) !== "\\") {
    return { code: undefined, end: start + 1, unicode: false };
  }
  const letter = body.charAt(start + 1);
  const digits = hexDigits.get(letter);
  if (digits !== undefined) {
    const end = start + 2 + digits;
    return {
      code: Number.parseInt(body.slice(start + 2, end), 16),
      end,
      unicode: digits > 2,
    };
  }
  if (letter >= "0" && letter <= "3") {
    const end = start + 4;
    return { code: Number.parseInt(body.slice(start + 1, end), 8), end, unicode: false };
  }
  const code = controlCharacters.get(letter) ?? letter.charCodeAt(0);
  return { code, end: start + 2, unicode: false };
}

function isValidRune(code: number): boolean {
  return code <= maxRune && (code < 0xd800 || code > 0xdfff);
}

const maxRune = 0x10ffff;
const maxInt32 = 0x7fffffff;
const encoder = new TextEncoder();
const hexDigits: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["X", 2],
  ["u", 4],
  ["U", 8],
]);
const controlCharacters: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);
