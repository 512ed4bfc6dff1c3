import type { Span } from "../../source/span.ts";
import { type DataNode, findMember } from "../../yaml/data.ts";
import { readYaml } from "../../yaml/document.ts";
import type { ObjectPath } from "./decode-object.ts";

/** Where the parts of one object stand in its file. */
export interface Locator {
  /** The value at the path; the closest thing around it where there is none. */
  value(path: ObjectPath): Span;
  /** The key that leads to it. */
  key(path: ObjectPath): Span;
  has(path: ObjectPath): boolean;
}

/**
 * Spans of an object's parts, found when they are needed: its text is parsed once more, by itself. `text` is the
 * object's text (a list item with its dash or without) and `start` its offset in the file.
 */
export function createLocator(text: string, start: number): Locator {
  const read = readYaml(text);
  const data = read.kind === "read" ? read.data : undefined;
  const root = data?.kind === "array" ? data.items[0] : data;
  const from = Math.max(text.search(/\S/), 0);
  const whole = { start: start + from, end: start + text.trimEnd().length };
  const shift = (span: Span) => ({ start: start + span.start, end: start + span.end });
  return {
    value(path) {
      for (let length = path.length; length > 0; length--) {
        const node = find(root, path.slice(0, length));
        if (node !== undefined) return shift(node.span);
      }
      return whole;
    },
    key(path) {
      const member = findMember(find(root, path.slice(0, -1)), String(path.at(-1)));
      return member === undefined ? whole : shift(member.keySpan);
    },
    has: (path) => find(root, path) !== undefined,
  };
}

function find(root: DataNode | undefined, path: ObjectPath): DataNode | undefined {
  let node = root;
  for (const part of path) {
    if (typeof part === "number") node = node?.kind === "array" ? node.items[part] : undefined;
    else node = findMember(node, part)?.value;
  }
  return node;
}
