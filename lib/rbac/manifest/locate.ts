import type { Span } from "../../source/span.ts";
import type { DataNode, Member, ObjectData } from "../../yaml/data.ts";
import { readYaml } from "../../yaml/document.ts";
import type { Origin } from "../types.ts";
import type { ObjectPath } from "./decode-object.ts";

/** Where the parts of one object are in its file. */
export interface Locator {
  /** The value at the path; the closest thing around it if there is none. */
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
  const members = createMemberIndex();
  const shift = (span: Span) => ({ start: start + span.start, end: start + span.end });
  return {
    value(path) {
      for (let length = path.length; length > 0; length--) {
        const node = find(root, path.slice(0, length), members);
        if (node !== undefined) return shift(node.span);
      }
      return whole;
    },
    key(path) {
      const member = members(find(root, path.slice(0, -1), members), String(path.at(-1)));
      return member === undefined ? whole : shift(member.keySpan);
    },
    has: (path) => find(root, path, members) !== undefined,
  };
}

const locators = new WeakMap<Origin, Locator>();

/**
 * The locator of a role or binding in `text`, the document that it was read from; made once for an object. Undefined if
 * the object is from elsewhere.
 */
export function locateObject(origin: Origin, text: string): Locator | undefined {
  const { kind, file, span } = origin;
  if (kind !== "document" || file !== undefined || span === undefined) return undefined;
  const known = locators.get(origin) ?? createLocator(text.slice(span.start, span.end), span.start);
  locators.set(origin, known);
  return known;
}

type MemberIndex = (data: DataNode | undefined, key: string) => Member | undefined;

/** Finds members by name, each object indexed once: an object may have as many findings as it has members. */
function createMemberIndex(): MemberIndex {
  const indexes = new Map<ObjectData, ReadonlyMap<string, Member>>();
  return (data, key) => {
    if (data?.kind !== "object") return undefined;
    let index = indexes.get(data);
    if (index === undefined) {
      // The last of several counts, as for the decoder.
      index = new Map(data.members.map((member) => [member.key, member]));
      indexes.set(data, index);
    }
    return index.get(key);
  };
}

function find(
  root: DataNode | undefined,
  path: ObjectPath,
  members: MemberIndex,
): DataNode | undefined {
  let node = root;
  for (const part of path) {
    if (typeof part === "number") node = node?.kind === "array" ? node.items[part] : undefined;
    else node = members(node, part)?.value;
  }
  return node;
}
