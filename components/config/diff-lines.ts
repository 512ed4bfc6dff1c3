/** A line of a difference. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/**
 * The lines that differ, with `context` lines around them; nothing where the texts are equal. A repair changes one
 * place or few places near each other, so what lies between the first and the last change is shown as a whole.
 */
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
  const same = (text: string): DiffLine => ({ kind: "same", text });
  return [
    ...old.slice(Math.max(0, head - context), head).map(same),
    ...old.slice(head, old.length - tail).map((text): DiffLine => ({ kind: "removed", text })),
    ...young.slice(head, young.length - tail).map((text): DiffLine => ({ kind: "added", text })),
    ...old.slice(old.length - tail, old.length - tail + context).map(same),
  ];
}
