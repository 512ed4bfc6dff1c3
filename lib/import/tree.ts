import type { Span } from "../source/span.ts";

/** A value in one of the grammars that are read; spans are offsets in the text that was read. */
export type Tree = TextTree | PlainTree | ListTree | MapTree;

/** A string. */
export interface TextTree {
  readonly kind: "text";
  readonly value: string;
  readonly span: Span;
  /** "plain" for a YAML scalar without quotes, "block" for a block scalar or heredoc. */
  readonly style: "plain" | "quoted" | "block";
  /** Where each UTF-16 unit of the value is; the last entry is its end. */
  readonly offsets: () => ArrayLike<number>;
}

/** A number, a boolean, or nothing. */
export interface PlainTree {
  readonly kind: "plain";
  readonly value: number | bigint | boolean | null;
  /** As it is in the text. */
  readonly written: string;
  readonly span: Span;
}

/** A list. */
export interface ListTree {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly span: Span;
  readonly unknown?: readonly UnknownPart[];
}

/** A mapping, object, attribute set or block. */
export interface MapTree {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  readonly span: Span;
  readonly unknown?: readonly UnknownPart[];
}

/** A part of a list or mapping of which only its language knows what it holds, and which may hold more than is there. */
export interface UnknownPart {
  /**
   * "part": further items or entries; "condition": whether the items in its span are there; "call": what a function makes
   * of all of them.
   */
  readonly sort: "part" | "condition" | "call";
  readonly span: Span;
  /** The keys of its entries, if they are known. */
  readonly names?: readonly string[];
}

/** One key with its value. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Tree;
}

/** The value under a key; the last if there are several. Undefined if the tree is no mapping or lacks the key. */
export function get(tree: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  let found = tree;
  for (const key of path) {
    if (found?.kind !== "map") return undefined;
    found =
      found.entries.length < long
        ? found.entries.findLast((entry) => entry.key === key)?.value
        : indexOf(found).get(key);
  }
  return found;
}

/** A mapping of so many entries is searched once for all keys: every value inside of it asks for some. */
const long = 50;
const indexes = new WeakMap<MapTree, ReadonlyMap<string, Tree>>();

function indexOf(tree: MapTree): ReadonlyMap<string, Tree> {
  const known = indexes.get(tree);
  if (known !== undefined) return known;
  const index = new Map(tree.entries.map(({ key, value }) => [key, value]));
  indexes.set(tree, index);
  return index;
}

/** The text of a scalar as the cluster would read it into a string field; undefined for lists, mappings and null. */
export function textOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind === "text") return tree.value;
  if (tree?.kind === "plain" && tree.value !== null) return tree.written;
  return undefined;
}

/** The items of a list; none if it is no list. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === "list" ? tree.items : [];
}

/** The entries of a mapping; none if it is no mapping. */
export function entriesOf(tree: Tree | undefined): readonly Entry[] {
  return tree?.kind === "map" ? tree.entries : [];
}

/** A tree as plain data, without its places; whole numbers as numbers. */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case "text":
      return tree.value;
    case "plain":
      return typeof tree.value === "bigint" ? Number(tree.value) : tree.value;
    case "list":
      return tree.items.map(toPlain);
    case "map":
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, toPlain(value)]));
  }
}

/** Offsets that count up from `start`: of a string that is in the text as it is. */
export function countUp(start: number, length: number): Uint32Array {
  const offsets = new Uint32Array(length + 1);
  for (let i = 0; i <= length; i++) offsets[i] = start + i;
  return offsets;
}
