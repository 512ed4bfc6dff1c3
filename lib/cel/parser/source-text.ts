import type { CelIssue } from "../program.ts";

/**
 * The text of an expression with the conversions that its findings need. cel-go counts code points, the editor
 * counts UTF-16 units; this is the one place in `lib/cel` that knows both. Follows cel-go common/source.go.
 */
export interface SourceText {
  /** The text; a lone surrogate is replaced by U+FFFD, as on its way to the server. */
  readonly text: string;
  /** Length in code points. */
  readonly length: number;
  /** For each line the code point offset at which the next one starts; the last entry is one past the end. */
  readonly lineOffsets: readonly number[];
  /** UTF-16 offset of each code point; absent if the two are the same. */
  readonly utf16Offsets?: Uint32Array;
}

/** A place as cel-go writes it: line from 1, column from 0 in code points. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** cel-go's `NoLocation`, printed as `-1:0`. */
const noLocation: Location = { line: -1, column: -1 };

/** Takes any string, also with lone surrogates. */
export function createSourceText(source: string): SourceText {
  const text = replaceLoneSurrogates(source);
  // Astral characters alone make the two countings differ.
  const utf16Offsets = surrogate.test(text) ? indexCodePoints(text) : undefined;
  const length = utf16Offsets === undefined ? text.length : utf16Offsets.length - 1;
  const lineOffsets: number[] = [];
  let from = text.indexOf("\n");
  while (from !== -1) {
    lineOffsets.push(utf16Offsets === undefined ? from + 1 : searchOffset(utf16Offsets, from + 1));
    from = text.indexOf("\n", from + 1);
  }
  lineOffsets.push(text === "" ? 0 : length + 1);
  return utf16Offsets === undefined
    ? { text, length, lineOffsets }
    : { text, length, lineOffsets, utf16Offsets };
}

/** UTF-16 offset to code point offset. */
export function toCodePointOffset(source: SourceText, utf16: number): number {
  return source.utf16Offsets === undefined ? utf16 : searchOffset(source.utf16Offsets, utf16);
}

/** Code point offset to UTF-16 offset; offsets outside the text are clamped to it. */
export function toUtf16Offset(source: SourceText, codePoint: number): number {
  const clamped = Math.max(0, Math.min(codePoint, source.length));
  return source.utf16Offsets?.[clamped] ?? clamped;
}

/** Line and column of a code point offset; a negative offset has none. */
export function locate(source: SourceText, codePoint: number): Location {
  if (codePoint < 0) {
    return noLocation;
  }
  if (source.length === 0) {
    // What ANTLR gives for the end of an empty text.
    return { line: 1, column: -1 };
  }
  let line = 1;
  let column = codePoint;
  for (const lineOffset of source.lineOffsets) {
    if (lineOffset > codePoint) {
      break;
    }
    line++;
    column = codePoint - lineOffset;
  }
  return { line, column };
}

/** A finding at UTF-16 offsets `[start, end)`; its line and column are computed. */
export function createIssue(
  source: SourceText,
  message: string,
  start: number,
  end: number,
): CelIssue {
  const location = locate(source, toCodePointOffset(source, start));
  return { message, start, end, line: location.line, column: location.column };
}

/** A finding without a place: it covers the whole text and prints as `-1:0`. */
export function createUnlocatedIssue(source: SourceText, message: string): CelIssue {
  return { message, start: 0, end: source.text.length, line: -1, column: -1 };
}

/**
 * cel-go's multi-line text of the findings, in its order: by place, the first 100 reported.
 * `issues` are in the order in which they were reported. Follows cel-go common/errors.go and error.go.
 */
export function formatIssues(source: string | SourceText, issues: readonly CelIssue[]): string {
  const text = typeof source === "string" ? createSourceText(source) : source;
  const printed = issues
    .slice(0, maxErrorsToReport)
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map((issue) => formatIssue(text, issue));
  if (issues.length > maxErrorsToReport) {
    printed.push(`${issues.length - maxErrorsToReport} more errors were truncated`);
  }
  return printed.join("\n");
}

function formatIssue(source: SourceText, issue: CelIssue): string {
  const head = `ERROR: <input>:${issue.line}:${issue.column + 1}: ${issue.message}`;
  const snippet = getSnippet(source, issue.line);
  if (snippet === undefined || countBytes(snippet) > maxSnippetLength) {
    return head;
  }
  const line = snippet.replaceAll("\t", " ");
  const characters = Array.from(line);
  let indicator = "";
  for (const character of characters.slice(0, Math.max(0, issue.column))) {
    indicator += isWide(character) ? "\uff0e" : ".";
  }
  indicator += isWide(characters[Math.max(0, issue.column)] ?? "") ? "\uff3e" : "^";
  return `${head}\n | ${line}\n | ${indicator}`;
}

function getSnippet(source: SourceText, line: number): string | undefined {
  if (source.length === 0 || line < 1 || line > source.lineOffsets.length) {
    return undefined;
  }
  const start = line === 1 ? 0 : (source.lineOffsets[line - 2] ?? 0);
  const end = (source.lineOffsets[line - 1] ?? source.length + 1) - 1;
  return source.text.slice(toUtf16Offset(source, start), toUtf16Offset(source, end));
}

/** cel-go takes every character of more than one byte for a wide one. */
function isWide(character: string): boolean {
  return character !== "" && character.charCodeAt(0) > 0x7f;
}

function countBytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair represents two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}

function replaceLoneSurrogates(text: string): string {
  return surrogate.test(text) ? text.replace(loneSurrogate, "\ufffd") : text;
}

function indexCodePoints(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let count = 0;
  for (let i = 0; i < text.length; count++) {
    offsets[count] = i;
    i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  }
  offsets[count] = text.length;
  return offsets.slice(0, count + 1);
}

/** The index of the last entry that is not beyond `utf16`. */
function searchOffset(offsets: Uint32Array, utf16: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= utf16) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

const surrogate = /[\ud800-\udfff]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Snippets of more bytes are left out of the text. */
const maxSnippetLength = 16384;
const maxErrorsToReport = 100;
