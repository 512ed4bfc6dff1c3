import type { Choice } from "./choice.ts";

/** The entries that a search is about, the best first: titles that begin so, then words of titles, then other words. */
export function searchIssuers<Each extends Choice>(
  entries: readonly Each[],
  search: string,
): readonly Each[] {
  const words = fold(search)
    .split(" ")
    .filter((word) => word !== "");
  if (words.length === 0) return entries;
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry);
}

// Each word must be found; the weakest place counts.
function rankOf({ title, id, words }: Choice, search: readonly string[]): number {
  const name = fold(title);
  const others = [id, ...words].map(fold);
  return Math.min(
    ...search.map((word) => {
      if (name === word) return 5;
      if (name.startsWith(word)) return 4;
      if (` ${name}`.includes(` ${word}`)) return 3;
      if (others.some((other) => ` ${other}`.includes(` ${word}`))) return 2;
      return [name, ...others].some((other) => other.includes(word)) ? 1 : 0;
    }),
  );
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, " ")
    .trim();
}
