import { Document, isMap, isSeq, parseAllDocuments, parseDocument, visit } from "yaml";
import { isShallowYaml } from "../yaml/shallow.ts";
import { type ParsedWorkspace, parseWorkspace } from "./parse-workspace.ts";
import type { Workspace } from "./workspace.ts";

/** Workspaces as a file: a YAML document each. They must be masked before: everything in them is written. */
export function writeWorkspaceFile(workspaces: readonly Workspace[]): string {
  return workspaces.map(writeWorkspace).join("---\n");
}

function writeWorkspace(workspace: Workspace): string {
  const document = new Document(workspace);
  // The list itself, with its comments, as the command reads it. A text that is no list stays a text.
  const text = workspace.tests ?? "";
  const tests = parseDocument(isShallowYaml(text) ? text : "", { prettyErrors: false });
  if (tests.errors.length === 0 && isSeq(tests.contents)) document.set("tests", tests.contents);
  visit(document, {
    Scalar(_, scalar) {
      const { value } = scalar;
      if (typeof value !== "string" || !value.includes("\n")) return;
      scalar.type = isPlainBlock(value) ? "BLOCK_LITERAL" : "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Whether a text can be a literal block: its blanks at the beginning, on empty lines and at the end are few. */
function isPlainBlock(text: string): boolean {
  if (
    /^\s|[^\n\t\x20-\x7e\xa0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]/.test(text)
  )
    return false;
  return text.split("\n").every((line) => line === "" || line.trim() !== "");
}

/**
 * The workspaces of a file: records of this version, one or several documents, or a List of them. Undefined if the text
 * is no such file. Never throws.
 */
export function readWorkspaceFile(text: string): readonly ParsedWorkspace[] | undefined {
  if (!mentionsWorkspace(text) || !isShallowYaml(text)) return undefined;
  try {
    const records: unknown[] = [];
    for (const document of parseAllDocuments(text, { prettyErrors: false })) {
      if (document.errors.length > 0) return undefined;
      const value: unknown = withTestsAsText(document, text).toJS({ maxAliasCount: 100 });
      records.push(...(itemsOf(value) ?? [value]));
    }
    if (records.length === 0 || !records.every(isRecord)) return undefined;
    return records.map((record) => parseWorkspace(record, { id: "", name: "Workspace" }));
  } catch {
    return undefined;
  }
}

// The page keeps the text of the list, comments included.
function withTestsAsText(document: Document.Parsed, text: string): Document.Parsed {
  const tests = isMap(document.contents) ? document.get("tests", true) : undefined;
  if (!isSeq(tests) || !tests.range) return document;
  const [start, , end] = tests.range;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const column = text.slice(lineStart, start).trim() === "" ? start - lineStart : 0;
  // Comments between the key and the list are part of it.
  const from = column === start - lineStart ? commentsBefore(text, lineStart) : start;
  const lines = text.slice(from, end).split("\n");
  document.set("tests", lines.map((line) => line.slice(leading(line, column))).join("\n"));
  return document;
}

function commentsBefore(text: string, lineStart: number): number {
  let at = lineStart;
  while (at > 0) {
    const previous = text.lastIndexOf("\n", at - 2) + 1;
    if (!text.slice(previous, at).trimStart().startsWith("#")) return at;
    at = previous;
  }
  return at;
}

/** How many of a line's blanks belong to the indentation of a list. */
function leading(line: string, column: number): number {
  return Math.min(column, line.length - line.trimStart().length);
}

/** Whether it is worth reading the text as YAML. */
function mentionsWorkspace(text: string): boolean {
  return text.includes("claimcheck/") && text.includes("Workspace");
}

function isRecord(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return kind === "Workspace" && typeof apiVersion === "string" && /^claimcheck\//.test(apiVersion);
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  const { kind, items } = (value ?? {}) as { kind?: unknown; items?: unknown };
  return kind === "List" && Array.isArray(items) ? items : undefined;
}
