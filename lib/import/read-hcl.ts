import {
  Cursor,
  hideExpression,
  isForeignFlag,
  joinLists,
  joinMaps,
  ReadFailure,
  readEscape,
  readNumberOrWord,
  skipNested,
} from "./cursor.ts";
import type { Holes } from "./holes.ts";
import type { Entry, MapTree, TextTree, Tree } from "./tree.ts";

/**
 * Reads a file of HCL (Terraform): blocks and attributes as mappings, `${…}` in strings as holes, expressions that are no
 * literals as holes too. `yamlencode(…)` and its like count as their argument, `merge` and `concat` as what they join, other
 * calls as the list of their arguments, of which nothing is known for certain.
 * Undefined if the text is not HCL.
 */
export function readHcl(text: string, holes: Holes): MapTree | undefined {
  const c = new Cursor(text, holes);
  try {
    const entries = readBody(c, undefined);
    return entries.length === 0
      ? undefined
      : { kind: "map", entries, span: { start: 0, end: text.length } };
  } catch (failure) {
    if (failure instanceof ReadFailure) return undefined;
    throw failure;
  }
}

function readBody(c: Cursor, close: string | undefined, depth = 0): Entry[] {
  c.checkDepth(depth);
  const entries: Entry[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.done) {
      if (close !== undefined) c.fail();
      return entries;
    }
    if (close !== undefined && c.take(close)) return entries;
    entries.push(readStatement(c, depth));
  }
}

// `name = expression`, or a block: `type "label" {`.
function readStatement(c: Cursor, depth: number): Entry {
  const start = c.at;
  const name = c.peek() === '"' ? readQuoted(c).value : c.word(/[\w.-]/);
  if (!/^[A-Za-z_"]/.test(c.text[start] ?? "")) c.fail();
  const keySpan = { start, end: c.at };
  skipSpace(c, false);
  if (c.peek() === "=" && c.peek(1) !== "=") {
    c.at++;
    skipSpace(c, false);
    const value = readExpression(c, depth + 1);
    endStatement(c);
    return { key: name, keySpan, value };
  }
  const labels: { text: string; start: number; end: number }[] = [];
  while (c.peek() !== "{") {
    const at = c.at;
    const label = c.peek() === '"' ? readQuoted(c).value : c.word(/[\w.-]/);
    if (label === "") c.fail();
    labels.push({ text: label, start: at, end: c.at });
    skipSpace(c, false);
  }
  const open = c.at;
  c.at++;
  const entries = readBody(c, "}", depth + 1);
  // How often the content of a dynamic block is there depends on values.
  const loops = entries.filter(({ key }) => key === "dynamic");
  const unknown = loops.map(({ keySpan, value: { span } }) => ({
    sort: "part" as const,
    span: { start: keySpan.start, end: span.end },
  }));
  let value: Tree = {
    kind: "map",
    entries,
    span: { start: open, end: c.at },
    ...(unknown.length > 0 && { unknown }),
  };
  for (const label of labels.toReversed()) {
    const entry: Entry = {
      key: label.text,
      keySpan: { start: label.start, end: label.end },
      value,
    };
    value = { kind: "map", entries: [entry], span: { start: label.start, end: c.at } };
  }
  return { key: name, keySpan, value };
}

function endStatement(c: Cursor): void {
  skipSpace(c, false);
  if (c.done || c.peek() === "\n" || c.peek() === "\r" || c.peek() === "}" || c.peek() === ",")
    return;
  c.fail();
}

function readExpression(c: Cursor, depth: number): Tree {
  c.checkDepth(depth);
  const start = c.at;
  const value = readPrimary(c, depth);
  if (value !== undefined) {
    const end = c.at;
    skipSpace(c, false);
    if (c.done || /[\n\r,}\])]/.test(c.peek())) {
      c.at = end;
      return value;
    }
    // `key = value # …` was skipped with the blanks; `:` and `=` end a key of an object.
    if ((c.peek() === ":" || (c.peek() === "=" && c.peek(1) !== "=")) && value.kind === "text") {
      c.at = end;
      return value;
    }
  }
  c.at = start;
  const choice = readChoice(c, depth);
  if (choice !== undefined) return choice;
  c.at = start;
  return readOpaque(c);
}

// `condition ? [ … ] : []`: what the branches hold, if that is more than a value.
function readChoice(c: Cursor, depth: number): Tree | undefined {
  const start = c.at;
  const condition = c.match(
    /[^\n?{}"]{0,200}(?:"[^"\n]{0,80}"[^\n?{}"]{0,80}){0,4}\?(?=[ \t]{0,80}[\n[{<])/y,
  );
  c.at += condition?.length ?? 0;
  if (condition !== undefined) skipSpace(c, true);
  const yes = condition === undefined ? undefined : readPrimary(c, depth + 1);
  if (yes !== undefined) skipSpace(c, true);
  if (yes === undefined || !c.take(":")) return undefined;
  skipSpace(c, true);
  const no = readPrimary(c, depth + 1);
  const span = { start, end: c.at };
  skipSpace(c, false);
  const isText = yes.kind === "text" ? yes.style !== "block" : yes.kind === "plain";
  if (no === undefined || isText || !(c.done || /[\n\r,}\])]/.test(c.peek()))) return undefined;
  const unknown = [{ sort: "condition" as const, span }];
  if (yes.kind === "list" && no.kind === "list")
    return { kind: "list", items: [...yes.items, ...no.items], span, unknown };
  return { kind: "list", items: [yes, no], span, unknown };
}

