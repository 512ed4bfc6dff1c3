import { hexValue, isDigit } from "../go/digits.ts";
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from "./characters.ts";
import {
  failScanning,
  isDocumentMarker,
  need,
  type Scanner,
  skip,
  skipBlanks,
  skipComment,
  skipLine,
  unitAt,
} from "./cursor.ts";

/**
 * The values of scalars, as the second half of scannerc.go reads them. Given a list, each function also writes where
 * in the text every UTF-16 unit of the value comes from.
 */
export interface ScannedScalar {
  readonly value: string;
  readonly end: number;
}

/** Text under construction, and the offsets it comes from if they are wanted. */
interface Piece {
  text: string;
  readonly offsets: number[] | undefined;
}

/** A block scalar, `|` or `>`, from its indicator to the end of its last line. */
export function scanBlockScalar(s: Scanner, literal: boolean, offsets?: number[]): ScannedScalar {
  skip(s);
  const { chomping, increment } = scanBlockHeader(s);
  skipBlanks(s);
  skipComment(s);
  if (!isBreakOrEnd(unitAt(s))) failScanning(s, "did not find expected comment or line break");
  if (isBreak(unitAt(s))) {
    need(s, 2);
    skipLine(s);
  }
  const value = newPiece(offsets);
  const leadingBreak = newPiece(offsets && []);
  const trailingBreaks = newPiece(offsets && []);
  const fixed = increment > 0 ? Math.max(s.indent, 0) + increment : 0;
  let { indent, end } = scanBlockBreaks(s, fixed, trailingBreaks);
  need(s, 1);
  let leadingBlank = false;
  while (s.column === indent && unitAt(s) !== 0) {
    const trailingBlank = isBlank(unitAt(s));
    if (!literal && !leadingBlank && !trailingBlank && leadingBreak.text.startsWith("\n")) {
      if (trailingBreaks.text === "") put(value, " ", leadingBreak.offsets?.[0] ?? 0);
      clear(leadingBreak);
    } else {
      move(value, leadingBreak);
    }
    move(value, trailingBreaks);
    leadingBlank = isBlank(unitAt(s));
    const start = s.position;
    while (!isBreakOrEnd(unitAt(s))) skip(s);
    need(s, 1);
    copy(value, s, start, s.position);
    need(s, 2);
    readLine(s, leadingBreak);
    ({ indent, end } = scanBlockBreaks(s, indent, trailingBreaks));
  }
  if (chomping !== -1) move(value, leadingBreak);
  if (chomping === 1) move(value, trailingBreaks);
  value.offsets?.push(Math.min(end, s.text.length));
  return { value: value.text, end: Math.min(end, s.text.length) };
}

/** A quoted scalar, from quote to quote. */
export function scanFlowScalar(s: Scanner, single: boolean, offsets?: number[]): ScannedScalar {
  skip(s);
  const quote = single ? 0x27 : 0x22;
  const value = newPiece(offsets);
  const whitespace = newPiece(offsets && []);
  const leadingBreak = newPiece(offsets && []);
  const trailingBreaks = newPiece(offsets && []);
  for (;;) {
    need(s, 4);
    if (isDocumentMarker(s)) failScanning(s, "found unexpected document indicator");
    if (unitAt(s) === 0) failScanning(s, "found unexpected end of stream");
    let leadingBlanks = false;
    while (!isBlankOrEnd(unitAt(s))) {
      const unit = unitAt(s);
      if (single && unit === quote && unitAt(s, 1) === quote) {
        put(value, "'", s.position);
        skip(s);
        skip(s);
      } else if (unit === quote) {
        break;
      } else if (!single && unit === 0x5c && isBreak(unitAt(s, 1))) {
        need(s, 3);
        skip(s);
        skipLine(s);
        leadingBlanks = true;
        break;
      } else if (!single && unit === 0x5c) {
        scanEscape(s, value);
      } else {
        const start = s.position;
        skip(s);
        copy(value, s, start, s.position);
      }
      need(s, 2);
    }
    need(s, 1);
    if (unitAt(s) === quote) break;
    leadingBlanks = scanBlanks(s, leadingBlanks, whitespace, leadingBreak, trailingBreaks);
    if (leadingBlanks) fold(value, leadingBreak, trailingBreaks);
    else move(value, whitespace);
    clear(whitespace);
  }
  value.offsets?.push(s.position);
  skip(s);
  return { value: value.text, end: s.position };
}

