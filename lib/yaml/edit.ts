import type { Span } from "../source/span.ts";
import type { ArrayData, DataNode, Member, ObjectData } from "./data.ts";
import { quoteScalar } from "./quote.ts";
import { writeScalar } from "./write.ts";

/** One replacement in a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** What can be put into a text. */
export type NewValue =
  | string
  | readonly NewValue[]
  | { readonly [key: string]: NewValue | undefined };

/**
 * Gives a scalar another value. Double quotes and flow style are kept. Of a block scalar only the text goes; the line
 * break behind it stays.
 */
export function replaceScalar(text: string, span: Span, value: string): TextEdit {
  const old = text.slice(span.start, span.end);
  const end = old.endsWith("\n") ? span.end - (old.endsWith("\r\n") ? 2 : 1) : span.end;
  const inFlow = /[{,[]/.test(lineBefore(text, span.start));
  const newText = old.startsWith('"')
    ? JSON.stringify(value)
    : inFlow
      ? quoteFlow(value)
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
    const member = `${JSON.stringify(key)}: ${formatFlow(value)}`;
    return insertInFlow(text, object.span, member);
  }
  const indent = indentOf(text, object.span.start);
  return insertLines(text, object.span, formatMember(key, value, indent));
}

/** Puts an item behind the last one of a list, in the list's style. */
export function appendItem(text: string, list: ArrayData, value: NewValue): TextEdit {
  if (isFlow(text, list)) return insertInFlow(text, list.span, formatFlow(value));
  const indent = indentOf(text, list.span.start);
  return insertLines(text, list.span, formatItem(value, indent));
}

/** Gives a member another value of any kind; its key stays. */
export function replaceMember(
  text: string,
  object: ObjectData,
  member: Member,
  value: NewValue,
): TextEdit {
  const { value: old, keySpan } = member;
  if (isFlow(text, object)) return { span: old.span, newText: formatFlow(value) };
  if (isFlow(text, old) && typeof value !== "string") {
    return { span: old.span, newText: formatFlow(value) };
  }
  if (typeof value === "string" && isScalar(old)) return replaceScalar(text, old.span, value);
  const indent = indentOf(text, keySpan.start);
  const [first = "", ...rest] = formatMember("", value, indent);
  const newText = [first.slice(indent.length + 1), ...rest].join(lineBreakOf(text));
  const colon = text.indexOf(":", keySpan.end);
  return { span: { start: colon + 1, end: contentEnd(text, old.span) }, newText };
}

/** Takes a member out, with its lines. Undefined if the mapping would be left empty or cannot be cut cleanly. */
export function removeMember(
  text: string,
  object: ObjectData,
  member: Member,
): TextEdit | undefined {
  if (object.members.length < 2) return undefined;
  const end = contentEnd(text, member.value.span);
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

/** The blanks before the column at which a block node begins. */
function indentOf(text: string, at: number): string {
  return " ".repeat(lineBefore(text, at).length);
}

/** Whether a mapping or list is written with brackets. */
function isFlow(text: string, data: DataNode): boolean {
  return "[{".includes(text[data.span.start] ?? " ");
}

function isScalar(data: DataNode): boolean {
  return data.kind !== "array" && data.kind !== "object";
}

function lineBefore(text: string, at: number): string {
  const before = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1));
  return text.slice(before + 1, at);
}

/** The end of a value without the line breaks behind it that belong to a block. */
export function contentEnd(text: string, span: Span): number {
  let end = span.end;
  while (end > span.start && /\s/.test(text[end - 1] ?? "")) end--;
  return end;
}

function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function formatMember(key: string, value: NewValue, indent: string): string[] {
  if (typeof value === "string") {
    if (!value.includes("\n")) return [`${indent}${key}: ${writeLine(value)}`];
    const lines = value.replace(/\n$/, "").split("\n");
    const head = `${indent}${key}: ${value.endsWith("\n") ? "|" : "|-"}`;
    return [head, ...lines.map((line) => (line === "" ? "" : `${indent}  ${line}`))];
  }
  if (isList(value)) {
    if (value.length === 0) return [`${indent}${key}: []`];
    return [`${indent}${key}:`, ...value.flatMap((item) => formatItem(item, indent))];
  }
  const members = membersOf(value);
  if (members.length === 0) return [`${indent}${key}: {}`];
  const deeper = `${indent}  `;
  return [
    `${indent}${key}:`,
    ...members.flatMap(([name, member]) => formatMember(name, member, deeper)),
  ];
}

function formatItem(value: NewValue, indent: string): string[] {
  if (typeof value === "string") return [`${indent}- ${writeLine(value)}`];
  if (isList(value)) return [`${indent}- ${formatFlow(value)}`];
  const deeper = `${indent}  `;
  const lines = membersOf(value).flatMap(([name, member]) => formatMember(name, member, deeper));
  const [first = "{}", ...rest] = lines;
  return [`${indent}- ${first.slice(deeper.length)}`, ...rest];
}

function formatFlow(value: NewValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(formatFlow).join(", ")}]`;
  const members = membersOf(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${formatFlow(member)}`,
  );
  return `{${members.join(", ")}}`;
}

function membersOf(value: { readonly [key: string]: NewValue | undefined }): [string, NewValue][] {
  return Object.entries(value).filter((each): each is [string, NewValue] => each[1] !== undefined);
}

function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value);
}

/** A text on one line: words as they are, everything else in single quotes unless it needs escapes. */
export function writeLine(value: string): string {
  if (/^[A-Za-z](?:[\w./@:-]*[\w/])?$/.test(value) && writeScalar(value) === value) return value;
  if (value === "") return '""';
  return quoteScalar(value);
}

/** The same between brackets, where a comma would end a plain scalar; double quotes are JSON's too. */
export function quoteFlow(value: string): string {
  return /^[A-Za-z][\w./-]*$/.test(value) && writeScalar(value) === value
    ? value
    : JSON.stringify(value);
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
  const rest = text.slice(span.end).search(/[\r\n]/);
  const at = rest < 0 ? text.length : span.end + rest;
  return { span: { start: at, end: at }, newText: lineBreak + block };
}
