import type { Span } from "../source/span.ts";
import {
  createLineState,
  enterDashes,
  enterKey,
  joinPath,
  keyPattern,
  type LineState,
  leavesFlow,
  leaveTo,
  openFlow,
  pathOf,
  readFlow,
  readLine,
  unquote,
} from "./cursor-lines.ts";

/** Where a cursor is in a text that is being typed. Paths are as the server writes them: "jwt[0].issuer". */
export type CursorPlace =
  /** At a key, or where one can be typed. */
  | {
      readonly kind: "key";
      /** Of the mapping that the key belongs to; "" for the document. */
      readonly parent: string;
      /** What is there of the key up to the cursor. */
      readonly typed: string;
      /** The whole key, also behind the cursor. */
      readonly span: Span;
      /** The other keys of the mapping. */
      readonly present: readonly string[];
      readonly style: "block" | "flow";
      /** Column of the key. */
      readonly column: number;
      /** The line has no dash although the key before it may hold a list. */
      readonly startsLine: boolean;
      /** What the key has already: a colon, or lines below that become its own. */
      readonly has?: "colon" | "lines";
      /** The lines below, if there are any: their keys, of a list those of its items. */
      readonly below?: { readonly isList: boolean; readonly keys: readonly string[] };
    }
  /** At the value of a key, or at an item of a list. */
  | {
      readonly kind: "value";
      readonly path: string;
      readonly typed: string;
      readonly span: Span;
      readonly style: "block" | "flow";
    };

/**
 * Finds the place of an offset by indentation and brackets, so that lines which cannot be parsed yet do not matter.
 * Undefined inside comments and block scalars. An offset outside of the text counts as its nearest end. Linear in the
 * length of the text.
 */
export function findCursorPlace(text: string, at: number): CursorPlace | undefined {
  const offset = Math.max(0, Math.min(at, text.length));
  const state = createLineState();
  let start = 0;
  for (;;) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    if (offset <= end) return placeInLine(state, text, start, end, offset);
    readLine(state, text.slice(start, end).replace(/\r$/, ""), start);
    start = end + 1;
  }
}

/** The path of the key at an offset, with the key's span; undefined anywhere else. */
export function findKeyAt(
  text: string,
  offset: number,
): { readonly path: string; readonly span: Span } | undefined {
  const place = findCursorPlace(text, offset);
  if (place?.kind !== "key" || place.span.end <= place.span.start) return undefined;
  const key = unquote(text.slice(place.span.start, place.span.end));
  return key === "" ? undefined : { path: joinPath(place.parent, key), span: place.span };
}