function readPrimary(c: Cursor, depth: number): Tree | undefined {
  const character = c.peek();
  if (character === '"') return readQuoted(c);
  if (character === "<" && c.peek(1) === "<") return readHeredoc(c);
  if (character === "[") return readTuple(c, depth);
  if (character === "{") return readObject(c, depth);
  const plain = readNumberOrWord(c);
  if (plain !== undefined) return plain;
  return readCall(c, depth);
}

function readTuple(c: Cursor, depth: number): Tree | undefined {
  const start = c.at++;
  const items: Tree[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.take("]")) return { kind: "list", items, span: { start, end: c.at } };
    if (c.lookingAt(/for\s/y)) return readLoop(c, start);
    if (c.done) return undefined;
    items.push(readExpression(c, depth + 1));
    skipSpace(c, true);
    if (!c.take(",") && c.peek() !== "]") return undefined;
  }
}

// `[for name in names : "--tls-san=${name}"]`: as many of another flag as there are names.
function readLoop(c: Cursor, start: number): Tree | undefined {
  const head = c.match(/for\s+\w+(?:\s*,\s*\w+)?\s+in\s+[\w.]+\s*:\s*(?=")/y);
  if (head === undefined) return undefined;
  c.at += head.length;
  const { value } = readQuoted(c);
  skipSpace(c, true);
  if (!isForeignFlag(value) || !c.take("]")) return undefined;
  return { kind: "list", items: [], span: { start, end: c.at } };
}

function readObject(c: Cursor, depth: number): Tree | undefined {
  const start = c.at++;
  const entries: Entry[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.take("}")) return { kind: "map", entries, span: { start, end: c.at } };
    if (c.done || c.lookingAt(/for\s/y)) return undefined;
    const at = c.at;
    let key: string;
    if (c.peek() === '"') key = readQuoted(c).value;
    else if (c.peek() === "(") {
      skipNested(c);
      key = c.holes.hide(c.text.slice(at, c.at));
    } else key = c.word(/[\w-]/);
    if (key === "") return undefined;
    const keySpan = { start: at, end: c.at };
    skipSpace(c, false);
    if (!c.take("=") && !c.take(":")) return undefined;
    skipSpace(c, false);
    entries.push({ key, keySpan, value: readExpression(c, depth + 1) });
    skipSpace(c, false);
    c.take(",");
  }
}

function readCall(c: Cursor, depth: number): Tree | undefined {
  const start = c.at;
  const name = c.word(/\w/);
  if (name === "" || c.peek() !== "(") return undefined;
  c.at++;
  const items: Tree[] = [];
  for (;;) {
    skipSpace(c, true);
    if (c.take(")")) break;
    if (c.done) return undefined;
    items.push(readExpression(c, depth + 1));
    skipSpace(c, true);
    c.take("...");
    if (!c.take(",") && c.peek() !== ")") return undefined;
  }
  if (oneValue.has(name)) return undefined;
  const span = { start, end: c.at };
  const [only] = items;
  // Of several mappings the last counts.
  if (name === "merge" && items.some(({ kind }) => kind === "map")) return joinMaps(items, span);
  if (name === "concat" && items.some(({ kind }) => kind === "list")) return joinLists(items, span);
  if (name === "flatten" && only?.kind === "list") return joinLists(only.items, span);
  if (items.length === 1 && only !== undefined && wholeArgument.has(name)) return only;
  if (transparent.has(name)) return { kind: "list", items, span };
  return { kind: "list", items, span, unknown: [{ sort: "call", span }] };
}

/** Functions whose result says what their one argument says. */
const wholeArgument = new Set([
  ..."yamlencode jsonencode tomap tolist toset tostring trimspace chomp sensitive nonsensitive base64encode".split(
    " ",
  ),
  ..."base64gzip textencodebase64 compact distinct yamldecode jsondecode".split(" "),
]);

/** Functions whose result is one value that only Terraform knows. */
const oneValue = new Set([
  ..."lookup try coalesce format replace element one can substr lower upper title trim trimprefix trimsuffix file abspath".split(
    " ",
  ),
]);

/** Functions that change nothing in what their arguments say. */
const transparent = new Set("join indent".split(" "));

/** An expression that is not looked into, as a hole. A path without quotation marks is a shell's. */
function readOpaque(c: Cursor): TextTree {
  const start = c.at;
  let end = c.at;
  while (!c.done) {
    const character = c.peek();
    if (/[\n\r,}\])]/.test(character)) break;
    // A substitution of a shell, and an address without quotation marks.
    if (character === "$" && c.peek(1) === "(") c.fail();
    if (character === ":" && c.peek(1) === "/" && c.peek(2) === "/") c.fail();
    if (character === "#" || (character === "/" && /[/*]/.test(c.peek(1)))) break;
    if (character === '"') {
      readQuoted(c);
      // No expression goes on with a word or a string behind a string: this is a command or a program.
      if (c.lookingAt(/[ \t]{1,80}\w|"/y)) c.fail();
    } else if (/[([{]/.test(character)) {
      skipNested(c);
      if (c.text.slice(end, c.at).includes('"""')) c.fail();
    } else c.at++;
    if (!/[ \t]/.test(character)) end = c.at;
    // A condition goes on after a line that ends with its sign.
    if (/[?:&|+*=<>-]/.test(character) && c.lookingAt(/[ \t]*\r?\n/y)) skipSpace(c, true);
  }
  if (end === start || c.text[start] === "/") c.fail();
  c.at = end;
  return hideExpression(c, start, end);
}

function readQuoted(c: Cursor): TextTree {
  const start = c.at++;
  const value = c.build();
  while (!c.done && c.peek() !== '"') {
    const character = c.peek();
    if (character === "\n") c.fail();
    if (character === "\\") {
      const found = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[nrt"\\])/y;
      const written = c.match(found);
      if (written === undefined) c.fail();
      value.add(readEscape(written ?? ""), c.at);
      c.at += (written ?? "").length;
    } else if (!readInterpolation(c, value)) {
      value.add(character, c.at);
      c.at++;
    }
  }
  if (!c.take('"')) c.fail();
  value.end(c.at - 1);
  return {
    kind: "text",
    value: value.text,
    span: { start, end: c.at },
    style: "quoted",
    offsets: () => value.offsets,
  };
}

type Building = ReturnType<Cursor["build"]>;

// `${…}` and `%{…}` are holes; `$${` and `%%{` are themselves.
function readInterpolation(c: Cursor, value: Building): boolean {
  const sign = c.peek();
  if (sign !== "$" && sign !== "%") return false;
  if (c.peek(1) === sign && c.peek(2) === "{") {
    value.add(sign, c.at);
    value.add("{", c.at + 2);
    c.at += 3;
    return true;
  }
  if (c.peek(1) !== "{") return false;
  const start = c.at++;
  skipNested(c);
  value.spread(c.holes.hide(c.text.slice(start, c.at)), start);
  return true;
}

function readHeredoc(c: Cursor): TextTree | undefined {
  const start = c.at;
  c.at += 2;
  const indented = c.take("-");
  const delimiter = c.word(/[\w-]/);
  skipBlanks(c);
  c.take("\r");
  if (delimiter === "" || !c.take("\n")) return undefined;
  const lines: { start: number; end: number }[] = [];
  let close = -1;
  for (let at = c.at; at <= c.text.length; ) {
    const newline = c.text.indexOf("\n", at);
    const end = newline === -1 ? c.text.length : newline;
    if (c.text.slice(at, end).trim() === delimiter) {
      close = end;
      break;
    }
    if (newline === -1) break;
    lines.push({ start: at, end: end + 1 });
    at = end + 1;
  }
  // Without an end everything behind it would be read again and again.
  if (close === -1) c.fail();
  const common = indented
    ? Math.min(
        ...lines
          .map(({ start: from, end }) => c.text.slice(from, end))
          .filter((line) => line.trim() !== "")
          .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0),
      )
    : 0;
  const value = c.build();
  c.at = lines[0]?.start ?? c.at;
  for (const line of lines) {
    // An expression over several lines was read with the line that it begins in.
    const indent = c.at > line.start ? c.at : line.start + common;
    while (c.at < line.end && c.at < indent && /[ \t]/.test(c.peek())) c.at++;
    while (c.at < line.end) {
      if (!readInterpolation(c, value)) {
        value.add(c.peek(), c.at);
        c.at++;
      }
    }
  }
  value.end(c.at);
  c.at = close;
  const bodyStart = lines[0]?.start ?? start;
  return {
    kind: "text",
    value: value.text,
    span: { start: bodyStart, end: lines.at(-1)?.end ?? bodyStart },
    style: "block",
    offsets: () => value.offsets,
  };
}

function skipBlanks(c: Cursor): void {
  while (c.peek() === " " || c.peek() === "\t") c.at++;
}

function skipSpace(c: Cursor, lines: boolean): void {
  for (;;) {
    const character = c.peek();
    if (character === " " || character === "\t" || (character === "\r" && lines)) c.at++;
    else if (lines && character === "\n") c.at++;
    else if (character === "#" || (character === "/" && c.peek(1) === "/")) c.skipLine();
    else if (character === "/" && c.peek(1) === "*") c.skipTo("*/");
    else return;
  }
}
