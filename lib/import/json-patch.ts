import type { Exploration, Place } from "./exploration.ts";
import { placeOf } from "./piece.ts";
import {
  type Entry,
  get,
  itemsOf,
  type ListTree,
  type MapTree,
  type Tree,
  textOf,
} from "./tree.ts";

/**
 * What the operations of a JSON patch (RFC 6902) write, as one value: each value under the members of its path, "-" and
 * numbers as items of a list. Undefined if the list is no such patch. What it removes is left out.
 */
export function readJsonPatch(list: ListTree): MapTree | undefined {
  const root = draft();
  for (const item of list.items) {
    const path = textOf(get(item, "path"));
    if (item.kind !== "map" || path === undefined || !/^(?:\/|$)/.test(path)) return undefined;
    const operation = textOf(get(item, "op")) ?? "";
    if (!operations.has(operation)) return undefined;
    const entry = item.entries.find(({ key }) => key === "value");
    if ((operation === "add" || operation === "replace") && entry !== undefined)
      write(root, path.split("/").slice(1).map(readPointer), entry);
  }
  if (root.members.size === 0) return undefined;
  const tree = toTree(root, list);
  return tree.kind === "map" ? tree : undefined;
}

const operations = new Set(["add", "replace", "remove", "test", "move", "copy"]);

interface Draft {
  readonly members: Map<string, Draft>;
  entry?: Entry;
  items: number;
}

function draft(): Draft {
  return { members: new Map(), items: 0 };
}

function write(root: Draft, path: readonly string[], entry: Entry): void {
  let at = root;
  for (const name of path) {
    // Each operation that appends has an item of its own.
    const key = name === "-" ? `-${at.items++}` : name;
    const next = at.members.get(key) ?? draft();
    at.members.set(key, next);
    at = next;
  }
  at.members.clear();
  at.entry = entry;
}

function toTree({ members, entry }: Draft, { span }: ListTree): Tree {
  const own = entry?.value;
  if (members.size === 0) return own ?? { kind: "map", entries: [], span };
  const names = [...members.keys()];
  // Behind a list or an index more is written into what is there.
  if (names.every((name) => /^-?\d+$/.test(name)) && own?.kind !== "map") {
    const before = own?.kind === "list" ? own.items : [];
    return {
      kind: "list",
      items: [...before, ...[...members.values()].map((one) => toTree(one, listOf(span)))],
      span,
    };
  }
  const before = own?.kind === "map" ? own.entries : [];
  const entries = [...members].map(([key, one]) => ({
    key,
    keySpan: one.entry?.keySpan ?? span,
    value: toTree(one, listOf(span)),
  }));
  return { kind: "map", entries: [...before, ...entries], span };
}

function listOf(span: ListTree["span"]): ListTree {
  return { kind: "list", items: [], span };
}

function readPointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Says whom a patch binds: its binding, and with it the role, is elsewhere (Kustomize, Ansible). */
export function refuseSubjects(
  x: Exploration,
  patched: MapTree,
  tree: ListTree,
  place: Place,
): void {
  const subjects = itemsOf(get(patched, "subjects"));
  const names = subjects.flatMap((one) => textOf(get(one, "name")) ?? []);
  if (names.length === 0) return;
  x.found.push({
    ...{ kind: "refused", format: "json-patch", title: "a patch of a binding", notes: [] },
    span: placeOf(place.piece, tree.span),
    reason: x.holes.reveal(
      `The patch changes the subjects of a binding (${names.slice(0, 5).join(", ")}); which role that gives is not in it. Render it first (kustomize build), or open the binding after it (kubectl get -o yaml).`,
    ),
    about: "bindings",
  });
}
