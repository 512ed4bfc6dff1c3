import { lineOf } from "../source/lines.ts";
import type { Span } from "../source/span.ts";
import { type DataNode, findData } from "../yaml/data.ts";
import type { TextEdit } from "../yaml/edit.ts";
import { toData } from "../yaml/new-value.ts";
import type { AliasNode } from "../yaml/node.ts";
import { dataAfter, type FormChange } from "./change.ts";
import { duplicateItem, insertItem, moveItem, removeItem } from "./edit-list.ts";
import { insertEntry, removeEntry, rewriteValue } from "./edit-map.ts";
import { joinPath, type Segment, splitLast, splitPath } from "./path.ts";
import { editString } from "./scalar.ts";
import { isSameData } from "./value.ts";
import {
  type FormText,
  findAliases,
  lookAt,
  readFormText,
  type Written,
  type WrittenEntry,
  type WrittenNode,
} from "./written.ts";

/** The text after a change, or why it is not made. */
export type FormEdit =
  | { readonly kind: "edited"; readonly text: string; readonly edits: readonly TextEdit[] }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Changes the text as little as the change allows. What comes out is read again: the value at the path is the new one and
 * all others are as before, or the change is refused with the reason.
 */
export function editForm(text: string, change: FormChange): FormEdit {
  const before = readFormText(text);
  if (before.kind === "failed") return refuse("The text cannot be read.");
  const data = dataAfter(before.data, change);
  if (data === undefined) return refuse(`${change.path} is not in the text any more.`);
  if (isSameData(before.data, data)) return { kind: "edited", text, edits: [] };
  const found = walkTo(before, splitPath(change.path));
  for (const edit of listEdits(before, found, change, data)) {
    const edited = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
    const after = readFormText(edited);
    if (after.kind === "failed" || after.duplicates !== before.duplicates) continue;
    if (isSameData(after.data, data)) return { kind: "edited", text: edited, edits: [edit] };
  }
  return refuse(explain(before, found, change));
}

/** Several changes, one after the other; the first that is refused refuses all. */
export function editFormAll(text: string, changes: readonly FormChange[]): FormEdit {
  let edited = text;
  for (const change of changes) {
    const next = editForm(edited, change);
    if (next.kind === "refused") return next;
    edited = next.text;
  }
  if (edited === text) return { kind: "edited", text, edits: [] };
  return { kind: "edited", text: edited, edits: [differenceOf(text, edited)] };
}

type Read = Extract<FormText, { kind: "read" }>;

/** How far a path leads into the text. */
interface Walk {
  /** From the root on; the last one is the deepest that is there. */
  readonly nodes: readonly WrittenNode[];
  /** The keys on the way, of the nodes behind the root; an item has none. */
  readonly entries: readonly (WrittenEntry | undefined)[];
  readonly missing: readonly Segment[];
}

function walkTo({ text, root }: Read, segments: readonly Segment[]): Walk {
  const nodes: WrittenNode[] = root === undefined ? [] : [root];
  const entries: (WrittenEntry | undefined)[] = [];
  for (const [index, segment] of segments.entries()) {
    const node = nodes.at(-1);
    const written = node && lookAt(text, node);
    const entry =
      written?.kind === "map" && typeof segment === "string"
        ? written.entries.findLast(({ key }) => key === segment)
        : undefined;
    const next =
      entry?.value ??
      (written?.kind === "list" && typeof segment === "number"
        ? written.items[segment]
        : undefined);
    if (next === undefined) return { nodes, entries, missing: segments.slice(index) };
    nodes.push(next);
    entries.push(entry);
  }
  return { nodes, entries, missing: [] };
}

