/** Line and column (both from 1, in UTF-16 units) of each offset, in the order given. Walks the text once. */
export function positionsOf(
  text: string,
  offsets: readonly number[],
): { line: number; column: number }[] {
  const order = offsets
    .map((offset, index) => ({ offset, index }))
    .sort((a, b) => a.offset - b.offset);
  const found: { line: number; column: number }[] = [];
  let line = 1;
  let lineStart = 0;
  for (const { offset, index } of order) {
    for (;;) {
      const end = text.indexOf("\n", lineStart);
      if (end === -1 || end >= offset) break;
      line += 1;
      lineStart = end + 1;
    }
    found[index] = { line, column: Math.max(0, offset - lineStart) + 1 };
  }
  return found;
}
