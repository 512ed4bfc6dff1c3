import { isDigit, isHexDigit } from "../../go/digits.ts";
import { type LexicalError, type Token, tokenTypes as t } from "./token.ts";

/** The tokens of a text and what could not be read. */
export interface LexResult {
  /** Without white space and comments; the last one is EOF. */
  readonly tokens: readonly Token[];
  readonly errors: readonly LexicalError[];
}

/**
 * Text to tokens by the lexer rules of cel-go's parser/gen/CEL.g4: the longest match wins, and if none is, the
 * characters read so far and the one that failed are skipped and reported.
 * `escapedIdentifiers` says whether the grammar of the version has back-quoted names.
 */
export function lex(text: string, escapedIdentifiers: boolean): LexResult {
  const tokens: Token[] = [];
  const errors: LexicalError[] = [];
  let position = 0;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (isWhitespace(code)) {
      position++;
      continue;
    }
    if (code === slash && text.charCodeAt(position + 1) === slash) {
      const newline = text.indexOf("\n", position);
      position = newline === -1 ? text.length : newline;
      continue;
    }
    const match = matchToken(text, position, code, escapedIdentifiers);
    if (match.type === failed) {
      // `end` is where the automaton stopped; that character goes with the error.
      const end = match.end + characterSize(text, match.end);
      errors.push({ start: position, end, before: tokens.length });
      position = end;
      continue;
    }
    tokens.push({ type: match.type, start: position, end: match.end });
    position = match.end;
  }
  tokens.push({ type: t.EOF, start: text.length, end: text.length });
  return { tokens, errors };
}

interface Match {
  readonly type: number;
  readonly end: number;
}

function matchToken(text: string, start: number, code: number, escaped: boolean): Match {
  if (isIdentifierStart(code)) {
    return matchWord(text, start);
  }
  if (isDigit(code) || (code === dot && isDigit(text.charCodeAt(start + 1)))) {
    return matchNumber(text, start);
  }
  if (code === doubleQuote || code === singleQuote) {
    const end = scanString(text, start, false);
    return end < 0 ? { type: failed, end: ~end } : { type: t.STRING, end };
  }
  if (code === backQuote && escaped) {
    return matchEscapedIdentifier(text, start);
  }
  return matchSymbol(text, start, code);
}

function matchSymbol(text: string, start: number, code: number): Match {
  const next = text.charCodeAt(start + 1);
  switch (code) {
    case 0x3d: // "=" alone is no token
      return next === equals
        ? { type: t.EQUALS, end: start + 2 }
        : { type: failed, end: start + 1 };
    case 0x26:
      return next === 0x26
        ? { type: t.LOGICAL_AND, end: start + 2 }
        : { type: failed, end: start + 1 };
    case 0x7c:
      return next === 0x7c
        ? { type: t.LOGICAL_OR, end: start + 2 }
        : { type: failed, end: start + 1 };
    case 0x21:
      return next === equals
        ? { type: t.NOT_EQUALS, end: start + 2 }
        : { type: t.EXCLAM, end: start + 1 };
    case 0x3c:
      return next === equals
        ? { type: t.LESS_EQUALS, end: start + 2 }
        : { type: t.LESS, end: start + 1 };
    case 0x3e:
      return next === equals
        ? { type: t.GREATER_EQUALS, end: start + 2 }
        : { type: t.GREATER, end: start + 1 };
    default: {
      const type = singleCharacters.get(code);
      return type === undefined ? { type: failed, end: start } : { type, end: start + 1 };
    }
  }
}

function matchWord(text: string, start: number): Match {
  let end = start + 1;
  while (isIdentifierPart(text.charCodeAt(end))) {
    end++;
  }
  const next = text.charCodeAt(end);
  if (next === doubleQuote || next === singleQuote) {
    const kind = stringPrefixes.get(text.slice(start, end));
    if (kind !== undefined) {
      const stringEnd = scanString(text, end, kind.raw);
      if (stringEnd >= 0) {
        return { type: kind.type, end: stringEnd };
      }
    }
  }
  return { type: keywords.get(text.slice(start, end)) ?? t.IDENTIFIER, end };
}

function matchNumber(text: string, start: number): Match {
  let end = start;
  if (text.charCodeAt(start) === zero && text.charCodeAt(start + 1) === 0x78) {
    end = start + 2;
    while (isHexDigit(text.charCodeAt(end))) {
      end++;
    }
    if (end > start + 2) {
      return isUnsignedSuffix(text.charCodeAt(end))
        ? { type: t.NUM_UINT, end: end + 1 }
        : { type: t.NUM_INT, end };
    }
    return { type: t.NUM_INT, end: start + 1 };
  }
  end = skipDigits(text, start);
  if (text.charCodeAt(end) === dot && isDigit(text.charCodeAt(end + 1))) {
    end = skipDigits(text, end + 1);
    return { type: t.NUM_FLOAT, end: skipExponent(text, end) };
  }
  const exponentEnd = skipExponent(text, end);
  if (exponentEnd > end) {
    return { type: t.NUM_FLOAT, end: exponentEnd };
  }
  return isUnsignedSuffix(text.charCodeAt(end))
    ? { type: t.NUM_UINT, end: end + 1 }
    : { type: t.NUM_INT, end };
}

function skipDigits(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) {
    end++;
  }
  return end;
}

