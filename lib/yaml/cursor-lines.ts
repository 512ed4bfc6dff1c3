import type { Span } from "../source/span.ts";

/** A scalar that a text holds, as far as single lines tell. */
export interface LineScalar {
  /** Without quotes. */
  readonly text: string;
  readonly span: Span;
}

/** What was read of the lines so far: the keys, lists and brackets that are open. */
export interface LineState {
  readonly frames: (MapFrame | ListFrame)[];
  readonly flow: FlowFrame[];
  /** Column of what the open brackets belong to: a line that begins there or before it has left them. */
  flowColumn: number;
  /** Indentation below which a block scalar ends. */
  scalar: number | undefined;
  /** Told of each scalar on one line, with its path. */
  readonly found?: ((path: string, scalar: LineScalar) => void) | undefined;
}

/** Nothing read yet. */
export function createLineState(found?: LineState["found"]): LineState {
  return { frames: [], flow: [], flowColumn: -1, scalar: undefined, found };
}

/**
 * The scalars of a text by path, "subjects[0].name", read line by line: lines that cannot be parsed yet do not matter.
 * Linear in the length of the text.
 */
export function readScalars(text: string, span: Span): ReadonlyMap<string, LineScalar> {
  const scalars = new Map<string, LineScalar>();
  const state = createLineState((path, scalar) => {
    if (!scalars.has(path)) scalars.set(path, scalar);
  });
  for (let start = span.start; start < span.end; ) {
    const next = text.indexOf("\n", start);
    const end = next < 0 || next > span.end ? span.end : next;
    readLine(state, text.slice(start, end).replace(/\r$/, ""), start);
    start = end + 1;
  }
  return scalars;
}

/** An open mapping in block style. */
export interface MapFrame {
  readonly kind: "map";
  readonly column: number;
  key: string;
  readonly keys: string[];
}

/** An open list in block style. */
export interface ListFrame {
  readonly kind: "list";
  readonly column: number;
  index: number;
}

/** An open bracket. */
export interface FlowFrame {
  readonly kind: "flow-map" | "flow-list";
  key: string | undefined;
  index: number;
  readonly keys: string[];
  /** Where the member or item begins. */
  from: number;
}

/** A key with its colon. */
export const keyPattern =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#:,[\]{}"'&*!|>%@`-][^:#{}[\],\s]*)) *:(?=\s|$)/;

/** Reads a whole line. */
export function readLine(state: LineState, line: string, start: number): void {
  const indent = line.search(/\S/);
  if (indent < 0) return;
  // No bracket goes on so far to the left: it was never closed, and the text after it is read again.
  if (state.flow.length > 0 && leavesFlow(state, line, indent)) state.flow.length = 0;
  if (state.flow.length > 0) {
    readFlow(state, line, 0, start);
    return;
  }
  if (state.scalar !== undefined) {
    if (indent > state.scalar) return;
    state.scalar = undefined;
  }
  if (line[indent] === "#" || /^(?:---|\.\.\.)(?:\s|$)/.test(line)) {
    if (indent === 0 && line.startsWith("---")) state.frames.length = 0;
    return;
  }
  const at = enterDashes(state, line, indent);
  const key = keyPattern.exec(line.slice(at));
  if (key === null) {
    openValue(state, line, at, start, at);
    return;
  }
  enterKey(state, at, key[1] ?? key[2] ?? key[3] ?? "");
  const value = at + key[0].length;
  openValue(state, line, value + (line.slice(value).search(/\S|$/) || 0), start, at);
}

