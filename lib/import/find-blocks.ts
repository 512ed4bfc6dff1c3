import { lineEnd } from "../source/lines.ts";
import { findRawString } from "./raw-strings.ts";
import type { ShellCommand } from "./read-shell.ts";
import { readJsonTree } from "./read-yaml.ts";

/** A part of a text that has a grammar of its own. */
export interface Block {
  readonly span: { readonly start: number; readonly end: number };
  readonly sort: "fence" | "json" | "yaml" | "quote" | "raw";
  /** What is before each of its lines. */
  readonly margin?: string;
}

/** No more than a fence's own indentation, of blanks and tabs. */
export function indentation(margin: string): RegExp {
  return new RegExp(`^[ \\t]{0,${margin.length}}`);
}

/** Offsets in the text that is looked through. */
export type Range = Block["span"];

/** What is inside of quotes or a here-document is no block of its own; a line of JSON is a word with quotes in it. */
export function insidesOf(command: ShellCommand, text: string): Range[] {
  return [
    ...command.heredocs.map(({ span }) => span),
    ...[...command.words, ...command.assignments].flatMap(({ quoted, span: { start, end } }) => {
      const quote = quoted ? text.slice(start, end).search(/["'\\]/) : -1;
      return quote === -1 ? [] : [{ start: start + quote, end }];
    }),
  ];
}

/** Fenced code of Markdown, JSON values and YAML documents that begin at the beginning of a line. */
export function findBlocks(text: string, taken: readonly Range[]): Block[] {
  const blocks: Block[] = [];
  const inside = createFinder(taken);
  // Brackets that are never closed must not make every line read the rest of the text.
  const budget = { left: 4 * text.length };
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (inside(at)) {
      at = end + 1;
      continue;
    }
    const code = findCode(text, at, line) ?? findIndented(text, at, line) ?? findList(text, at);
    if (code !== undefined) {
      blocks.push(code.block);
      at = code.next;
      continue;
    }
    const quote = findQuotation(text, at, line);
    if (quote !== undefined) {
      blocks.push({ span: { start: at, end: quote }, sort: "quote", margin: "> " });
      at = quote;
      continue;
    }
    const literal = findRawString(text, at, line);
    if (literal !== undefined) {
      blocks.push({ span: literal, sort: "raw" });
      at = lineEnd(text, literal.end) + 1;
    } else if (/^\s*[{[]\s*(?:$|["{[])/.test(line)) {
      const close = findJsonEnd(text, at, budget);
      if (close !== undefined && readJsonTree(text.slice(at, close)) !== undefined) {
        blocks.push({ span: { start: at, end: close }, sort: "json" });
        at = lineEnd(text, close) + 1;
      } else at = end + 1;
    } else if (/^(?:apiVersion|kind|jwt|---)(?::(?:\s|$)|\s*$)/.test(line)) {
      // A key without its colon ends no block by itself: the search goes on behind the first line.
      const close = findYamlEnd(text, Math.min(end + 1, text.length));
      blocks.push({ span: { start: at, end: close }, sort: "yaml" });
      at = close;
    } else at = end + 1;
  }
  // A block that is the whole text would be read as it was read already.
  return blocks.filter(
    ({ span }) => text.slice(0, span.start).trim() !== "" || text.slice(span.end).trim() !== "",
  );
}

// Two lines at least that are quoted, as answers to a mail or an issue have them; terminals continue a command in the same way.
function findQuotation(text: string, from: number, line: string): number | undefined {
  if (!/^ {0,3}>(?: |$)/.test(line)) return undefined;
  const before = text.slice(text.lastIndexOf("\n", Math.max(from - 2, 0)) + 1, from);
  if (/<<|\\\s*$/.test(before)) return undefined;
  let at = lineEnd(text, from) + 1;
  let lines = 1;
  while (at < text.length && /^ {0,3}>/.test(text.slice(at, at + 4))) {
    at = lineEnd(text, at) + 1;
    lines += 1;
  }
  return lines < 2 ? undefined : Math.min(at, text.length);
}

interface Code {
  readonly block: Block;
  /** Where the search goes on. */
  readonly next: number;
}

// Fenced code of Markdown, also with its first line behind the fence and its end at the end of a line as chats have it, and
// listings of AsciiDoc.
function findCode(text: string, at: number, line: string): Code | undefined {
  const [head = "", margin = "", fence = ""] = /^([ \t]{0,12})(`{3,}|~{3,})/.exec(line) ?? [];
  if (fence !== "") {
    const glued = /^\s*(?:- |--|[\w.-]+:(?:\s|$))/.test(line.slice(head.length));
    const start = glued ? at + head.length : lineEnd(text, at) + 1;
    const close = findFence(text, Math.min(start, text.length), fence);
    const span = { start: Math.min(start, text.length), end: close.start };
    return {
      block: { span, sort: "fence", margin: glued ? "" : margin },
      next: close.end + 1,
    };
  }
  const inline = line.indexOf("```");
  if (inline > 0 && line.indexOf("```", inline + 3) === -1 && /^```\S/.test(line.slice(inline))) {
    const start = at + inline + 3;
    const end = text.indexOf("```", start);
    if (end !== -1)
      return { block: { span: { start, end }, sort: "fence" }, next: lineEnd(text, end) + 1 };
  }
  const before = text.slice(text.lastIndexOf("\n", Math.max(at - 2, 0)) + 1, at);
  if (/^-{4,80}\s*$/.test(line) && /^[[.]/.test(before)) {
    const start = Math.min(lineEnd(text, at) + 1, text.length);
    const close = findFence(text, start, line.trim());
    return { block: { span: { start, end: close.start }, sort: "fence" }, next: close.end + 1 };
  }
  return undefined;
}

function findFence(text: string, from: number, fence: string): Range {
  for (let at = from; at < text.length; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end).trim();
    if (line.startsWith(fence)) return { start: at, end };
    if (line.endsWith(fence)) return { start: text.lastIndexOf(fence, end), end };
    at = end + 1;
  }
  return { start: text.length, end: text.length };
}

// A document with the same indentation before each line, as code of Markdown and reStructuredText.
function findIndented(text: string, at: number, line: string): Code | undefined {
  const margin = /^(?: {2,12}|\t)(?=(?:apiVersion|kind|jwt):(?:\s|$))/.exec(line)?.[0];
  if (margin === undefined) return undefined;
  let end = at;
  while (end < text.length) {
    const stop = lineEnd(text, end);
    const own = text.slice(end, stop);
    if (own.trim() !== "" && !own.startsWith(margin)) break;
    end = Math.min(stop + 1, text.length);
  }
  return { block: { span: { start: at, end }, sort: "fence", margin }, next: end };
}

// Two arguments at least as items of a list, as a search for them in a manifest prints them.
function findList(text: string, from: number): Code | undefined {
  let at = from;
  let lines = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (!/^[ \t]{0,40}- ["']?(?:--[a-z]|oidc-[a-z-]{3,20}=)/.test(text.slice(at, end))) break;
    lines++;
    at = end + 1;
  }
  const end = Math.min(at, text.length);
  return lines < 2 ? undefined : { block: { span: { start: from, end }, sort: "yaml" }, next: end };
}

/** Behind the bracket that closes the one at `from`; undefined without one, or if the budget of units is used up. */
export function findJsonEnd(
  text: string,
  from: number,
  budget: { left: number },
): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length && budget.left > 0; i++) {
    budget.left--;
    const character = text[i];
    if (quoted) {
      if (character === "\\") i++;
      else if (character === '"') quoted = false;
      else if (character === "\n") return undefined;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

// Up to the first line that is neither blank, indented, a comment, an item, nor a key.
function findYamlEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (!/^(?:\s|$|#(?!#)|- |-$|---|\.\.\.|[}\]]|["']?[\w./-]+["']?:(?:\s|$))/.test(line))
      return at;
    at = end + 1;
  }
  return text.length;
}

/** Whether an offset is in one of the ranges, asked for in the order of the text. */
export function createFinder(ranges: readonly Range[]): (at: number) => boolean {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  let next = 0;
  let reached = -1;
  return (at) => {
    while (next < sorted.length && (sorted[next]?.start ?? 0) <= at) {
      reached = Math.max(reached, sorted[next]?.end ?? 0);
      next++;
    }
    return at < reached;
  };
}
