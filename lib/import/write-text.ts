import type { Span } from "../source/span.ts";
import { writeScalar } from "../yaml/write.ts";
import type { Holes } from "./holes.ts";
import type { Tree } from "./tree.ts";

/** A value to write; a leaf may know where in the pasted text it comes from. */
export type Written =
  | Leaf
  | string
  | boolean
  | readonly Written[]
  | { readonly [key: string]: Written | undefined };

/** A text or another scalar with its origin. */
export interface Leaf {
  readonly leaf: string | number | bigint | boolean | null;
  readonly from: Span;
}

/** A part of a text and where it comes from. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly from: Span;
}

/** YAML in block style, keys in the given order, and the origin of its scalars. */
export interface WrittenText {
  readonly text: string;
  readonly segments: readonly Segment[];
  /** The variables in it, as they are written. */
  readonly variables: readonly string[];
}

/**
 * Writes an object as YAML, the way people write such files: lists as deep as their key. `holes` puts the variables
 * back that readers hid.
 */
export function writeText(
  value: { readonly [key: string]: Written | undefined },
  holes: Holes,
): WrittenText {
  const w: Writer = { text: "", segments: [], holes, variables: [] };
  writeMap(w, value, 0, false);
  return { text: w.text, segments: w.segments, variables: [...new Set(w.variables)] };
}

/** A tree as it was read, for writing it again. `place` leads a span to the pasted text. */
export function toWritten(tree: Tree, place: (span: Span) => Span): Written {
  switch (tree.kind) {
    case "text":
      return { leaf: tree.value, from: place(tree.span) };
    case "plain":
      return { leaf: tree.value, from: place(tree.span) };
    case "list":
      return tree.items.map((item) => toWritten(item, place));
    case "map":
      return Object.fromEntries(
        tree.entries.map(({ key, value }) => [key, toWritten(value, place)]),
      );
  }
}

interface Writer {
  text: string;
  readonly segments: Segment[];
  readonly holes: Holes;
  readonly variables: string[];
}

function writeNode(w: Writer, value: Written, indent: number): void {
  if (isList(value)) {
    if (value.length === 0) w.text += " []\n";
    else {
      w.text += "\n";
      writeList(w, value, indent);
    }
  } else if (isMap(value)) {
    if (Object.values(value).every((v) => v === undefined)) w.text += " {}\n";
    else {
      w.text += "\n";
      writeMap(w, value, indent + 2, false);
    }
  } else {
    w.text += " ";
    writeLeaf(w, value, indent + 2);
  }
}

function writeList(w: Writer, list: readonly Written[], indent: number): void {
  for (const item of list) {
    w.text += `${" ".repeat(indent)}-`;
    if (isMap(item) && Object.values(item).some((v) => v !== undefined)) {
      w.text += " ";
      writeMap(w, item, indent + 2, true);
    } else if (isList(item) && item.length > 0) {
      w.text += "\n";
      writeList(w, item, indent + 2);
    } else writeNode(w, item, indent);
  }
}

function writeMap(
  w: Writer,
  map: { readonly [key: string]: Written | undefined },
  indent: number,
  afterDash: boolean,
): void {
  let first = afterDash;
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    w.text += first ? "" : " ".repeat(indent);
    first = false;
    w.text += `${writeScalar(reveal(w, key))}:`;
    writeNode(w, value, indent);
  }
}

function writeLeaf(w: Writer, value: Leaf | string | boolean, indent: number): void {
  const plain = typeof value === "object" ? value.leaf : value;
  const start = w.text.length;
  w.text += typeof plain === "string" ? scalar(reveal(w, plain), indent) : String(plain);
  if (typeof value === "object") {
    w.segments.push({ start, end: w.text.length, from: value.from });
  }
  w.text += "\n";
}

function reveal(w: Writer, masked: string): string {
  w.variables.push(...w.holes.list(masked));
  return w.holes.reveal(masked);
}

function scalar(text: string, indent: number): string {
  const literal = /^[^\s][^\r\t\ufeff]*\n$/.test(text) && !/[ ]\n|\n\n$/.test(text);
  if (!literal || [...text].some((c) => c < " " && c !== "\n")) return writeScalar(text);
  const lines = text.slice(0, -1).split("\n");
  return `|\n${lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line)).join("\n")}`;
}

function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}

function isMap(value: Written): value is { readonly [key: string]: Written | undefined } {
  return (
    typeof value === "object" && !Array.isArray(value) && !("leaf" in value && "from" in value)
  );
}
