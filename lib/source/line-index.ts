import type { Span } from "./span.ts";

/**
 * Positions of one text in the units of those who ask. Inside the product a position is a UTF-16 offset, as JavaScript
 * counts; the editor counts lines and columns from 1, Go and CEL count characters (code points). Nothing else converts.
 */
export interface LineIndex {
  readonly text: string;
  /** Offset of each line's first character. */
  readonly starts: readonly number[];
}

/** As the editor counts: both from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A span as the editor counts. */
export interface PositionRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Lines end with LF, CRLF or CR, as in the editor. */
export function createLineIndex(text: string): LineIndex {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return { text, starts };
}

/** The position of an offset; one beyond the text is its end. */
export function positionAt({ text, starts }: LineIndex, offset: number): Position {
  const clamped = Math.max(0, Math.min(offset, text.length));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= clamped) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: clamped - (starts[low] ?? 0) + 1 };
}

/** The offset of a position; a column beyond its line is the line's end. */
export function offsetAt({ text, starts }: LineIndex, { line, column }: Position): number {
  const index = Math.max(0, Math.min(line - 1, starts.length - 1));
  const start = starts[index] ?? 0;
  const end = index + 1 < starts.length ? lineEnd(text, starts[index + 1] ?? 0) : text.length;
  return Math.max(start, Math.min(start + column - 1, end));
}

/** The range of a span. */
export function rangeOf(index: LineIndex, span: Span): PositionRange {
  const start = positionAt(index, span.start);
  const end = positionAt(index, Math.max(span.start, span.end));
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** The span of a range. */
export function spanOf(index: LineIndex, range: PositionRange): Span {
  const start = offsetAt(index, { line: range.startLine, column: range.startColumn });
  const end = offsetAt(index, { line: range.endLine, column: range.endColumn });
  return { start, end: Math.max(start, end) };
}

/** The UTF-16 offset of the `count`th code point, from 0; beyond the text its end. */
export function toUtf16Offset(text: string, count: number): number {
  let offset = 0;
  for (let seen = 0; seen < count && offset < text.length; seen++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** How many code points stand before a UTF-16 offset; half of a pair counts as one. */
export function toCodePointOffset(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < offset && at < text.length; count++) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return count;
}

/** Whether a span holds an offset; a span without width holds its own place. */
export function contains(span: Span, offset: number): boolean {
  return offset >= span.start && (offset < span.end || offset === span.start);
}

// The end of the line that the next one's start follows, its line break left out.
function lineEnd(text: string, next: number): number {
  const feed = text[next - 1] === "\n" ? 1 : 0;
  const carriage = text[next - 1 - feed] === "\r" ? 1 : 0;
  return next - feed - carriage;
}