// What could make the change, the smallest edit first.
function* listEdits(
  before: Read,
  found: Walk,
  change: FormChange,
  data: DataNode,
): Generator<TextEdit> {
  const { text, json } = before;
  const node = found.nodes.at(-1);
  if (node === undefined) return;
  const written = lookAt(text, node);
  const reached = splitPath(change.path).slice(0, found.nodes.length - 1);
  const context = { text, json, inFlow: isInFlow(text, found) };
  const holder = { node, entry: found.entries.at(-1) };
  const rewrite = (value: DataNode | undefined) =>
    value === undefined ? [] : rewriteValue(context, holder, value);
  // The value is somewhere else: it is written out here, changed.
  const isWhole = change.kind === "remove" || change.kind === "rename";
  if (written.kind === "alias" && (found.missing.length > 0 || !isWhole)) {
    yield* rewrite(findData(data, joinPath(reached)));
    return;
  }
  switch (change.kind) {
    case "set": {
      if (found.missing.length === 0) {
        yield* setValue(context, written, toData(change.value));
        if (isBare(written)) yield* rewrite(toData(change.value));
        return;
      }
      const [name, ...deeper] = found.missing;
      const value = nest(deeper, toData(change.value));
      if (written.kind === "map" && typeof name === "string") {
        if (isBare(written)) yield* rewrite(nest([name], value));
        const order = found.missing.length === 1 ? (change.order ?? []) : [];
        yield* insertEntry(context, written, name, value, order);
      } else if (isBare(written)) yield* rewrite(findData(data, joinPath(reached)));
      return;
    }
    case "insert": {
      if (found.missing.length > 0 || isBare(written)) {
        const [name, ...deeper] = found.missing;
        const list = toData([change.value]);
        if (written.kind === "map" && typeof name === "string" && !isBare(written))
          yield* insertEntry(context, written, name, nest(deeper, list), []);
        else yield* rewrite(findData(data, joinPath(reached)));
      }
      if (written.kind === "list" && found.missing.length === 0)
        yield* insertItem(context, written, change.index, toData(change.value));
      return;
    }
    case "remove": {
      if (found.missing.length > 0) return;
      const parent = found.nodes.at(-2);
      const { last } = splitLast(change.path);
      if (parent === undefined) return;
      const around = lookAt(text, parent);
      const outer = { ...found, nodes: found.nodes.slice(0, -1) };
      const outerContext = { ...context, inFlow: isInFlow(text, outer) };
      if (around.kind === "map" && holder.entry !== undefined) {
        if (around.entries.length > 1) yield* removeEntry(outerContext, around, holder.entry);
      } else if (around.kind === "list" && typeof last === "number" && around.items.length > 1) {
        yield* removeItem(outerContext, around, last);
      }
      if (
        (around.kind === "map" ? around.entries : around.kind === "list" ? around.items : [])
          .length === 1
      )
        yield* rewriteValue(
          outerContext,
          { node: parent, entry: found.entries.at(-2) },
          toData(around.kind === "list" ? [] : {}),
        );
      return;
    }
    case "rename": {
      const key = found.entries.at(-1)?.keySpan;
      if (found.missing.length > 0 || key === undefined) return;
      const quoted = /^["']/.test(text.slice(key.start, key.end));
      yield { span: key, newText: quoted ? JSON.stringify(change.to) : change.to };
      return;
    }
    case "move":
      if (written.kind === "list") yield* moveItem(context, written, change.from, change.to);
      return;
    case "duplicate": {
      const item = findData(data, `${change.path}[${change.index}]`);
      if (written.kind !== "list" || item === undefined) return;
      const inside = written.items[change.index];
      // A copy of an anchor would take its aliases over.
      const named = findAliases(before.root).some(({ target }) => isWithin(target, inside));
      if (!named) yield* duplicateItem(context, written, change.index);
      yield* insertItem(context, written, change.index + 1, item);
    }
  }
}

// Nothing is written there that could be lost.
function isBare(written: Written): boolean {
  if (written.kind === "map") return written.entries.length === 0;
  if (written.kind === "list") return written.items.length === 0;
  return written.kind === "scalar";
}

function setValue(
  context: { readonly text: string; readonly inFlow: boolean },
  written: Written,
  value: DataNode,
): readonly TextEdit[] {
  if (written.kind !== "scalar") return [];
  if (value.kind === "string" && (written.string !== undefined || written.style === "json"))
    return editString(context.text, written, value.value, context.inFlow);
  if (value.kind === "bool") {
    const isNothing = written.span.start === written.span.end;
    return [{ span: written.span, newText: `${isNothing ? " " : ""}${value.value}` }];
  }
  return [];
}

function isInFlow(text: string, { nodes }: Walk): boolean {
  return nodes.slice(0, -1).some(({ span }) => "[{".includes(text[span.start] ?? " "));
}

function nest(segments: readonly Segment[], value: DataNode): DataNode {
  const nowhere: Span = { start: 0, end: 0 };
  return segments.reduceRight<DataNode>(
    (inner, segment) =>
      typeof segment === "number"
        ? { kind: "array", span: nowhere, items: [inner] }
        : {
            kind: "object",
            span: nowhere,
            members: [{ key: segment, keySpan: nowhere, value: inner }],
          },
    value,
  );
}

// Why no edit does: mostly because the value is shared.
function explain(before: Read, { nodes, missing }: Walk, change: FormChange): string {
  const { text } = before;
  const last = nodes.at(-1);
  const shared = findAliases(before.root).find(
    ({ target }) => nodes.includes(target) || isWithin(target, last),
  );
  if (shared !== undefined) return explainAnchor(text, shared);
  if (before.duplicates > 0)
    return "A key stands twice in the same mapping. Take one of the two out in the text.";
  if (missing.length > 0 && change.kind !== "set" && change.kind !== "insert")
    return "The value comes from a merge key (<<). Change it where it is written, in the text.";
  return "The form cannot change this without changing something else, because of how it is written here. Change it in the text.";
}

function explainAnchor(text: string, { name, span, target }: AliasNode): string {
  const here = lineOf(text, span.start);
  return `The value on line ${target.line + 1} has the anchor &${name}, and line ${here} uses it too: a change here would change both. Change it in the text.`;
}

function isWithin(inner: WrittenNode, outer: WrittenNode | undefined): boolean {
  return (
    outer !== undefined && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end
  );
}

function differenceOf(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    span: { start, end: before.length - tail },
    newText: after.slice(start, after.length - tail),
  };
}

function refuse(reason: string): FormEdit {
  return { kind: "refused", reason };
}
