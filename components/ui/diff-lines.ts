/** A line of a difference, or the count of equal lines that are left out. */
export type DiffLine =
  | { readonly kind: "same" | "removed" | "added"; readonly text: string }
  | { readonly kind: "gap"; readonly lines: number };

/** Beyond this many pairs of lines a changed part is shown as removed and added as a whole: it stays quick. */
const pairsLimit = 1_000_000;

/** The lines that differ, with `context` equal lines around them; nothing where the texts are equal. */
export function diffLines(before: string, after: string, context = 1): DiffLine[] {
  if (before === after) return [];
  const old = before.split("\n");
  const young = after.split("\n");
  let head = 0;
  while (head < old.length && head < young.length && old[head] === young[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < young.length - head &&
    old[old.length - 1 - tail] === young[young.length - 1 - tail]
  )
    tail += 1;
  return [
    ...old.slice(Math.max(0, head - context), head).map(same),
    ...foldEqual(
      compare(old.slice(head, old.length - tail), young.slice(head, young.length - tail)),
      context,
    ),
    ...old.slice(old.length - tail, old.length - tail + context).map(same),
  ];
}

type Line = Exclude<DiffLine, { readonly kind: "gap" }>;

const same = (text: string): Line => ({ kind: "same", text });

// By the longest common subsequence, what is removed before what is added.
function compare(old: readonly string[], young: readonly string[]): Line[] {
  const removed = old.map((text): Line => ({ kind: "removed", text }));
  const added = young.map((text): Line => ({ kind: "added", text }));
  if (old.length * young.length > pairsLimit) return [...removed, ...added];
  const width = young.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < young.length) {
    if (old[i] === young[j]) {
      lines.push(same(old[i] ?? ""));
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      lines.push(...removed.slice(i, i + 1));
      i += 1;
    } else {
      lines.push(...added.slice(j, j + 1));
      j += 1;
    }
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}

// A gap of one line would be no shorter than the line.
function foldEqual(lines: readonly Line[], context: number): DiffLine[] {
  const folded: DiffLine[] = [];
  for (let start = 0; start < lines.length; ) {
    let end = start;
    while (lines[end]?.kind === "same") end += 1;
    const hidden = end - start - 2 * context;
    if (hidden > 1) {
      folded.push(
        ...lines.slice(start, start + context),
        { kind: "gap", lines: hidden },
        ...lines.slice(end - context, end),
      );
    } else {
      folded.push(...lines.slice(start, end));
    }
    if (end < lines.length) folded.push(...lines.slice(end, end + 1));
    start = end + 1;
  }
  return folded;
}
