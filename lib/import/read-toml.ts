import { Cursor, ReadFailure } from "./cursor.ts";
import type { Holes } from "./holes.ts";
import type { Entry, MapTree, TextTree, Tree } from "./tree.ts";

interface Table {
  readonly entries: Entry[];
}

/** Reads a TOML file; undefined if the text is none. Dates and numbers are plain values as they are written. */
export function readToml(text: string, holes: Holes): MapTree | undefined {
  const c = new Cursor(text, holes);
  const root: Table & MapTree = { kind: "map", entries: [], span: { start: 0, end: text.length } };
  let table: Table = root;
  try {
    for (;;) {
      skipSpace(c, true);
      if (c.done) break;
      if (c.peek() === "[") table = openTable(c, root);
      else {
        const path = readKey(c);
        if (!c.take("=")) c.fail();
        skipSpace(c, false);
        setValue(table, path, readValue(c, 0));
      }
      skipSpace(c, false);
      if (!c.done && !/[\n\r]/.test(c.peek())) c.fail();
    }
  } catch (failure) {
    if (failure instanceof ReadFailure) return undefined;
    throw failure;
  }
  return root.entries.length === 0 ? undefined : root;
}

interface Key {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

function openTable(c: Cursor, root: Table): Table {
  const many = c.take("[[");
  if (!many) c.at++;
  const path = readKey(c);
  if (!c.take(many ? "]]" : "]")) c.fail();
  const opened: Table & MapTree = {
    kind: "map",
    entries: [],
    span: { start: path[0]?.start ?? c.at, end: c.at },
  };
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce(descend, root);
  if (last === undefined) c.fail();
  const keySpan = { start: last.start, end: last.end };
  const known = parent.entries.find(({ key }) => key === last.key)?.value;
  if (many) {
    if (known?.kind === "list") (known.items as Tree[]).push(opened);
    else
      parent.entries.push({
        key: last.key,
        keySpan,
        value: { kind: "list", items: [opened], span: opened.span },
      });
    return opened;
  }
  if (known?.kind === "map") return known as Table & MapTree;
  parent.entries.push({ key: last.key, keySpan, value: opened });
  return opened;
}

function descend(table: Table, { key, start, end }: Key): Table {
  const known = table.entries.find((entry) => entry.key === key)?.value;
  if (known?.kind === "map") return known as Table & MapTree;
  const last = known?.kind === "list" ? known.items.at(-1) : undefined;
  if (last?.kind === "map") return last as Table & MapTree;
  const made: Table & MapTree = { kind: "map", entries: [], span: { start, end } };
  table.entries.push({ key, keySpan: { start, end }, value: made });
  return made;
}

function setValue(table: Table, path: readonly Key[], value: Tree): void {
  const last = path.at(-1);
  if (last === undefined) return;
  const parent = path.slice(0, -1).reduce(descend, table);
  parent.entries.push({ key: last.key, keySpan: { start: last.start, end: last.end }, value });
}

function readKey(c: Cursor): Key[] {
  const path: Key[] = [];
  do {
    skipSpace(c, false);
    const start = c.at;
    const quoted = c.peek() === '"' || c.peek() === "'";
    const key = quoted ? readString(c).value : c.word(/[\w-]/);
    if (key === "" && !quoted) c.fail();
    path.push({ key, start, end: c.at });
    skipSpace(c, false);
  } while (c.take("."));
  if (path.length > 100) c.fail();
  return path;
}

function readValue(c: Cursor, depth: number): Tree {
  c.checkDepth(depth);
  const start = c.at;
  const character = c.peek();
  if (character === '"' || character === "'") return readString(c);
  if (character === "[") {
    c.at++;
    const items: Tree[] = [];
    for (;;) {
      skipSpace(c, true);
      if (c.take("]")) return { kind: "list", items, span: { start, end: c.at } };
      items.push(readValue(c, depth + 1));
      skipSpace(c, true);
      if (!c.take(",") && c.peek() !== "]") c.fail();
    }
  }
  if (character === "{") {
    c.at++;
    const table: Table & MapTree = { kind: "map", entries: [], span: { start, end: start } };
    for (;;) {
      skipSpace(c, true);
      if (c.take("}")) return { ...table, span: { start, end: c.at } };
      const path = readKey(c);
      if (!c.take("=")) c.fail();
      skipSpace(c, false);
      setValue(table, path, readValue(c, depth + 1));
      skipSpace(c, true);
      if (!c.take(",") && c.peek() !== "}") c.fail();
    }
  }
  const written = c.word(/[\w.:+-]/);
  if (written === "" || !/^(?:true|false|[+-]?(?:\d|inf|nan))/.test(written)) c.fail();
  const value =
    written === "true" || written === "false"
      ? written === "true"
      : Number(written.replaceAll("_", ""));
  return { kind: "plain", value, written, span: { start, end: c.at } };
}

function readString(c: Cursor): TextTree {
  const start = c.at;
  const quote = c.peek();
  const long = c.take(quote.repeat(3));
  const close = long ? quote.repeat(3) : quote;
  if (long) {
    c.take("\r");
    c.take("\n");
  } else c.at++;
  const value = c.build();
  while (!c.done && !c.text.startsWith(close, c.at)) {
    if (!long && c.peek() === "\n") c.fail();
    if (quote === '"' && c.peek() === "\\") readEscape(c, value, long);
    else {
      value.add(c.peek(), c.at);
      c.at++;
    }
  }
  value.end(c.at);
  if (!c.take(close)) c.fail();
  return {
    kind: "text",
    value: value.text,
    span: { start, end: c.at },
    style: long ? "block" : "quoted",
    offsets: () => value.offsets,
  };
}

function readEscape(c: Cursor, value: ReturnType<Cursor["build"]>, long: boolean): void {
  const at = c.at++;
  if (long && /\s/.test(c.peek())) {
    skipBlankLines(c);
    return;
  }
  const code = c.match(/u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y);
  if (code !== undefined) {
    const point = Number.parseInt(code.slice(1), 16);
    value.add(point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd", at);
    c.at += code.length;
    return;
  }
  const short: Record<string, string> = {
    b: "\b",
    t: "\t",
    n: "\n",
    f: "\f",
    r: "\r",
    e: "\x1b",
    '"': '"',
    "\\": "\\",
  };
  const found = short[c.peek()];
  if (found === undefined) c.fail();
  value.add(found, at);
  c.at++;
}

function skipBlankLines(c: Cursor): void {
  while (/\s/.test(c.peek())) c.at++;
}

function skipSpace(c: Cursor, lines: boolean): void {
  for (;;) {
    if (c.peek() === " " || c.peek() === "\t") c.at++;
    else if (lines && /[\r\n]/.test(c.peek())) c.at++;
    else if (c.peek() === "#") c.skipLine();
    else return;
  }
}
