import type { Span } from "../source/span.ts";

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
  const state = createState();
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
  return key === "" ? undefined : { path: join(place.parent, key), span: place.span };
}

interface MapFrame {
  readonly kind: "map";
  readonly column: number;
  key: string;
  readonly keys: string[];
}

interface ListFrame {
  readonly kind: "list";
  readonly column: number;
  index: number;
}

/** An open bracket. */
interface FlowFrame {
  readonly kind: "flow-map" | "flow-list";
  key: string | undefined;
  index: number;
  readonly keys: string[];
  /** Where the member or item begins. */
  from: number;
}

interface State {
  readonly frames: (MapFrame | ListFrame)[];
  readonly flow: FlowFrame[];
  /** Indentation below which a block scalar ends. */
  scalar: number | undefined;
}

function createState(): State {
  return { frames: [], flow: [], scalar: undefined };
}

const keyPattern =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#:,[\]{}"'&*!|>%@`-][^:#{}[\],\s]*)) *:(?=\s|$)/;

// A whole line before the cursor's.
function readLine(state: State, line: string, start: number): void {
  if (state.flow.length > 0) {
    readFlow(state, line, 0, start);
    return;
  }
  const indent = line.search(/\S/);
  if (indent < 0) return;
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
function openValue(state: State, line: string, at: number, start: number, column: number): void {
  const rest = line.slice(at);
  if (/^[|>][+-]?\d?[+-]?\s*(?:#.*)?$/.test(rest)) state.scalar = column;
  else if (/^[[{]/.test(rest)) readFlow(state, line, at, start);
}

function enterDashes(state: State, line: string, from: number): number {
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

function enterKey(state: State, column: number, key: string): void {
  leaveTo(state, column, "key");
  const top = state.frames.at(-1);
  if (top?.kind === "map" && top.column === column) {
    top.key = key;
    top.keys.push(key);
  } else state.frames.push({ kind: "map", column, key, keys: [key] });
}

// Leaves what is deeper than a column. A list as deep as its key ends with the next key there.
function leaveTo(state: State, column: number, at: "dash" | "key"): void {
  for (let top = state.frames.at(-1); top !== undefined; top = state.frames.at(-1)) {
    const deeper =
      top.column > column || (at === "key" && top.kind === "list" && top.column === column);
    if (!deeper) return;
    state.frames.pop();
  }
}

// Brackets, keys and commas of one line.
function readFlow(state: State, line: string, from: number, start: number): void {
  for (let at = from; at < line.length; at++) {
    const char = line[at];
    const top = state.flow.at(-1);
    if (char === '"' || char === "'") {
      at = endOfQuoted(line, at);
      continue;
    }
    if (char === "#" && (at === 0 || /\s/.test(line[at - 1] ?? ""))) return;
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

function endOfQuoted(line: string, from: number): number {
  const quote = line[from];
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === "\\" && quote === '"') at += 1;
    else if (line[at] === quote) return at;
  }
  return line.length;
}

function placeInLine(
  state: State,
  text: string,
  start: number,
  end: number,
  offset: number,
): CursorPlace | undefined {
  const line = text.slice(start, end).replace(/\r$/, "");
  const before = line.slice(0, offset - start);
  if (/(?:^|\s)#/.test(before.replace(/"(?:[^"\\]|\\.)*"?|'[^']*'?/g, ""))) return undefined;
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
    readFlow(state, before, at, start);
    return state.flow.length > 0 ? placeInFlow(state, text, offset, end) : undefined;
  }
  return placeOfKey(state, line, before, at, start, text);
}

function placeOfKey(
  state: State,
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
  return {
    kind: "key",
    parent,
    typed: before.slice(at),
    span,
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

function placeInFlow(
  state: State,
  text: string,
  offset: number,
  lineEnd: number,
): CursorPlace | undefined {
  const top = state.flow.at(-1);
  if (top === undefined) return undefined;
  const rawStart = Math.min(top.from, offset);
  const raw = text.slice(rawStart, offset);
  const start = rawStart + (raw.length - raw.trimStart().length);
  const behind = /^[\w./@:-]*/.exec(text.slice(offset, lineEnd))?.[0] ?? "";
  const typed = text.slice(start, offset);
  const isKey = top.kind === "flow-map" && top.key === undefined;
  if (isKey) {
    const word = /^[\w./-]*/.exec(text.slice(offset, lineEnd))?.[0] ?? "";
    return {
      kind: "key",
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
    span: { start, end: offset + behind.length },
    style: "flow",
  };
}

// The path down to the innermost frame; of flow frames the first `flows`, the last one without its key.
function pathOf(state: State, whole: boolean, flows = state.flow.length): string {
  let path = "";
  for (const frame of state.frames) {
    path = frame.kind === "list" ? `${path}[${frame.index}]` : join(path, frame.key);
  }
  state.flow.forEach((frame, index) => {
    if (index < flows && whole) {
      if (frame.kind === "flow-list") path = `${path}[${frame.index}]`;
      else if (frame.key !== undefined) path = join(path, frame.key);
    } else if (index === flows && frame.kind === "flow-list") path = `${path}[${frame.index}]`;
  });
  return path;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function unquote(text: string): string {
  return text.replace(/^["']/, "").replace(/["']$/, "");
}
