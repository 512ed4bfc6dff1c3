/** The one piece in which two texts differ: `before[start, end)` became `newText`. Undefined if they are equal. */
export function changedRange(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly newText: string } | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  // Blocks are compared at once: a large text has many.
  let start = 0;
  while (start + block <= shorter && before.startsWith(after.slice(start, start + block), start)) {
    start += block;
  }
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  // An editor's positions never are within a pair of surrogates.
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start -= 1;
  let tail = 0;
  while (
    tail + block <= shorter - start &&
    before.endsWith(
      after.slice(after.length - tail - block, after.length - tail),
      before.length - tail,
    )
  ) {
    tail += block;
  }
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  if (tail > 0 && isLow(before.charCodeAt(before.length - tail))) tail -= 1;
  return {
    start,
    end: before.length - tail,
    newText: after.slice(start, after.length - tail),
  };
}

/** UTF-16 units that are compared at once. */
const block = 4096;

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