/** A scalar without quotes; it may go on over several lines. */
export function scanPlainScalar(s: Scanner, offsets?: number[]): ScannedScalar {
  const value = newPiece(offsets);
  const whitespace = newPiece(offsets && []);
  const leadingBreak = newPiece(offsets && []);
  const trailingBreaks = newPiece(offsets && []);
  const indent = s.indent + 1;
  let leadingBlanks = false;
  let end = s.position;
  for (;;) {
    need(s, 4);
    if (isDocumentMarker(s) || unitAt(s) === 0x23) break;
    const start = s.position;
    while (!isBlankOrEnd(unitAt(s))) {
      const unit = unitAt(s);
      if (unit === 0x3a && isBlankOrEnd(unitAt(s, 1))) break;
      if (s.flowLevel > 0 && isFlowIndicator(unit)) break;
      if (s.position === start) {
        if (leadingBlanks) fold(value, leadingBreak, trailingBreaks);
        else move(value, whitespace);
        clear(whitespace);
        leadingBlanks = false;
      }
      skip(s);
      end = s.position;
      need(s, 2);
    }
    copy(value, s, start, s.position);
    if (!(isBlank(unitAt(s)) || isBreak(unitAt(s)))) break;
    need(s, 1);
    leadingBlanks = scanBlanks(s, leadingBlanks, whitespace, leadingBreak, trailingBreaks, indent);
    if (s.flowLevel === 0 && s.column < indent) break;
  }
  if (leadingBlanks) s.simpleKeyAllowed = true;
  value.offsets?.push(end);
  return { value: value.text, end };
}

function scanBlockHeader(s: Scanner): { chomping: -1 | 0 | 1; increment: number } {
  need(s, 1);
  let chomping = scanChomping(s);
  const increment = scanIncrement(s);
  if (chomping === 0 && increment > 0) chomping = scanChomping(s);
  return { chomping, increment };
}

function scanChomping(s: Scanner): -1 | 0 | 1 {
  const unit = unitAt(s);
  if (unit !== 0x2b && unit !== 0x2d) return 0;
  skip(s);
  need(s, 1);
  return unit === 0x2b ? 1 : -1;
}

function scanIncrement(s: Scanner): number {
  const unit = unitAt(s);
  if (!isDigit(unit)) return 0;
  if (unit === 0x30) failScanning(s, "found an indentation indicator equal to 0");
  skip(s);
  need(s, 1);
  return unit - 0x30;
}

// Eats the indentation and empty lines; if the indentation is not known (0), the first line with text tells it.
function scanBlockBreaks(
  s: Scanner,
  indent: number,
  breaks: Piece,
): { indent: number; end: number } {
  let end = s.position;
  let maxIndent = 0;
  for (;;) {
    need(s, 1);
    while ((indent === 0 || s.column < indent) && unitAt(s) === 0x20) {
      skip(s);
      need(s, 1);
    }
    if (s.column > maxIndent) maxIndent = s.column;
    if ((indent === 0 || s.column < indent) && unitAt(s) === 0x09) {
      failScanning(s, "found a tab character where an indentation space is expected");
    }
    if (!isBreak(unitAt(s))) break;
    need(s, 2);
    readLine(s, breaks);
    end = s.position;
  }
  return { indent: indent === 0 ? Math.max(maxIndent, s.indent + 1, 1) : indent, end };
}

