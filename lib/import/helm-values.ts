import type { Span } from "../source/span.ts";
import { findJsonEnd } from "./find-blocks.ts";
import { readJsonTree, readYamlDocuments } from "./read-yaml.ts";
import type { Entry, PlainTree, TextTree, Tree, UnknownPart } from "./tree.ts";

/** Values of a chart while they are put together of several sources, as helm does it. */
export type HelmValue =
  | HelmMap
  | { readonly kind: "list"; readonly items: Map<number, HelmValue>; readonly span: Span }
  | { readonly kind: "leaf"; readonly tree: Tree };

/** A mapping of such values. */
export interface HelmMap {
  readonly kind: "map";
  readonly members: Map<string, { readonly keySpan: Span; value: HelmValue }>;
  readonly span: Span;
  readonly unknown?: readonly UnknownPart[];
}

/** How the values of a line are read: --set, --set-string, --set-json. */
export type SetMode = "auto" | "string" | "json";

/** A line of values, and where a part of it is. */
export interface SetLine {
  readonly text: string;
  readonly place: (start: number, end: number) => Span;
}

/** No values yet. */
export function emptyValues(span: Span): HelmMap {
  return { kind: "map", members: new Map(), span };
}

/**
 * Writes `a.b=c,d[0]={x,y}` into the values; says why if helm refuses the line. Follows helm's pkg/strvals/parser.go:
 * a backslash takes the next character as it is.
 */
export function setValues(values: HelmMap, line: SetLine, mode: SetMode): string | undefined {
  const reader = new LineReader(line, mode);
  try {
    while (!reader.done) reader.readKey(values, 0);
    return undefined;
  } catch (failure) {
    if (failure instanceof LineFailure) return failure.message;
    throw failure;
  }
}

/** Writes the name without dots, as Terraform's type "literal" does. */
export function setMember(values: HelmMap, key: string, tree: Tree): void {
  values.members.set(key, { keySpan: tree.span, value: toValue(tree) });
}

/** Merges a file of values: mappings member by member, everything else is replaced (MergeMaps of helm's loader). */
export function mergeValues(values: HelmMap, tree: Tree): void {
  if (tree.kind !== "map") return;
  for (const { key, keySpan, value } of tree.entries) {
    const before = values.members.get(key)?.value;
    if (before?.kind === "map" && value.kind === "map") mergeValues(before, value);
    else values.members.set(key, { keySpan, value: toValue(value) });
  }
}

/** The values as a tree. A place in a list that nothing was written to is left out. */
export function treeOfValues(value: HelmValue): Tree {
  if (value.kind === "leaf") return value.tree;
  const { span } = value;
  if (value.kind === "list") {
    const sorted = [...value.items].sort(([a], [b]) => a - b);
    return { kind: "list", items: sorted.map(([, item]) => treeOfValues(item)), span };
  }
  const entries = [...value.members].map(
    ([key, member]): Entry => ({
      key,
      keySpan: member.keySpan,
      value: treeOfValues(member.value),
    }),
  );
  const { unknown } = value;
  return { kind: "map", entries, span, ...(unknown !== undefined && { unknown }) };
}

/** A file of values, whose characters are at `offsets`; undefined if it is not one document that can be read. */
export function readValuesFile(text: string, offsets: ArrayLike<number>): Tree | undefined {
  const [document, ...more] = readYamlDocuments(text);
  const { tree, start = 0 } = document ?? {};
  if (tree === undefined || more.length > 0) return undefined;
  const last = offsets[offsets.length - 1] ?? 0;
  return moveTree(tree, (offset) => offsets[start + offset] ?? last);
}

/** A tree with its places moved. */
export function moveTree(tree: Tree, move: (offset: number) => number): Tree {
  const moved = ({ start, end }: Span): Span => ({ start: move(start), end: move(end) });
  const span = moved(tree.span);
  switch (tree.kind) {
    case "text":
      return { ...tree, span, offsets: () => Array.from(tree.offsets(), move) };
    case "plain":
      return { ...tree, span };
    case "list":
      return { ...tree, span, items: tree.items.map((item) => moveTree(item, move)) };
    case "map":
      return {
        ...tree,
        span,
        entries: tree.entries.map(({ key, keySpan, value }) => ({
          ...{ key, keySpan: moved(keySpan), value: moveTree(value, move) },
        })),
      };
  }
}

// A list with parts that are not known stays as it is read.
function toValue(tree: Tree): HelmValue {
  if (tree.kind === "map") {
    const { span, unknown } = tree;
    const map: HelmMap = { ...emptyValues(span), ...(unknown !== undefined && { unknown }) };
    mergeValues(map, tree);
    return map;
  }
  if (tree.kind !== "list" || tree.unknown !== undefined) return { kind: "leaf", tree };
  const items = new Map(tree.items.map((item, i) => [i, toValue(item)] as const));
  return { kind: "list", items, span: tree.span };
}

class LineFailure extends Error {}

class LineReader {
  readonly line: SetLine;
  readonly mode: SetMode;
  at = 0;
  readonly budget: { left: number };

  constructor(line: SetLine, mode: SetMode) {
    this.line = line;
    this.mode = mode;
    this.budget = { left: 4 * line.text.length };
  }

  get done(): boolean {
    return this.at >= this.line.text.length;
  }

  fail(message: string): never {
    throw new LineFailure(message);
  }