function skipExponent(text: string, from: number): number {
  if ((text.charCodeAt(from) | 0x20) !== 0x65) {
    return from;
  }
  const sign = text.charCodeAt(from + 1);
  const digits = sign === 0x2b || sign === 0x2d ? from + 2 : from + 1;
  const end = skipDigits(text, digits);
  return end > digits ? end : from;
}

function matchEscapedIdentifier(text: string, start: number): Match {
  let end = start + 1;
  while (isEscapedPart(text.charCodeAt(end))) {
    end++;
  }
  return text.charCodeAt(end) === backQuote && end > start + 1
    ? { type: t.ESC_IDENTIFIER, end: end + 1 }
    : { type: failed, end };
}

/** The end of the string whose opening quote is at `start`, or `~index` of the character at which it fails. */
function scanString(text: string, start: number, raw: boolean): number {
  const quote = text.charAt(start);
  if (text.startsWith(quote + quote, start + 1)) {
    const end = scanTripleQuoted(text, start + 3, quote.repeat(3), raw);
    // Unclosed, its first two quotes still are the empty string.
    return end >= 0 ? end : start + 2;
  }
  let i = start + 1;
  for (;;) {
    const code = text.charCodeAt(i);
    if (Number.isNaN(code) || code === 0x0a || code === 0x0d) {
      return ~i;
    }
    if (code === quote.charCodeAt(0)) {
      return i + 1;
    }
    if (code === backslash && !raw) {
      i = scanEscape(text, i);
      if (i < 0) {
        return i;
      }
    } else {
      i++;
    }
  }
}

function scanTripleQuoted(text: string, from: number, quotes: string, raw: boolean): number {
  const close = text.indexOf(quotes, from);
  if (raw || close === -1) {
    return close === -1 ? -1 : close + 3;
  }
  let i = from;
  while (i < text.length) {
    if (text.startsWith(quotes, i)) {
      return i + 3;
    }
    if (text.charCodeAt(i) === backslash) {
      i = scanEscape(text, i);
      if (i < 0) {
        return i;
      }
    } else {
      i++;
    }
  }
  return -1;
}

/** The end of the escape sequence at `start`, or `~index` of the character that breaks it. */
function scanEscape(text: string, start: number): number {
  const letter = text.charAt(start + 1);
  if (letter !== "" && "abfnrtv\"'\\?`".includes(letter)) {
    return start + 2;
  }
  const sequence = escapes.get(letter);
  if (sequence === undefined) {
    return ~(start + 1);
  }
  for (let i = start + 2; i < start + 2 + sequence.digits; i++) {
    if (!sequence.isPart(text.charCodeAt(i))) {
      return ~i;
    }
  }
  return start + 2 + sequence.digits;
}

function characterSize(text: string, index: number): number {
  const code = text.codePointAt(index);
  return code === undefined ? 0 : code > 0xffff ? 2 : 1;
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}

function isOctalDigit(code: number): boolean {
  return code >= zero && code <= 0x37;
}

function isIdentifierStart(code: number): boolean {
  return ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f;
}

function isIdentifierPart(code: number): boolean {
  return isIdentifierStart(code) || isDigit(code);
}

/** Letters, digits, `_ . - /` and blanks are between back quotes. */
function isEscapedPart(code: number): boolean {
  return isIdentifierPart(code) || (code >= 0x2d && code <= 0x2f) || code === 0x20;
}

function isUnsignedSuffix(code: number): boolean {
  return code === 0x75 || code === 0x55;
}

const failed = 0;
const equals = 0x3d;
const slash = 0x2f;
const dot = 0x2e;
const zero = 0x30;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const backQuote = 0x60;
const backslash = 0x5c;

/** From "[" to "-" and from "?" to "%" the types are numbered in this order. */
const singleCharacters: ReadonlyMap<number, number> = new Map([
  ...Array.from("[]{}().,-", (c, i) => [c.charCodeAt(0), t.LBRACKET + i] as const),
  ...Array.from("?:+*/%", (c, i) => [c.charCodeAt(0), t.QUESTIONMARK + i] as const),
]);

const keywords: ReadonlyMap<string, number> = new Map([
  ["in", t.IN],
  ["true", t.TRUE],
  ["false", t.FALSE],
  ["null", t.NULL],
]);

/** What is before a quote: r, b and br, in either case each. */
const stringPrefixes: ReadonlyMap<string, { readonly type: number; readonly raw: boolean }> =
  new Map(
    ["r", "R", "b", "B", "br", "bR", "Br", "BR"].map((prefix) => [
      prefix,
      { type: /b/i.test(prefix) ? t.BYTES : t.STRING, raw: /r/i.test(prefix) },
    ]),
  );

interface EscapeKind {
  /** How many digits follow the letter. */
  readonly digits: number;
  readonly isPart: (code: number) => boolean;
}

const escapes: ReadonlyMap<string, EscapeKind> = new Map([
  ["x", { digits: 2, isPart: isHexDigit }],
  ["X", { digits: 2, isPart: isHexDigit }],
  ["u", { digits: 4, isPart: isHexDigit }],
  ["U", { digits: 8, isPart: isHexDigit }],
  ["0", { digits: 2, isPart: isOctalDigit }],
  ["1", { digits: 2, isPart: isOctalDigit }],
  ["2", { digits: 2, isPart: isOctalDigit }],
  ["3", { digits: 2, isPart: isOctalDigit }],
]);
