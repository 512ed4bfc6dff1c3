import { isMap, isNode, isPair, isScalar, isSeq, type Node, parseDocument } from "yaml";
import type { Span } from "../source/span.ts";
import type { ObjectPath } from "./decode-object.ts";

/** How YAML is read here: as sigs.k8s.io/yaml, which is YAML 1.1 with merge keys. */
export const yamlOptions = {
  version: "1.1",
  merge: true,
  prettyErrors: false,
  stringKeys: false,
} as const;

/**
 * Spans of an object's parts, found when they are needed: an item is parsed once more, by itself. `text` is the
 * object's text (a list item with its dash or without) and `start` its offset in the file.
 */
export function createLocator(text: string, start: number): Locator {
  const { contents } = parseDocument(text, yamlOptions);
  const root = contents !== null && isSeq(contents) ? (contents.items[0] as Node) : contents;
  return {
    value(path) {
      const node = find(root, path);
      return node === undefined ? wholeOf(text, start) : spanOf(node, start);
    },
    key(path) {
      const parent = find(root, path.slice(0, -1));
      const last = path.at(-1);
      if (isMap(parent)) {
        for (const pair of parent.items) {
          if (keyOf(pair.key) === last && isNode(pair.key)) return spanOf(pair.key, start);
        }
      }
      return parent === undefined ? wholeOf(text, start) : spanOf(parent, start);
    },
    has: (path) => find(root, path) !== undefined,
  };
}

export interface Locator {
  /** The value at the path; the whole object where there is none. */
  value(path: ObjectPath): Span;
  /** The key that leads to it. */
  key(path: ObjectPath): Span;
  has(path: ObjectPath): boolean;
}

function find(root: unknown, path: ObjectPath): Node | undefined {
  let node: unknown = root;
  for (const part of path) {
    if (isMap(node)) node = node.items.find((pair) => keyOf(pair.key) === part)?.value;
    else if (isSeq(node) && typeof part === "number") node = node.items[part];
    else return undefined;
    if (isPair(node)) node = node.value;
  }
  return isNode(node) ? node : undefined;
}

function keyOf(key: unknown): string | number | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function spanOf(node: Node, offset: number): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start: offset + start, end: offset + end };
}

function wholeOf(text: string, start: number): Span {
  const from = text.search(/\S/);
  return { start: start + Math.max(from, 0), end: start + text.trimEnd().length };
}
