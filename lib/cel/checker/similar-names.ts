import type { Environment } from "../environment.ts";

/**
 * The names that an unknown one may have been meant as, which 1.38 adds to its messages: at most two, the nearest.
 * Follows cel-go common/env/catalog.go Catalog.Find, and the catalog of cel/env.go initChecker: the variable, the
 * functions and operators, the standard types, the macros.
 */
export function findSimilarNames(environment: Environment, name: string): readonly string[] {
  const names = catalogOf(environment);
  if (name === "") return [];
  if (names.has(name)) return [name];
  const sameForm = [...names].filter((each) => each.includes(".") === name.includes("."));
  const size = new TextEncoder().encode(name).length;
  const most = size <= 3 ? 1 : size > 8 ? Math.floor(size / 3) : 2;
  const distances = sameForm.map((each) => ({ each, distance: editDistance(name, each) }));
  const least = Math.min(...distances.map(({ distance }) => distance));
  if (least <= most) {
    return nearest(distances.filter(({ distance }) => distance === least).map(({ each }) => each));
  }
  return size >= 2 ? nearest(sameForm.filter((each) => each.startsWith(name))) : [];
}

/** What a message says of them, with the blank before it. Follows cel-go checker/errors.go formatSuggestionSuffix. */
export function formatSimilarNames(name: string, [first, second]: readonly string[]): string {
  if (first === undefined || first === name) return "";
  return second === undefined
    ? ` (did you mean '${first}'?)`
    : ` (did you mean '${first}' or '${second}'?)`;
}

const catalogs = new WeakMap<Environment, ReadonlySet<string>>();

function catalogOf(environment: Environment): ReadonlySet<string> {
  let names = catalogs.get(environment);
  if (names === undefined) {
    names = new Set([
      environment.variable,
      ...environment.functions.keys(),
      ...standardTypes,
      ...environment.macros.map((macro) => macro.name),
    ]);
    catalogs.set(environment, names);
  }
  return names;
}

function nearest(names: readonly string[]): readonly string[] {
  return [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)).slice(0, 2);
}

// EditDistance: insertions, deletions, substitutions and swaps of neighbours, with its short cuts.
function editDistance(one: string, other: string): number {
  const a = [...one];
  const b = [...other];
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  if (a.length >= 16 && a.length * 2 >= b.length * 3) return a.length - b.length;
  if (b.length >= 16 && b.length * 2 >= a.length * 3) return b.length - a.length;
  if (a.length * b.length > 64 * 64) return Number.POSITIVE_INFINITY;
  const threshold = Math.floor(Math.max(a.length, b.length) / 3);
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + changed,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    if (Math.min(...row) > threshold) return Number.POSITIVE_INFINITY;
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}

/** stdlib.Types() of cel-go common/stdlib/standard.go. */
const standardTypes: readonly string[] = [
  ...["bool", "bytes", "double", "google.protobuf.Duration", "google.protobuf.Timestamp", "int"],
  ...["list", "map", "null_type", "string", "type", "uint"],
];
