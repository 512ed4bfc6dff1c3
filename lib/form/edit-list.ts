import type { DataNode } from "../yaml/data.ts";
import type { TextEdit } from "../yaml/edit.ts";
import { formatFlow, formatItem } from "../yaml/format.ts";
import {
  indentAt,
  lineBreakOf,
  lineEndOf,
  lineStartOf,
  nextLineOf,
  trimmedEnd,
} from "../yaml/lines.ts";
import { cutFromFlow, type EditContext, gapBefore, insertLines } from "./edit-map.ts";
import type { Written, WrittenNode } from "./written.ts";

type WrittenList = Extract<Written, { kind: "list" }>;

/** Puts an item before the one at `index`, or behind the last one. */
export function insertItem(
  { text, json }: EditContext,
  list: WrittenList,
  index: number,
  value: DataNode,
): readonly TextEdit[] {
  const before = list.items[index];
  const last = list.items.at(-1);
  if (list.flow) {
    const flat = formatFlow(value, json);
    if (last === undefined) return [at(list.span.start + 1, flat)];
    if (before === undefined)
      return [at(last.span.end, `,${gapBefore(text, last.span.start)}${flat}`)];
    return [at(before.span.start, `${flat},${gapBefore(text, before.span.start)}`)];
  }
  const lines = formatItem(value, indentAt(text, list.span.start));
  if (before === undefined)
    return last === undefined ? [] : insertLines(text, { value: last }, lines);
  const { start } = listChunks(text, list)[index] ?? { start: 0 };
  const lineBreak = lineBreakOf(text);
  // The first dash may be on the line of another one.
  const lead = text.slice(lineStartOf(text, start), start);
  return [
    at(start, lines.join(lineBreak).slice(lead.length) + lineBreak + lead.replace(/[^ ]/g, " ")),
  ];
}

/** Takes one of several items out, with its lines and the comment above them. */
export function removeItem(
  { text }: EditContext,
  list: WrittenList,
  index: number,
): readonly TextEdit[] {
  const item = list.items[index];
  if (item === undefined) return [];
  if (list.flow)
    return cutFromFlow(list.items, index, item.span.start, item.span.end, ({ span }) => span);
  const chunks = listChunks(text, list);
  const [chunk, next, previous] = [chunks[index], chunks[index + 1], chunks[index - 1]];
  if (chunk === undefined) return [];
  // The first dash may be on the line of another one: the next item moves up to it.
  if (/[^ ]/.test(text.slice(lineStartOf(text, chunk.start), chunk.start)))
    return next === undefined
      ? []
      : [{ span: { start: chunk.start, end: next.start }, newText: "" }];
  const lineStart = lineStartOf(text, chunk.start);
  const end = nextLineOf(text, chunk.end);
  if (end > chunk.end || previous === undefined)
    return [{ span: { start: lineStart, end }, newText: "" }];
  return [{ span: { start: previous.end, end }, newText: "" }];
}

/** Lets an item and those up to another place change their places; what is between items stays where it is. */
export function moveItem(
  { text }: EditContext,
  list: WrittenList,
  from: number,
  to: number,
): readonly TextEdit[] {
  const chunks = list.flow ? list.items.map(({ span }) => span) : listChunks(text, list);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const moved = chunks.slice(low, high + 1);
  const order = moved.toSpliced(from - low, 1).toSpliced(to - low, 0, moved[from - low] as Chunk);
  const [first, last] = [moved[0], moved.at(-1)];
  if (first === undefined || last === undefined) return [];
  const newText = order
    .map((chunk, index) => {
      const [here, next] = [moved[index], moved[index + 1]];
      const gap = here && next ? text.slice(here.end, next.start) : "";
      return text.slice(chunk.start, chunk.end) + gap;
    })
    .join("");
  return [{ span: { start: first.start, end: last.end }, newText }];
}

/** Puts a copy of an item behind it, as it is written. */
export function duplicateItem(
  { text }: EditContext,
  list: WrittenList,
  index: number,
): readonly TextEdit[] {
  if (list.flow) return [];
  const chunk = listChunks(text, list)[index];
  if (chunk === undefined) return [];
  const indent = indentAt(text, chunk.start);
  const copy = text.slice(chunk.start, chunk.end);
  return [at(chunk.end, lineBreakOf(text) + indent + copy)];
}

interface Chunk {
  readonly start: number;
  readonly end: number;
}

/**
 * Where each item of a block is: from its dash, or the first line of the comment directly above it, to the end of its last
 * line, comment included.
 */
function listChunks(text: string, list: WrittenList): readonly Chunk[] {
  const column = list.span.start - lineStartOf(text, list.span.start);
  let from = list.span.start;
  return list.items.map((item, index) => {
    const dash = index === 0 ? list.span.start : findDash(text, from, column);
    const end = lineEndOf(text, Math.max(endOf(text, item), dash + 1));
    from = end;
    return { start: leadOf(text, dash, column), end };
  });
}

function endOf(text: string, { span }: WrittenNode): number {
  return trimmedEnd(text, span);
}

// The next line whose first character, at the column, is a dash.
function findDash(text: string, from: number, column: number): number {
  for (let start = nextLineOf(text, from); start < text.length; start = nextLineOf(text, start)) {
    const line = text.slice(start, lineEndOf(text, start));
    if (/^ *-(?:\s|$)/.test(line) && line.indexOf("-") === column) return start + column;
    if (nextLineOf(text, start) === start) break;
  }
  return from;
}

// Comments of the item's own indent, without an empty line between; they begin where the dash does.
function leadOf(text: string, dash: number, column: number): number {
  let lead = dash;
  for (let start = lineStartOf(text, dash); start > 0; ) {
    const above = lineStartOf(text, start - 1 - (text.startsWith("\r\n", start - 2) ? 1 : 0));
    const line = text.slice(above, start);
    if (!/^ *#/.test(line) || line.indexOf("#") !== column) break;
    lead = above + column;
    start = above;
  }
  return lead;
}

function at(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}