  readKey(values: HelmMap, depth: number): void {
    const start = this.at;
    const { value: key, stop, end } = this.until("=[,.");
    const keySpan = this.line.place(start, end);
    if (stop === "") this.fail(`the key "${key}" has no value`);
    if (stop === ",") this.fail(`the key "${key}" has no value`);
    const before = values.members.get(key)?.value;
    const write = (value: HelmValue) => {
      // helm leaves out what has no name.
      if (key !== "") values.members.set(key, { keySpan, value });
    };
    if (stop === "=") write(this.readValue());
    else if (stop === "[") {
      if (before !== undefined && before.kind !== "list") this.fail(`"${key}" is no list`);
      const list = before?.kind === "list" ? before : newList(keySpan);
      this.readItem(list, depth);
      write(list);
    } else {
      if (depth >= deepest) this.fail(`a name has at most ${deepest} levels`);
      if (before !== undefined && before.kind !== "map") this.fail(`"${key}" is no mapping`);
      const inner = before?.kind === "map" ? before : emptyValues(keySpan);
      this.readKey(inner, depth + 1);
      write(inner);
    }
  }

  // Behind `[`.
  readItem(list: ReturnType<typeof newList>, depth: number): void {
    if (depth >= deepest) this.fail(`a name has at most ${deepest} levels`);
    const { value: index, stop } = this.until("]");
    if (stop === "" || !/^[+-]?\d{1,9}$/.test(index)) this.fail(`"${index}" is no index of a list`);
    const at = Number(index);
    if (at < 0 || at > highestIndex) this.fail(`the index ${at} is not allowed`);
    const { value: rest, stop: next } = this.until("[.=");
    if (rest !== "") this.fail(`"${rest}" behind the index is not expected`);
    const before = list.items.get(at);
    if (next === "=") list.items.set(at, this.readValue());
    else if (next === "[") {
      if (before !== undefined && before.kind !== "list") this.fail(`[${at}] is no list`);
      const inner = before?.kind === "list" ? before : newList(list.span);
      this.readItem(inner, depth + 1);
      list.items.set(at, inner);
    } else if (next === ".") {
      const inner = before?.kind === "map" ? before : emptyValues(list.span);
      this.readKey(inner, depth + 1);
      list.items.set(at, inner);
    } else this.fail("the index of a list has no value");
  }

  readValue(): HelmValue {
    if (this.mode === "json") return this.readJson();
    const { text } = this.line;
    const start = this.at;
    if (text[start] !== "{") return { kind: "leaf", tree: this.leaf(this.until(",")) };
    this.at++;
    const items = new Map<number, HelmValue>();
    for (;;) {
      const part = this.until(",}");
      if (part.stop === "") this.fail("a list must end with }");
      items.set(items.size, { kind: "leaf", tree: this.leaf(part) });
      if (part.stop === "}") break;
    }
    if (text[this.at] === ",") this.at++;
    return { kind: "list", items, span: this.line.place(start, this.at) };
  }

  readJson(): HelmValue {
    const { text, place } = this.line;
    this.skipBlanks();
    const start = this.at;
    const none = (): HelmValue => ({
      kind: "leaf",
      tree: { kind: "plain", value: null, written: "", span: place(start, start) },
    });
    if (this.done) return none();
    if (text[start] === ",") {
      this.at++;
      return none();
    }
    const end = this.endOfJson(start);
    const tree = end === undefined ? undefined : readJsonTree(text.slice(start, end));
    if (tree === undefined || end === undefined) this.fail("the value is no JSON");
    this.at = end as number;
    this.skipBlanks();
    if (text[this.at] === ",") this.at++;
    return toValue(moveTree(tree as Tree, (offset) => place(start + offset, start + offset).start));
  }

  endOfJson(start: number): number | undefined {
    const { text } = this.line;
    if (/[{[]/.test(text[start] ?? "")) return findJsonEnd(text, start, this.budget);
    let at = start;
    if (text[start] === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === "\\") at++;
      return at < text.length ? at + 1 : undefined;
    }
    while (at < text.length && !/[,\s]/.test(text[at] ?? "")) at++;
    return at;
  }

  skipBlanks(): void {
    while (/\s/.test(this.line.text[this.at] ?? "")) this.at++;
  }

  /** Up to one of these characters and past it; "" as the stop at the end of the line. */
  until(stops: string): Part {
    const { text } = this.line;
    let value = "";
    const offsets: number[] = [];
    while (this.at < text.length) {
      const character = text[this.at] as string;
      if (stops.includes(character)) {
        const end = this.at++;
        return { value, offsets, stop: character, end };
      }
      if (character === "\\") this.at++;
      if (this.at >= text.length) break;
      value += text[this.at] as string;
      offsets.push(this.at++);
    }
    return { value, offsets, stop: "", end: Math.min(this.at, text.length) };
  }

  // typedVal: a number must not begin with a zero.
  leaf({ value, offsets, end }: Part): TextTree | PlainTree {
    const { place } = this.line;
    const span = place(offsets[0] ?? end, end);
    const lower = value.toLowerCase();
    const plain = (typed: PlainTree["value"], written: string): PlainTree => ({
      ...{ kind: "plain", value: typed, written, span },
    });
    if (this.mode !== "string") {
      if (lower === "true" || lower === "false") return plain(lower === "true", lower);
      if (lower === "null") return plain(null, "");
      const digits = /^[+-]?[1-9]\d{0,18}$|^0$/.test(value) || /^[+-]0\d{0,17}$/.test(value);
      if (digits)
        return plain(BigInt(value.replace("+", "")), String(BigInt(value.replace("+", ""))));
    }
    return {
      ...{ kind: "text", value, span, style: "plain" },
      offsets: () => [...offsets, end].map((at) => place(at, at).start),
    };
  }
}

interface Part {
  readonly value: string;
  readonly offsets: readonly number[];
  readonly stop: string;
  readonly end: number;
}

function newList(span: Span) {
  return { kind: "list" as const, items: new Map<number, HelmValue>(), span };
}

/** MaxNestedNameLevel and MaxIndex. */
const deepest = 30;
const highestIndex = 65_536;