function placeInLine(
  state: LineState,
  text: string,
  start: number,
  end: number,
  offset: number,
): CursorPlace | undefined {
  const line = text.slice(start, end).replace(/\r$/, "");
  const before = line.slice(0, offset - start);
  if (/(?:^|\s)#/.test(before.replace(/"(?:[^"\\]|\\.)*"?|'[^']*'?/g, ""))) return undefined;
  const first = line.search(/\S/);
  // A word that is being typed so far to the left is a key, too.
  const isWord = first <= state.flowColumn && /^[A-Za-z]*$/.test(line.trim());
  if (state.flow.length > 0 && first >= 0 && (isWord || leavesFlow(state, line, first))) {
    state.flow.length = 0;
  }
  if (state.flow.length > 0) {
    readFlow(state, before, 0, start);
    if (state.flow.length > 0) return placeInFlow(state, text, offset, end);
    return undefined;
  }
  const indent = before.search(/\S/);
  if (state.scalar !== undefined) {
    const own = line.search(/\S/);
    if (own < 0 || own > state.scalar) return undefined;
    state.scalar = undefined;
  }
  const at = enterDashes(state, before, indent < 0 ? before.length : indent);
  const whole = keyPattern.exec(line.slice(at));
  const colonAt = whole === null ? -1 : at + whole[0].length;
  if (whole !== null && before.length >= colonAt) {
    const key = whole[1] ?? whole[2] ?? whole[3] ?? "";
    enterKey(state, at, key);
    const from = colonAt + (line.slice(colonAt).search(/\S|$/) || 0);
    if (/^[[{]/.test(line.slice(from)) && before.length > from) {
      openFlow(state, line, at);
      readFlow(state, before, from, start);
      if (state.flow.length > 0) return placeInFlow(state, text, offset, end);
      return undefined;
    }
    const valueStart = Math.min(from, before.length);
    const typed = before.slice(valueStart);
    const valueEnd = line.slice(from).replace(/\s#.*/s, "").trimEnd().length + from;
    return {
      kind: "value",
      path: pathOf(state, true),
      typed,
      span: { start: start + valueStart, end: start + Math.max(valueEnd, before.length) },
      style: "block",
    };
  }
  if (/^[[{]/.test(line.slice(at)) && before.length > at) {
    openFlow(state, line);
    readFlow(state, before, at, start);
    return state.flow.length > 0 ? placeInFlow(state, text, offset, end) : undefined;
  }
  return placeOfKey(state, line, before, at, start, text);
}

function placeOfKey(
  state: LineState,
  line: string,
  before: string,
  at: number,
  start: number,
  text: string,
): CursorPlace {
  leaveTo(state, at, "key");
  const top = state.frames.at(-1);
  const own = top?.kind === "map" && top.column === at ? top : undefined;
  if (own !== undefined) state.frames.pop();
  const parent = pathOf(state, true);
  const word = /^[\w."'/-]*/.exec(line.slice(at))?.[0] ?? "";
  const span = { start: start + at, end: start + at + word.length };
  const dashed = /^ *-/.test(before);
  const rest = line.slice(at + word.length);
  const below = linesBelow(text, start + line.length + 1, at);
  const hasColon = /^ *:(?:\s|$)/.test(rest);
  return {
    kind: "key",
    parent,
    typed: before.slice(at),
    span,
    ...(hasColon ? { has: "colon" } : below && { has: "lines" }),
    ...(below && { below }),
    present: [...(own?.keys ?? []), ...keysBehind(text, start + line.length + 1, at)],
    style: "block",
    column: at,
    startsLine: !dashed,
  };
}

// Keys of the same mapping on the lines behind the cursor's.
function keysBehind(text: string, from: number, column: number): string[] {
  const found: string[] = [];
  for (let start = from; start < text.length; ) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    const line = text.slice(start, end);
    const indent = line.search(/\S/);
    start = end + 1;
    if (indent < 0 || line[indent] === "#") continue;
    if (indent < column || (indent === column && line[indent] === "-")) return found;
    if (indent > column) continue;
    const key = keyPattern.exec(line.slice(indent));
    if (key !== null) found.push(key[1] ?? key[2] ?? key[3] ?? "");
  }
  return found;
}

// The lines behind the cursor's that are deeper: they belong to the key that is typed.
function linesBelow(
  text: string,
  from: number,
  column: number,
): { readonly isList: boolean; readonly keys: readonly string[] } | undefined {
  const keys: string[] = [];
  let own = -1;
  let isList = false;
  for (let start = from; start < text.length; ) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    const line = text.slice(start, end);
    const indent = line.search(/\S/);
    start = end + 1;
    if (indent < 0 || line[indent] === "#") continue;
    const dash = /^-(?: +|$)/.exec(line.slice(indent))?.[0] ?? "";
    if (indent < column || (indent === column && dash === "")) break;
    if (own < 0) [own, isList] = [indent, dash !== ""];
    if (indent !== own + (isList && dash === "" ? 2 : 0)) continue;
    const key = keyPattern.exec(line.slice(indent + dash.length));
    if (key !== null) keys.push(key[1] ?? key[2] ?? key[3] ?? "");
  }
  return own < 0 ? undefined : { isList, keys };
}

function placeInFlow(
  state: LineState,
  text: string,
  offset: number,
  lineEnd: number,
): CursorPlace | undefined {
  const top = state.flow.at(-1);
  if (top === undefined) return undefined;
  const rawStart = Math.min(top.from, offset);
  const raw = text.slice(rawStart, offset);
  const start = rawStart + (raw.length - raw.trimStart().length);
  const typed = text.slice(start, offset);
  const behind = restOfScalar(typed, text.slice(offset, lineEnd));
  const isKey = top.kind === "flow-map" && top.key === undefined;
  if (isKey) {
    const word = /^[\w./-]*/.exec(text.slice(offset, lineEnd))?.[0] ?? "";
    const hasColon = /^ *:(?:\s|$)/.test(text.slice(offset + word.length, lineEnd));
    return {
      kind: "key",
      ...(hasColon && { has: "colon" }),
      parent: pathOf(state, true, state.flow.length - 1),
      typed,
      span: { start, end: offset + word.length },
      present: top.keys,
      style: "flow",
      column: 0,
      startsLine: false,
    };
  }
  return {
    kind: "value",
    path: pathOf(state, true),
    typed,
    span: { start, end: offset + behind },
    style: "flow",
  };
}

// How much of a line belongs to a scalar whose beginning was typed: up to its quote, a comma or a bracket.
function restOfScalar(typed: string, rest: string): number {
  const quote = /^["']/.exec(typed)?.[0];
  if (quote !== undefined && !(typed.length > 1 && typed.endsWith(quote))) {
    const end = rest.indexOf(quote);
    if (end >= 0 && !/[,{}[\]]/.test(rest.slice(0, end))) return end + 1;
  }
  return /^[^\s,{}[\]#]*/.exec(rest)?.[0].length ?? 0;
}
