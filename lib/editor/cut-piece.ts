import { lineEnd } from "../source/lines.ts";

/** A piece of a large text in which an editor's cursor is, as a text of its own. */
export interface CutPiece {
  readonly text: string;
  /** What is added to an offset of the piece for the whole text. */
  readonly shift: number;
  /** Of the list's item that the piece is; absent if it is a document. */
  readonly index?: number;
}

/**
 * The item of a top-level list in block style ("jwt", "items") around an offset, else the YAML document: what an editor
 * says there is the same as with the whole text, as far as it follows from the item alone. The item is given below the
 * key of its list. Undefined if nothing smaller than the text can be cut out for certain. Linear, a look at the beginning
 * of each line.
 */
export function cutPiece(text: string, offset: number, key: string): CutPiece | undefined {
  const from = documentStart(text, offset);
  const end = documentEnd(text, offset);
  const item = cutItem(text, offset, key, from, end);
  if (item !== undefined) return item;
  if (from === 0 && end === text.length) return undefined;
  return { text: text.slice(from, end), shift: from };
}

// Behind the last separator before the offset.
function documentStart(text: string, offset: number): number {
  for (
    let at = text.lastIndexOf("\n---", offset - 1);
    at >= 0;
    at = at === 0 ? -1 : text.lastIndexOf("\n---", at - 1)
  ) {
    const end = lineEnd(text, at + 1);
    if (end < offset && text.slice(at + 1, end).trimEnd() === "---") return end + 1;
  }
  return 0;
}

function documentEnd(text: string, offset: number): number {
  for (let at = text.indexOf("\n---", offset); at >= 0; at = text.indexOf("\n---", at + 1)) {
    if (/^(?:\s|$)/.test(text.charAt(at + 4))) return at + 1;
  }
  return text.length;
}

function cutItem(
  text: string,
  offset: number,
  key: string,
  from: number,
  end: number,
): CutPiece | undefined {
  const first = findFirstDash(text, key, from, end);
  if (first === undefined) return undefined;
  const indent = first.dash - first.line;
  if (offset < first.dash + 2) return undefined;
  // As far to the left as the dash, or farther, another item or key begins.
  const own = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(own, offset);
  if (before.search(/\S|$/) <= indent && !isDash(text, own + indent, own, indent)) return undefined;
  let start = first.line;
  let index = -1;
  for (let line = first.line; line < end; line = lineEnd(text, line) + 1) {
    const at = skipSpaces(text, line, line + indent);
    const isOpen = at - line === indent && text.charCodeAt(at) === space;
    if (isOpen || /^[\r\n#]?$/.test(text.charAt(at))) continue;
    const begins = isDash(text, at, line, indent);
    if (line > offset) return makePiece(text, key, start, line, index);
    // No item, and not deeper than one: the list is over.
    if (!begins) return undefined;
    start = line;
    index += 1;
  }
  return makePiece(text, key, start, end, index);
}

function makePiece(text: string, key: string, start: number, end: number, index: number): CutPiece {
  const head = `${key}:\n`;
  return { text: head + text.slice(start, end), shift: start - head.length, index };
}

/** The first item of the list: where its line begins, and its dash. */
function findFirstDash(
  text: string,
  key: string,
  from: number,
  end: number,
): { readonly line: number; readonly dash: number } | undefined {
  const head = `${key}:`;
  let found = text.startsWith(head, from) ? from : text.indexOf(`\n${head}`, from) + 1;
  while (found > 0 || text.startsWith(head, found)) {
    if (found >= end) return undefined;
    const rest = lineEnd(text, found);
    if (text.slice(found + head.length, rest).trim() === "") break;
    found = text.indexOf(`\n${head}`, rest) + 1;
    if (found === 0) return undefined;
  }
  if (!text.startsWith(head, found)) return undefined;
  for (let line = lineEnd(text, found) + 1; line < end; line = lineEnd(text, line) + 1) {
    const dash = skipSpaces(text, line, end);
    if (/^[\r\n#]$/.test(text.charAt(dash))) continue;
    return text.startsWith("- ", dash) ? { line, dash } : undefined;
  }
  return undefined;
}

function isDash(text: string, at: number, line: number, indent: number): boolean {
  return at - line === indent && text.startsWith("- ", at);
}

function skipSpaces(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) === space) at += 1;
  return at;
}

const space = 0x20;
