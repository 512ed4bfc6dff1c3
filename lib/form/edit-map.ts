import type { DataNode } from "../yaml/data.ts";
import type { TextEdit } from "../yaml/edit.ts";
import { formatBelow, formatEntry, formatFlow, formatFlowKey, formatItem } from "../yaml/format.ts";
import {
  indentAt,
  lineBreakOf,
  lineEndOf,
  lineStartOf,
  nextLineOf,
  trimmedEnd,
} from "../yaml/lines.ts";
import type { Written, WrittenEntry, WrittenNode } from "./written.ts";

/** What an edit is made in. */
export interface EditContext {
  readonly text: string;
  readonly json: boolean;
  /** Whether the node is between brackets. */
  readonly inFlow: boolean;
}

type WrittenMap = Extract<Written, { kind: "map" }>;

/** A value and the key that it belongs to; an item of a list has none. */
export interface Holder {
  readonly node: WrittenNode;
  readonly entry: WrittenEntry | undefined;
}

/** Puts another value in the place of one, in the style of what is around it. */
export function rewriteValue(
  context: EditContext,
  { node, entry }: Holder,
  value: DataNode,
): readonly TextEdit[] {
  const { text, json, inFlow } = context;
  const flat = { span: node.span, newText: formatFlow(value, json) };
  if (json || inFlow) return [flat];
  const end = Math.max(trimmedEnd(text, node.span), node.span.start);
  const lineBreak = lineBreakOf(text);
  if (entry !== undefined) {
    const lines = formatBelow(value, indentAt(text, entry.keySpan.start));
    const colon = text.indexOf(":", entry.keySpan.end);
    return [{ span: { start: colon + 1, end }, newText: lines.join(lineBreak) }, flat];
  }
  const lead = text.slice(lineStartOf(text, node.span.start), node.span.start);
  const dash = lineStartOf(text, node.span.start) + lead.lastIndexOf("-");
  const indent = indentAt(text, dash);
  const lines = formatItem(value, indent).join(lineBreak).slice(indent.length);
  return [{ span: { start: dash, end }, newText: lines }, flat];
}

/** Puts a new key into a mapping: behind the one that comes before it in `order`, else behind the last one. */
export function insertEntry(
  { text, json }: EditContext,
  map: WrittenMap,
  key: string,
  value: DataNode,
  order: readonly string[],
): readonly TextEdit[] {
  const place = order.indexOf(key);
  const before = map.entries.findLast(
    ({ key: other }) => other !== undefined && place >= 0 && order.slice(0, place).includes(other),
  );
  const behind = before ?? map.entries.at(-1);
  if (map.flow) return insertInFlow(text, json, map, key, value, behind);
  if (behind === undefined) return [];
  const indent = indentAt(text, map.entries[0]?.keySpan.start ?? 0);
  return insertLines(text, behind, formatEntry(key, value, indent));
}

/** Takes a key of several out of its mapping, with its lines. */
export function removeEntry(
  { text }: EditContext,
  map: WrittenMap,
  entry: WrittenEntry,
): readonly TextEdit[] {
  const { start } = entry.keySpan;
  const end = Math.max(trimmedEnd(text, entry.value.span), entry.keySpan.end);
  const index = map.entries.findIndex(({ value }) => value === entry.value);
  if (map.flow) return cutFromFlow(map.entries, index, start, end, entriesSpan);
  const next = nextLineOf(text, end);
  const lineStart = lineStartOf(text, start);
  // The first key of an item is on the line of its dash: the next one moves up to it.
  if (/[^ ]/.test(text.slice(lineStart, start))) {
    const second = map.entries[index + 1];
    return second === undefined
      ? []
      : [{ span: { start, end: second.keySpan.start }, newText: "" }];
  }
  if (next > end && next > lineEndOf(text, end))
    return [{ span: { start: lineStart, end: next }, newText: "" }];
  // The last line of a text without a line break at its end.
  const previous = /(?:\r\n|\r|\n)$/.exec(text.slice(0, lineStart))?.[0].length ?? 0;
  return [{ span: { start: lineStart - previous, end: next }, newText: "" }];
}

/** Lines behind those of an entry or item; of a block that keeps its line breaks, behind these. */
export function insertLines(
  text: string,
  { value }: { readonly value: WrittenNode } & Partial<WrittenEntry>,
  lines: readonly string[],
): readonly TextEdit[] {
  const lineBreak = lineBreakOf(text);
  const block = lines.join(lineBreak);
  const at = lineEndOf(text, Math.max(trimmedEnd(text, value.span), value.span.start));
  const { end } = value.span;
  return [
    { span: { start: at, end: at }, newText: lineBreak + block },
    { span: { start: end, end }, newText: block + lineBreak },
  ];
}

/** Cuts one of several parts of brackets out, with a comma. */
export function cutFromFlow<T>(
  parts: readonly T[],
  index: number,
  start: number,
  end: number,
  spanOf: (part: T) => { readonly start: number; readonly end: number },
): readonly TextEdit[] {
  const next = parts[index + 1];
  if (next !== undefined) return [{ span: { start, end: spanOf(next).start }, newText: "" }];
  const previous = parts[index - 1];
  return previous === undefined
    ? []
    : [{ span: { start: spanOf(previous).end, end }, newText: "" }];
}

function entriesSpan({ keySpan, value }: WrittenEntry) {
  return { start: keySpan.start, end: Math.max(value.span.end, keySpan.end) };
}

function insertInFlow(
  text: string,
  json: boolean,
  map: WrittenMap,
  key: string,
  value: DataNode,
  behind: WrittenEntry | undefined,
): readonly TextEdit[] {
  const member = `${formatFlowKey(key, json)}: ${formatFlow(value, json)}`;
  if (behind === undefined) {
    const at = map.span.start + 1;
    return [{ span: { start: at, end: at }, newText: member }];
  }
  const at = entriesSpan(behind).end;
  return [
    { span: { start: at, end: at }, newText: `,${gapBefore(text, behind.keySpan.start)}${member}` },
  ];
}

/** What parts a piece of brackets from the one before: a blank, or a line of its own where the others have one. */
export function gapBefore(text: string, start: number): string {
  const lineStart = lineStartOf(text, start);
  const lead = text.slice(lineStart, start);
  return lineStart > 0 && /^[ \t]*$/.test(lead) ? lineBreakOf(text) + lead : " ";
}