// A value that goes on over lines: brackets, a block scalar.
function openValue(
  state: LineState,
  line: string,
  at: number,
  start: number,
  column: number,
): void {
  const rest = line.slice(at);
  if (/^[|>][+-]?\d?[+-]?\s*(?:#.*)?$/.test(rest)) state.scalar = column;
  else if (/^[[{]/.test(rest)) {
    openFlow(state, line, column < at ? column : undefined);
    readFlow(state, line, at, start);
  } else tell(state, rest, start + at);
}

/** Notes the column of the key that brackets belong to, or of the line, so that they end even if they are never closed. */
export function openFlow(state: LineState, line: string, column?: number): void {
  state.flowColumn = column ?? Math.max(line.search(/\S/), 0);
}

/** Whether a line with an indentation cannot belong to the open brackets. */
export function leavesFlow({ flowColumn }: LineState, line: string, indent: number): boolean {
  if (indent > flowColumn) return false;
  const rest = line.slice(indent);
  return keyPattern.test(rest) || /^-(?:\s|$)/.test(rest) || /^---(?:\s|$)/.test(rest);
}

// What is written of a scalar, with the comment behind it.
function tell(state: LineState, rest: string, at: number): void {
  if (state.found === undefined || rest === "" || rest.startsWith("#")) return;
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest)?.[0];
  const written =
    quoted ?? (rest.includes(" #") ? rest.slice(0, rest.indexOf(" #")) : rest).trimEnd();
  const span = { start: at, end: at + written.length };
  state.found(pathOf(state, true), { text: unquote(written), span });
}

/** Enters the lists whose dashes are at the beginning of a line; returns where the rest begins. */
export function enterDashes(state: LineState, line: string, from: number): number {
  let at = from;
  while (line[at] === "-" && (at + 1 >= line.length || line[at + 1] === " ")) {
    leaveTo(state, at, "dash");
    const top = state.frames.at(-1);
    if (top?.kind === "list" && top.column === at) top.index += 1;
    else state.frames.push({ kind: "list", column: at, index: 0 });
    at += 1;
    while (line[at] === " ") at += 1;
  }
  return at;
}

/** Enters the mapping of a key at a column. */
export function enterKey(state: LineState, column: number, key: string): void {
  leaveTo(state, column, "key");
  const top = state.frames.at(-1);
  if (top?.kind === "map" && top.column === column) {
    top.key = key;
    top.keys.push(key);
  } else state.frames.push({ kind: "map", column, key, keys: [key] });
}

/** Leaves what is deeper than a column. A list as deep as its key ends with the next key there. */
export function leaveTo(state: LineState, column: number, at: "dash" | "key"): void {
  for (let top = state.frames.at(-1); top !== undefined; top = state.frames.at(-1)) {
    const deeper =
      top.column > column || (at === "key" && top.kind === "list" && top.column === column);
    if (!deeper) return;
    state.frames.pop();
  }
}

/** Reads brackets, keys and commas of one line. */
export function readFlow(state: LineState, line: string, from: number, start: number): void {
  for (let at = from; at < line.length; at++) {
    const char = line[at];
    const top = state.flow.at(-1);
    if (char === '"' || char === "'") {
      at = endOfQuoted(line, at);
      continue;
    }
    if (char === "#" && (at === 0 || /\s/.test(line[at - 1] ?? ""))) return;
    if ((char === "," || char === "}" || char === "]") && top !== undefined) {
      tellMember(state, top, line, at, start);
    }
    if (char === "{" || char === "[") {
      const kind = char === "{" ? ("flow-map" as const) : ("flow-list" as const);
      state.flow.push({ kind, key: undefined, index: 0, keys: [], from: start + at + 1 });
    } else if (char === "}" || char === "]") {
      state.flow.pop();
      if (state.flow.length === 0) return;
    } else if (char === "," && top !== undefined) {
      top.key = undefined;
      top.index += 1;
      top.from = start + at + 1;
    } else if (
      char === ":" &&
      top !== undefined &&
      top.key === undefined &&
      /[\s,}\]]|^$/.test(line[at + 1] ?? "")
    ) {
      const written = line.slice(Math.max(top.from - start, 0), at).trim();
      top.key = unquote(written);
      top.keys.push(top.key);
      top.from = start + at + 1;
    }
  }
}

// A member or an item that ends here, if it is on this line.
function tellMember(
  state: LineState,
  { kind, key, from }: FlowFrame,
  line: string,
  at: number,
  start: number,
): void {
  if (state.found === undefined || from < start || (kind === "flow-map" && key === undefined))
    return;
  const raw = line.slice(from - start, at);
  const written = raw.trim();
  if (written === "" || /^[[{]|[\]}]$/.test(written)) return;
  tell(state, written, from + raw.indexOf(written));
}

function endOfQuoted(line: string, from: number): number {
  const quote = line[from];
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === "\\" && quote === '"') at += 1;
    else if (line[at] === quote) return at;
  }
  return line.length;
}

/** The path down to the innermost frame; of flow frames the first `flows`, the last one without its key. */
export function pathOf(state: LineState, whole: boolean, flows = state.flow.length): string {
  let path = "";
  for (const frame of state.frames) {
    path = frame.kind === "list" ? `${path}[${frame.index}]` : joinPath(path, frame.key);
  }
  state.flow.forEach((frame, index) => {
    if (index < flows && whole) {
      if (frame.kind === "flow-list") path = `${path}[${frame.index}]`;
      else if (frame.key !== undefined) path = joinPath(path, frame.key);
    } else if (index === flows && frame.kind === "flow-list") path = `${path}[${frame.index}]`;
  });
  return path;
}

/** A path with one more key. */
export function joinPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** A scalar without its quotes. */
export function unquote(text: string): string {
  return text.replace(/^["']/, "").replace(/["']$/, "");
}
