import {
  Cursor,
  hideExpression,
  joinLists,
  joinMaps,
  ReadFailure,
  readNumberOrWord,
  skipNested,
} from "./cursor.ts";
import type { Holes } from "./holes.ts";
import type { Entry, MapTree, TextTree, Tree, UnknownPart } from "./tree.ts";

/**
 * Reads the resources, variables and parameters of a Bicep file: objects and arrays, strings between single quotes with
 * `${…}` as holes. `union` and `concat` count as what they join; other expressions that are no literals are holes. Undefined if the text is not Bicep.
 */
export function readBicep(text: string, holes: Holes): MapTree | undefined {
  if (!/^(?:resource|param|var|module)\s/m.test(text)) return undefined;
  const c = new Cursor(text, holes);
  const entries: Entry[] = [];
  try {
    for (;;) {
      skipSpace(c, true);
      if (c.done) break;
      entries.push(...readStatement(c));
    }
  } catch (failure) {
    if (failure instanceof ReadFailure) return undefined;
    throw failure;
  }
  return entries.length === 0
    ? undefined
    : { kind: "map", entries, span: { start: 0, end: text.length } };
}

// `resource name 'type@version' = {…}`, `var name = …`, `param name type = …`; other statements are passed over.
function readStatement(c: Cursor): Entry[] {
  const start = c.at;
  const word = c.word(/\w/);
  if (!/^(?:resource|module|var|param|output)$/.test(word)) {
    if (c.peek() === "@" || word !== "") {
      skipStatement(c);
      return [];
    }
    c.fail();
  }
  skipSpace(c, false);
  const nameStart = c.at;
  const name = c.word(/\w/);
  const keySpan = { start: nameStart, end: c.at };
  skipSpace(c, false);
  let type = "";
  if (c.peek() === "'") type = readString(c).value;
  else c.word(/[\w[\]?|]/);
  skipSpace(c, false);
  c.match(/existing\b/y) && c.word(/\w/);
  skipSpace(c, false);
  if (!c.take("=")) {
    skipStatement(c);
    return [];
  }
  skipSpace(c, false);
  const value = readExpression(c, 0);
  const entry = { key: name, keySpan, value };
  if (type === "") return [entry];
  return [
    { key: type, keySpan, value: { kind: "map", entries: [entry], span: { start, end: c.at } } },
  ];
}

function skipStatement(c: Cursor): void {
  while (!c.done && c.peek() !== "\n") {
    if (/[([{]/.test(c.peek())) skipNested(c);
    else if (c.peek() === "'") readString(c);
    else c.at++;
  }
}

function readExpression(c: Cursor, depth: number): Tree {
  c.checkDepth(depth);
  const start = c.at;
  const value = readPrimary(c, depth);
  const end = c.at;
  skipSpace(c, false);
  if (value !== undefined && (c.done || /[\n\r,}\])]/.test(c.peek()))) {
    c.at = end;
    return value;
  }
  c.at = start;
  return readOpaque(c);
}

function readPrimary(c: Cursor, depth: number): Tree | undefined {
  if (c.peek() === "'") return readString(c);
  if (c.peek() === "[") return readArray(c, depth);
  if (c.peek() === "{") return readObject(c, depth);
  return readNumberOrWord(c) ?? readJoined(c, depth);
}

// `union(a, {…})` and `concat(a, […])`.
function readJoined(c: Cursor, depth: number): Tree | undefined {
  const start = c.at;
  const name = c.match(/(?:union|concat)\(/y);
  if (name === undefined) return undefined;
  c.at += name.length;
  const operands: Tree[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.take(")")) break;
    if (c.done) return undefined;
    operands.push(readExpression(c, depth + 1));
    skipSpace(c, true);
    if (!c.take(",") && c.peek() !== ")") return undefined;
  }
  const span = { start, end: c.at };
  if (operands.some(({ kind }) => kind === "map")) return joinMaps(operands, span);
  return operands.some(({ kind }) => kind === "list") ? joinLists(operands, span) : undefined;
}

