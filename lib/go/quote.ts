import { decodeRune, isAscii, toByteString } from "./byte-string.ts";

/** A Go string literal of the text in double quotes: strconv.Quote, `%q`. */
export function quote(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  return quoteBytes(toByteString(text));
}

/** strconv.Quote of a byte string (see byte-string.ts): invalid UTF-8 is written as `\xff`. */
export function quoteBytes(bytes: string): string {
  if (isAscii(bytes) && isPlain(bytes)) return `"${bytes}"`;
  let quoted = '"';
  for (let at = 0; at < bytes.length; ) {
    const [rune, width] = decodeRune(bytes, at);
    quoted +=
      width === 1 && rune === 0xfffd ? `\\x${hex(bytes.charCodeAt(at), 2)}` : escapeRune(rune);
    at += width;
  }
  return `${quoted}"`;
}

/** Whether Go prints the rune as it is: letters, marks, numbers, punctuation, symbols and the ASCII space (strconv.IsPrint). */
function isPrint(rune: number): boolean {
  return printable.test(String.fromCodePoint(rune));
}

/** The rune's number and, where it is printed, the rune itself: `%#U`. */
export function showRune(rune: number): string {
  const number = `U+${hex(rune, 4).toUpperCase()}`;
  return isPrint(rune) ? `${number} '${String.fromCodePoint(rune)}'` : number;
}

// A text in which nothing needs a backslash: printable ASCII without quote and backslash.
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false;
  }
  return true;
}

function escapeRune(rune: number): string {
  const short = shortEscapes[rune];
  if (short !== undefined) return short;
  if (isPrint(rune)) return String.fromCodePoint(rune);
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex(rune, 2)}`;
  return rune < 0x10000 ? `\\u${hex(rune, 4)}` : `\\U${hex(rune, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const shortEscapes: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  34: '\\"',
  92: "\\\\",
};