// Blanks and line breaks between the words of a flow or plain scalar. Gives whether a line break was among them.
function scanBlanks(
  s: Scanner,
  leadingBlanks: boolean,
  whitespace: Piece,
  leadingBreak: Piece,
  trailingBreaks: Piece,
  indent?: number,
): boolean {
  let broken = leadingBlanks;
  while (isBlank(unitAt(s)) || isBreak(unitAt(s))) {
    if (isBlank(unitAt(s))) {
      if (indent !== undefined && broken && s.column < indent && unitAt(s) === 0x09) {
        failScanning(s, "found a tab character that violates indentation");
      }
      if (!broken) put(whitespace, String.fromCharCode(unitAt(s)), s.position);
      skip(s);
    } else {
      need(s, 2);
      if (!broken) {
        clear(whitespace);
        readLine(s, leadingBreak);
        broken = true;
      } else {
        readLine(s, trailingBreaks);
      }
    }
    need(s, 1);
  }
  return broken;
}

// One line break becomes a space, more become one less.
function fold(value: Piece, leadingBreak: Piece, trailingBreaks: Piece): void {
  if (leadingBreak.text.startsWith("\n")) {
    if (trailingBreaks.text === "") put(value, " ", leadingBreak.offsets?.[0] ?? 0);
  } else {
    move(value, leadingBreak);
  }
  move(value, trailingBreaks);
  clear(leadingBreak);
}

function scanEscape(s: Scanner, value: Piece): void {
  const start = s.position;
  const unit = unitAt(s, 1);
  const length = unit === 0x78 ? 2 : unit === 0x75 ? 4 : unit === 0x55 ? 8 : 0;
  const simple = escapes[String.fromCharCode(unit)];
  if (length === 0 && simple === undefined) failScanning(s, "found unknown escape character");
  skip(s);
  skip(s);
  if (simple !== undefined) {
    put(value, simple, start);
    return;
  }
  need(s, length);
  let rune = 0;
  for (let k = 0; k < length; k++) {
    const digit = hexValue(unitAt(s, k));
    if (digit < 0) failScanning(s, "did not find expected hexdecimal number");
    rune = rune * 16 + digit;
  }
  if ((rune >= 0xd800 && rune <= 0xdfff) || rune > 0x10ffff) {
    failScanning(s, "found invalid Unicode character escape code");
  }
  put(value, String.fromCodePoint(rune), start);
  for (let k = 0; k < length; k++) skip(s);
}

// Reads a line break; CR, CRLF and NEL become LF.
function readLine(s: Scanner, into: Piece): void {
  const unit = unitAt(s);
  if (!isBreak(unit)) return;
  put(into, unit === 0x2028 || unit === 0x2029 ? String.fromCharCode(unit) : "\n", s.position);
  skipLine(s);
}

function isFlowIndicator(unit: number): boolean {
  return (
    unit === 0x2c || // ,
    unit === 0x3f || // ?
    unit === 0x5b || // [
    unit === 0x5d || // ]
    unit === 0x7b || // {
    unit === 0x7d // }
  );
}

function newPiece(offsets: number[] | undefined): Piece {
  return { text: "", offsets };
}

function put(piece: Piece, text: string, at: number): void {
  piece.text += text;
  for (let i = 0; piece.offsets !== undefined && i < text.length; i++) piece.offsets.push(at);
}

function copy(piece: Piece, s: Scanner, start: number, end: number): void {
  piece.text += s.text.slice(start, end);
  for (let at = start; piece.offsets !== undefined && at < end; at++) piece.offsets.push(at);
}

function move(piece: Piece, from: Piece): void {
  if (from.text === "") return;
  piece.text += from.text;
  for (const offset of from.offsets ?? []) piece.offsets?.push(offset);
  clear(from);
}

function clear(piece: Piece): void {
  piece.text = "";
  if (piece.offsets !== undefined) piece.offsets.length = 0;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
