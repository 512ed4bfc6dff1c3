import type { Span } from "../source/span.ts";

/** The parts of two names in which they differ, as half-open ranges of UTF-16 offsets. */
export function markDifferences(a: string, b: string): { a: readonly Span[]; b: readonly Span[] } {
  if (a.length === b.length) {
    const spans = differingRuns(a, b);
    return { a: spans, b: spans };
  }
  if (a.toLowerCase().endsWith(b.toLowerCase())) return byOffset(a, b, a.length - b.length, 0);
  if (b.toLowerCase().endsWith(a.toLowerCase())) return byOffset(a, b, 0, b.length - a.length);
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end++;
  }
  return { a: span(start, a.length - end), b: span(start, b.length - end) };
}

function byOffset(a: string, b: string, fromA: number, fromB: number) {
  const runs = differingRuns(a.slice(fromA), b.slice(fromB));
  const shift = (by: number) =>
    runs.map(({ start, end }) => ({ start: start + by, end: end + by }));
  return { a: [...span(0, fromA), ...shift(fromA)], b: [...span(0, fromB), ...shift(fromB)] };
}

function differingRuns(a: string, b: string): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    const start = i;
    while (i < a.length && a[i] !== b[i]) i++;
    spans.push({ start, end: i });
  }
  return spans;
}

function span(start: number, end: number): Span[] {
  return start < end ? [{ start, end }] : [];
}
