import { diffArrays } from "diff";

/** A line of a difference, or the count of equal lines that are left out. */
export type DiffLine =
  | { readonly kind: "same" | "removed" | "added"; readonly text: string }
  | { readonly kind: "gap"; readonly lines: number };

/** Texts that differ in more lines are shown as removed and added as a whole: it stays quick. */
const mostDifferences = 2000;

/** The lines that differ, with `context` equal lines around them; nothing if the texts are equal. */
export function diffLines(before: string, after: string, context = 1): DiffLine[] {
  if (before === after) return [];
  const old = before.split("\n");
  const young = after.split("\n");
  const parts = diffArrays(old, young, { maxEditLength: mostDifferences }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: young },
  ];
  return parts.flatMap(({ removed, added, value }, index): DiffLine[] => {
    if (removed) return value.map((text) => ({ kind: "removed", text }));
    if (added) return value.map((text) => ({ kind: "added", text }));
    return foldEqual(value, index > 0 ? context : 0, index < parts.length - 1 ? context : 0);
  });
}

/** Equal lines between two changes: `head` of them after the one, `tail` before the other. */
function foldEqual(texts: readonly string[], head: number, tail: number): DiffLine[] {
  const lines = texts.map((text): DiffLine => ({ kind: "same", text }));
  const hidden = lines.length - head - tail;
  const first = lines.slice(0, head);
  const last = tail === 0 ? [] : lines.slice(-tail);
  // What is before the first change and after the last one is left out without a word.
  if (head === 0 || tail === 0) return hidden > 0 ? [...first, ...last] : lines;
  // A gap of one line would be no shorter than the line.
  return hidden > 1 ? [...first, { kind: "gap", lines: hidden }, ...last] : lines;
}
