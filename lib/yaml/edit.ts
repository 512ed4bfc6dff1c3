import type { Span } from "../source/span.ts";
import type { ArrayData, DataNode, Member, ObjectData } from "./data.ts";
import { formatBelow, formatEntry, formatFlow, formatItem } from "./format.ts";
import { indentAt, lineBreakOf, lineEndOf, lineStartOf, trimmedEnd } from "./lines.ts";
import { type NewValue, toData } from "./new-value.ts";
import { quoteDouble, writeInFlow, writeLine } from "./quote.ts";

/** One replacement in a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/**
 * Gives a scalar another value. Double quotes and flow style are kept. Of a block scalar only the text goes; the line
 * break behind it stays.
 */
export function replaceScalar(text: string, span: Span, value: string): TextEdit {
  const old = text.slice(span.start, span.end);
  const end = old.endsWith("\n") ? span.end - (old.endsWith("\r\n") ? 2 : 1) : span.end;
  const inFlow = /[{,[]/.test(text.slice(lineStartOf(text, span.start), span.start));
  const newText = old.startsWith('"')
    ? quoteDouble(value)
    : inFlow
      ? writeInFlow(value)
      : writeLine(value);
  return { span: { start: span.start, end }, newText };
}

/** Puts a member behind the last one of a mapping, in the mapping's style. */
export function insertMember(
  text: string,
  object: ObjectData,
  key: string,
  value: NewValue,
): TextEdit {
  if (isFlow(text, object)) {
    const member = `${quoteDouble(key)}: ${formatFlow(toData(value), true)}`;
    return insertInFlow(text, object.span, member);
  }
  const indent = indentAt(text, object.span.start);
  return insertLines(text, object.span, formatEntry(key, toData(value), indent));
}

/** Puts an item behind the last one of a list, in the list's style. */
export function appendItem(text: string, list: ArrayData, value: NewValue): TextEdit {
  if (isFlow(text, list)) return insertInFlow(text, list.span, formatFlow(toData(value), true));
  const indent = indentAt(text, list.span.start);
  return insertLines(text, list.span, formatItem(toData(value), indent));
}

/** Gives a member another value of any kind; its key stays. */
export function replaceMember(
  text: string,
  object: ObjectData,
  member: Member,
  value: NewValue,
): TextEdit {
  const { value: old, keySpan } = member;
  if (isFlow(text, object) || (isFlow(text, old) && typeof value !== "string")) {
    return { span: old.span, newText: formatFlow(toData(value), true) };
  }
  if (typeof value === "string" && isScalar(old)) return replaceScalar(text, old.span, value);
  const indent = indentAt(text, keySpan.start);
  const newText = formatBelow(toData(value), indent).join(lineBreakOf(text));
  const colon = text.indexOf(":", keySpan.end);
  return { span: { start: colon + 1, end: trimmedEnd(text, old.span) }, newText };
}

/** Takes a member out, with its lines. Undefined if the mapping would be left empty or cannot be cut cleanly. */
export function removeMember(
  text: string,
  object: ObjectData,
  member: Member,
): TextEdit | undefined {
  if (object.members.length < 2) return undefined;
  const end = trimmedEnd(text, member.value.span);
  if (isFlow(text, object)) {
    const behind = /^\s*,\s*/.exec(text.slice(end));
    if (behind !== null) {
      return { span: { start: member.keySpan.start, end: end + behind[0].length }, newText: "" };
    }
    const before = text.slice(object.span.start, member.keySpan.start).trimEnd();
    if (!before.endsWith(",")) return undefined;
    const start = object.span.start + before.slice(0, -1).trimEnd().length;
    return { span: { start, end }, newText: "" };
  }
  const start = member.keySpan.start;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const restOfLine = text.slice(end).search(/\r?\n|$/);
  if (!/^\s*(?:#.*)?$/.test(text.slice(end, end + restOfLine))) return undefined;
  const next = end + restOfLine + (/^\r?\n/.exec(text.slice(end + restOfLine))?.[0].length ?? 0);
  // The first member of an item shares its line with the dash: the next one moves up to it.
  if (!/^ *$/.test(text.slice(lineStart, start))) {
    const second = [...object.members].sort((a, b) => a.keySpan.start - b.keySpan.start)[1];
    return second === undefined
      ? undefined
      : { span: { start, end: second.keySpan.start }, newText: "" };
  }
  return { span: { start: lineStart, end: next }, newText: "" };
}

/** Whether a mapping or list is written with brackets. */
function isFlow(text: string, data: DataNode): boolean {
  return "[{".includes(text[data.span.start] ?? " ");
}

function isScalar(data: DataNode): boolean {
  return data.kind !== "array" && data.kind !== "object";
}

// Before the bracket that closes, and behind the last value, whatever is between them.
function insertInFlow(text: string, span: Span, insertion: string): TextEdit {
  let at = span.end - 1;
  while (at > span.start + 1 && /\s/.test(text[at - 1] ?? "")) at--;
  const before = text[at - 1] ?? "";
  const separator = "[{".includes(before) ? "" : before === "," ? " " : ", ";
  return { span: { start: at, end: at }, newText: separator + insertion };
}

/** Puts lines behind the last line of a block, its comment included. */
export function insertLines(text: string, span: Span, lines: readonly string[]): TextEdit {
  const lineBreak = lineBreakOf(text);
  const block = lines.join(lineBreak);
  if (/[\r\n]/.test(text[span.end - 1] ?? "")) {
    return { span: { start: span.end, end: span.end }, newText: block + lineBreak };
  }
  const at = lineEndOf(text, span.end);
  return { span: { start: at, end: at }, newText: lineBreak + block };
}