function readArray(c: Cursor, depth: number): Tree | undefined {
  const start = c.at++;
  const items: Tree[] = [];
  const unknown: UnknownPart[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.take("]"))
      return {
        ...{ kind: "list", items, span: { start, end: c.at } },
        ...(unknown.length > 0 && { unknown }),
      };
    if (c.done || c.lookingAt(/for\s/y)) return undefined;
    if (takeSpread(c, unknown)) continue;
    items.push(readExpression(c, depth + 1));
    skipSpace(c, false);
    c.take(",");
  }
}

function readObject(c: Cursor, depth: number): Tree | undefined {
  const start = c.at++;
  const entries: Entry[] = [];
  const unknown: UnknownPart[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.take("}"))
      return {
        ...{ kind: "map", entries, span: { start, end: c.at } },
        ...(unknown.length > 0 && { unknown }),
      };
    if (c.done) return undefined;
    if (takeSpread(c, unknown)) continue;
    const at = c.at;
    const key = c.peek() === "'" ? readString(c).value : c.word(/\w/);
    if (key === "") return undefined;
    const keySpan = { start: at, end: c.at };
    skipSpace(c, false);
    if (!c.take(":")) return undefined;
    skipSpace(c, false);
    entries.push({ key, keySpan, value: readExpression(c, depth + 1) });
    skipSpace(c, false);
    c.take(",");
  }
}

// `...base`: what another value holds.
function takeSpread(c: Cursor, unknown: UnknownPart[]): boolean {
  const start = c.at;
  if (!c.take("...")) return false;
  readOpaque(c);
  unknown.push({ sort: "part", span: { start, end: c.at } });
  skipSpace(c, false);
  c.take(",");
  return true;
}

function readOpaque(c: Cursor): TextTree {
  const start = c.at;
  let end = c.at;
  while (!c.done && !/[\n\r,}\])]/.test(c.peek())) {
    const character = c.peek();
    if (character === "/" && /[/*]/.test(c.peek(1))) break;
    if (character === "'") readString(c);
    else if (/[([{]/.test(character)) skipNested(c);
    else c.at++;
    if (!/[ \t]/.test(character)) end = c.at;
  }
  if (end === start) c.fail();
  c.at = end;
  return hideExpression(c, start, end);
}

function readString(c: Cursor): TextTree {
  const start = c.at;
  const value = c.build();
  if (c.take("'''")) {
    c.take("\r");
    c.take("\n");
    while (!c.done && !c.text.startsWith("'''", c.at)) {
      value.add(c.peek(), c.at);
      c.at++;
    }
    value.end(c.at);
    if (!c.take("'''")) c.fail();
    return {
      kind: "text",
      value: value.text,
      span: { start, end: c.at },
      style: "block",
      offsets: () => value.offsets,
    };
  }
  c.at++;
  while (!c.done && c.peek() !== "'") {
    if (c.peek() === "\n") c.fail();
    if (c.peek() === "\\") {
      const next = c.peek(1);
      value.add(next === "n" ? "\n" : next === "t" ? "\t" : next === "r" ? "\r" : next, c.at);
      c.at += 2;
    } else if (c.peek() === "$" && c.peek(1) === "{") {
      const at = c.at++;
      skipNested(c);
      value.spread(c.holes.hide(c.text.slice(at, c.at)), at);
    } else {
      value.add(c.peek(), c.at);
      c.at++;
    }
  }
  value.end(c.at);
  if (!c.take("'")) c.fail();
  return {
    kind: "text",
    value: value.text,
    span: { start, end: c.at },
    style: "quoted",
    offsets: () => value.offsets,
  };
}

function skipSpace(c: Cursor, lines: boolean): void {
  for (;;) {
    const character = c.peek();
    if (character === " " || character === "\t" || character === "\r") c.at++;
    else if (lines && character === "\n") c.at++;
    else if (character === "/" && c.peek(1) === "/") c.skipLine();
    else if (character === "/" && c.peek(1) === "*") c.skipTo("*/");
    else return;
  }
}
