import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import { type DataNode, findMember } from "../yaml/data.ts";
import type { LintContext, LintExpression } from "./context.ts";
import type { LintFix } from "./rule.ts";
import { createStringPlace, quoteText, type Replacement, type TextEdit } from "./string-place.ts";

/** A repair inside one expression, in offsets of the expression. */
export function fixExpression(
  context: LintContext,
  expression: LintExpression,
  title: string,
  replacements: readonly Replacement[],
): LintFix {
  return toFix(context, title, expression.place.edit(replacements));
}

/** A repair that gives a string field another value and keeps its quotes. */
export function fixString(
  context: LintContext,
  path: string,
  title: string,
  value: string,
  next: string,
): LintFix {
  const place = createStringPlace(context.text, context.locate(path), value);
  return toFix(context, title, place.edit([{ start: 0, end: value.length, text: next }]));
}

/** Puts an item at the end of a list of rules, which may not be there yet; undefined where that cannot be done. */
export function addItems(
  context: LintContext,
  path: string,
  field: string,
  items: readonly Readonly<Record<string, string>>[],
): readonly TextEdit[] | undefined {
  const parent = findData(context.data, path);
  if (parent?.kind !== "object") return undefined;
  const list = findMember(parent, field)?.value;
  if (list === undefined) return insertField(context.text, parent, field, items);
  if (list.kind !== "array" || list.items.length === 0) return undefined;
  return appendItems(context.text, list, items);
}

/** A fix of edits in the document that is looked at. */
export function toFix(context: LintContext, title: string, edits: readonly TextEdit[]): LintFix {
  const document: Diagnostic["document"] = context.document;
  return { title, edits: edits.map((edit) => ({ document, ...edit })) };
}

/** The value at a field path. */
export function findData(root: DataNode | undefined, path: string): DataNode | undefined {
  let data = root;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (name !== undefined) data = findMember(data, name)?.value;
    else data = data?.kind === "array" ? data.items[Number(index)] : undefined;
  }
  return data;
}

type Items = readonly Readonly<Record<string, string>>[];

function insertField(text: string, parent: DataNode, field: string, items: Items): TextEdit[] {
  if (isFlow(text, parent)) {
    const list = `[${items.map(formatFlow).join(", ")}]`;
    const quote = JSON.stringify(field);
    return [insertInFlow(text, parent.span, `${quote}: ${list}`)];
  }
  const indent = " ".repeat(columnOf(text, parent.span.start));
  const lines = [`${indent}${field}:`, ...items.flatMap((item) => formatBlock(item, indent))];
  return [insertLines(text, parent.span, lines)];
}

function appendItems(text: string, list: DataNode, items: Items): TextEdit[] {
  if (isFlow(text, list)) {
    return [insertInFlow(text, list.span, items.map(formatFlow).join(", "))];
  }
  const indent = " ".repeat(columnOf(text, list.span.start));
  return [
    insertLines(
      text,
      list.span,
      items.flatMap((item) => formatBlock(item, indent)),
    ),
  ];
}

function formatFlow(item: Readonly<Record<string, string>>): string {
  const members = Object.entries(item).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{${members.join(", ")}}`;
}

function formatBlock(item: Readonly<Record<string, string>>, indent: string): string[] {
  return Object.entries(item).map(
    ([key, value], i) => `${indent}${i === 0 ? "- " : "  "}${key}: ${quoteText(value)}`,
  );
}

// Before the bracket that closes, and behind the last value, whatever stands between them.
function insertInFlow(text: string, span: Span, insertion: string): TextEdit {
  let at = span.end - 1;
  while (at > span.start + 1 && /\s/.test(text[at - 1] ?? "")) at--;
  const before = text[at - 1] ?? "";
  const separator = "[{".includes(before) ? "" : before === "," ? " " : ", ";
  return { span: { start: at, end: at }, newText: separator + insertion };
}

// Behind the last line of a block, its comment included.
function insertLines(text: string, span: Span, lines: readonly string[]): TextEdit {
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const block = lines.join(lineBreak);
  if (/[\r\n]/.test(text[span.end - 1] ?? "")) {
    return { span: { start: span.end, end: span.end }, newText: block + lineBreak };
  }
  const rest = text.slice(span.end).search(/[\r\n]/);
  const at = rest < 0 ? text.length : span.end + rest;
  return { span: { start: at, end: at }, newText: lineBreak + block };
}

function isFlow(text: string, data: DataNode): boolean {
  return "[{".includes(text[data.span.start] ?? " ");
}

function columnOf(text: string, at: number): number {
  const before = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1));
  return at - before - 1;
}
