import type { Span } from "../../lib/source/span.ts";
import type { Position, Range } from "./protocol.ts";

/** Leads offsets of a text to lines; a line ends with "\n", "\r\n" or "\r", as the protocol counts them. */
export interface TextPlaces {
  positionAt(offset: number): Position;
  rangeOf(span: Span): Range;
}

/** Reads a text once. */
export function createPlaces(text: string): TextPlaces {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  const positionAt = (offset: number): Position => {
    const at = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (starts[low] ?? 0) };
  };
  return {
    positionAt,
    rangeOf: ({ start, end }) => ({
      start: positionAt(start),
      end: positionAt(Math.max(start, end)),
    }),
  };
}
