import {
  Cursor,
  hideExpression,
  isForeignFlag,
  joinLists,
  joinMaps,
  ReadFailure,
  readNumberOrWord,
  skipNested,
} from "./cursor.ts";
import type { Holes } from "./holes.ts";
import type { Entry, MapTree, TextTree, Tree, UnknownPart } from "./tree.ts";

/**
 * Reads attribute sets of Nix: `a.b = value;` as mappings, lists, strings of both kinds with `${…}` as holes. Of a
 * function's call the literal argument counts (`toString [ … ]`, `lib.mkForce "x"`); every other expression is a hole.
 * Undefined if the text is not Nix.
 */
export function readNix(text: string, holes: Holes): MapTree | undefined {
  if (!/=/.test(text) || !/;/.test(text)) return undefined;
  const c = new Cursor(text, holes);
  try {
    skipSpace(c);
    const bound = readHead(c);
    const value = c.peek() === "{" ? readValue(c, 0) : readBindings(c, "", 0);
    skipSpace(c);
    if (!c.done && c.peek() !== ")") return undefined;
    if (value.kind !== "map") return undefined;
    // What `let` names is used by name further on: it is looked at where it is written.
    const entries = [...bound, ...value.entries];
    return entries.length > 0 ? { ...value, entries } : undefined;
  } catch (failure) {
    if (failure instanceof ReadFailure) return undefined;
    throw failure;
  }
}

// The arguments of a module, `let … in` and `with …;` before its set. Gives what `let` binds.
function readHead(c: Cursor): Entry[] {
  const bound: Entry[] = [];
  for (;;) {
    skipSpace(c);
    const start = c.at;
    if (c.peek() === "{") {
      skipNested(c);
      skipSpace(c);
      c.match(/@/y) && c.at++ && c.word(/[\w'-]/);
      skipSpace(c);
      if (c.take(":")) continue;
      c.at = start;
      return bound;
    }
    const word = c.match(/[A-Za-z_][\w'-]*/y) ?? "";
    if (word === "with" || word === "assert") {
      while (!c.done && c.peek() !== ";") skipPart(c);
      if (!c.take(";")) c.fail();
      continue;
    }
    if (word === "let") {
      c.at += 3;
      bound.push(...readBindings(c, "in", 0).entries);
      continue;
    }
    if (word !== "" && c.lookingAt(/[A-Za-z_][\w'-]*\s*:(?!\/\/)/y)) {
      c.at += word.length;
      skipSpace(c);
      c.at++;
      continue;
    }
    return bound;
  }
}

function readBindings(c: Cursor, close: string, depth: number): MapTree {
  c.checkDepth(depth);
  const start = c.at;
  const entries: Entry[] = [];
  const unknown: UnknownPart[] = [];
  for (;;) {
    skipSpace(c);
    if (close !== "" && c.lookingAt(close === "in" ? /in\b/y : /\}/y)) {
      c.at += close.length;
      break;
    }
    if (c.done) {
      if (close !== "") c.fail();
      break;
    }
    if (c.lookingAt(/inherit\b/y)) {
      unknown.push(readInherit(c));
      continue;
    }
    entries.push(readBinding(c, depth));
  }
  return {
    kind: "map",
    entries,
    span: { start, end: c.at },
    ...(unknown.length > 0 && { unknown }),
  };
}

// `inherit (set) a b;`: the names are known, their values are not.
function readInherit(c: Cursor): UnknownPart {
  const start = c.at;
  c.word(/\w/);
  skipSpace(c);
  if (c.peek() === "(") skipNested(c);
  const from = c.at;
  while (!c.done && c.peek() !== ";") skipPart(c);
  const names = c.text.slice(from, c.at).match(/[A-Za-z_][\w'-]*/g) ?? [];
  const span = { start, end: trimEnd(c.text, c.at) };
  if (!c.take(";")) c.fail();
  return { sort: "part", span, names };
}

function readBinding(c: Cursor, depth: number): Entry {
  const path: { key: string; start: number; end: number }[] = [];
  do {
    skipSpace(c);
    const start = c.at;
    let key: string;
    if (c.peek() === '"') key = readQuoted(c).value;
    else if (c.peek() === "$" && c.peek(1) === "{") {
      c.at++;
      skipNested(c);
      key = c.holes.hide(c.text.slice(start, c.at));
    } else key = c.word(/[\w'-]/);
    if (key === "") c.fail();
    path.push({ key, start, end: c.at });
    skipSpace(c);
  } while (c.take("."));
  if (!c.take("=")) c.fail();
  skipSpace(c);
  let value = readValue(c, depth + 1);
  skipSpace(c);
  if (!c.take(";")) c.fail();
  const [first, ...rest] = path;
  for (const { key, start, end } of rest.toReversed()) {
    const entry = { key, keySpan: { start, end }, value };
    value = { kind: "map", entries: [entry], span: { start, end: value.span.end } };
  }
  return {
    key: first?.key ?? "",
    keySpan: { start: first?.start ?? c.at, end: first?.end ?? c.at },
    value,
  };
}

// Operands with the sign between them that joins lists (++) or sets (//).
function readValue(c: Cursor, depth: number): Tree {
  const first = readOperand(c, depth);
  const operands = [first];
  const sign = c.match(/\+\+|\/\//y);
  while (sign !== undefined && c.take(sign)) operands.push(readOperand(c, depth));
  if (sign === undefined) return first;
  const span = { start: first.span.start, end: (operands.at(-1) ?? first).span.end };
  // One inside of the other: which joins what is not looked into.
  let mixed = false;
  for (; c.lookingAt(/\+\+|\/\//y); mixed = true) {
    c.at += 2;
    readOperand(c, depth);
  }
  if (mixed) return hideExpression(c, span.start, trimEnd(c.text, c.at));
  return sign === "++" ? joinLists(operands, span) : joinMaps(operands, span);
}

// Up to the end of the expression, or the sign that joins it to the next list.
function readOperand(c: Cursor, depth: number): Tree {
  c.checkDepth(depth);
  skipSpace(c);
  const start = c.at;
  const mapped = readMap(c);
  if (mapped !== undefined) return mapped;
  let literal: Tree | undefined;
  let parts = 0;
  let certain = true;
  let called = "";
  for (;;) {
    skipSpace(c);
    if (c.done || /[;)\]}]/.test(c.peek()) || c.lookingAt(/in\b|\+\+|\/\//y)) break;
    parts++;
    const found = readLiteral(c, depth);
    if (found !== undefined) {
      // An empty set before the argument is that of options: `lib.generators.toYAML { } {…}`.
      const options = literal?.kind === "map" && literal.entries.length === 0;
      if (literal !== undefined && !options) certain = false;
      literal = found;
    } else if (c.lookingAt(/[A-Za-z_][\w'.-]*/y)) {
      // A function before its argument; anything behind the argument changes it.
      if (literal !== undefined) certain = false;
      const word = c.word(/[\w'.-]/);
      if (parts === 1) called = word;
      if (/^(?:if|let|rec|with|assert)$/.test(word) && word !== "rec") certain = false;
    } else {
      certain = false;
      skipPart(c);
    }
  }
  if (parts === 0) c.fail();
  const end = trimEnd(c.text, c.at);
  if (!certain || literal === undefined) return hideExpression(c, start, end);
  return applyFunction(called, literal, { start, end });
}

// `map (name: "--tls-san=${name}") names`: as many of another flag as there are names.
function readMap(c: Cursor): Tree | undefined {
  const start = c.at;
  const head = c.match(/(?:lib\.)?map\s*\(\s*\w+\s*:\s*(?=")/y);
  if (head === undefined) return undefined;
  c.at += head.length;
  const { value } = readQuoted(c);
  if (isForeignFlag(value) && c.take(")")) {
    while (!c.done && !/[;)\]}]/.test(c.peek()) && !c.lookingAt(/\+\+|\/\//y)) skipPart(c);
    return { kind: "list", items: [], span: { start, end: trimEnd(c.text, c.at) } };
  }
  c.at = start;
  return undefined;
}

// `lib.mkMerge [ … ]` joins its items, and what `lib.optional` and `lib.mkIf` give depends on a condition.
function applyFunction(called: string, literal: Tree, span: { start: number; end: number }): Tree {
  const name = called.split(".").at(-1) ?? "";
  if (name === "mkMerge" && literal.kind === "list" && literal.items.length > 0) {
    if (literal.items.some(({ kind }) => kind === "list")) return joinLists(literal.items, span);
    if (literal.items.some(({ kind }) => kind === "map")) return joinMaps(literal.items, span);
  }
  if (name === "optional")
    return { kind: "list", items: [literal], span, unknown: [{ sort: "condition", span }] };
  const conditional = /^(?:optionals|optionalAttrs|mkIf)$/.test(name);
  if (!conditional || (literal.kind !== "list" && literal.kind !== "map")) return literal;
  return { ...literal, unknown: [...(literal.unknown ?? []), { sort: "condition", span }] };
}

function readLiteral(c: Cursor, depth: number): Tree | undefined {
  c.checkDepth(depth);
  const start = c.at;
  if (c.peek() === '"') return readQuoted(c);
  if (c.peek() === "'" && c.peek(1) === "'") return readIndented(c);
  if (c.peek() === "{") {
    c.at++;
    const map = readBindings(c, "}", depth + 1);
    return { ...map, span: { start, end: c.at } };
  }
  // An argument in brackets: `toString ([ … ] ++ names)`.
  if (depth < 20 && c.lookingAt(/\(\s*[["']/y)) return readBracketed(c, depth);
  if (c.peek() === "[") {
    c.at++;
    const items: Tree[] = [];
    for (;;) {
      skipSpace(c);
      if (c.take("]")) return { kind: "list", items, span: { start, end: c.at } };
      if (c.done) c.fail();
      const at = c.at;
      const item = readLiteral(c, depth + 1);
      if (item === undefined) {
        skipPart(c);
        items.push(hideExpression(c, at, c.at));
      } else items.push(item);
    }
  }
  return readNumberOrWord(c);
}

function readBracketed(c: Cursor, depth: number): Tree | undefined {
  const start = c.at;
  try {
    c.at++;
    const value = readValue(c, depth + 1);
    skipSpace(c);
    if (c.take(")")) return value;
  } catch (failure) {
    if (!(failure instanceof ReadFailure)) throw failure;
  }
  c.at = start;
  return undefined;
}

// One word, bracket or string of an expression.
function skipPart(c: Cursor): void {
  const character = c.peek();
  if (character === "(" || character === "{" || character === "[") skipNested(c);
  else if (character === '"') readQuoted(c);
  else if (character === "'" && c.peek(1) === "'") readIndented(c);
  else if (/[\w'./~-]/.test(character)) c.word(/[\w'./~:+-]/);
  else if (/[)\]}]/.test(character)) c.fail();
  else c.at++;
  skipSpace(c);
}

type Building = ReturnType<Cursor["build"]>;

function readInterpolation(c: Cursor, value: Building): void {
  const start = c.at++;
  skipNested(c);
  value.spread(c.holes.hide(c.text.slice(start, c.at)), start);
}

function readQuoted(c: Cursor): TextTree {
  const start = c.at++;
  const value = c.build();
  while (!c.done && c.peek() !== '"') {
    if (c.peek() === "\\") {
      const next = c.peek(1);
      value.add(next === "n" ? "\n" : next === "t" ? "\t" : next === "r" ? "\r" : next, c.at);
      c.at += 2;
    } else if (c.peek() === "$" && c.peek(1) === "{") readInterpolation(c, value);
    else {
      value.add(c.peek(), c.at);
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

// `''…''`: the common indentation is removed, `''${` and `'''` are escapes.
function readIndented(c: Cursor): TextTree {
  const start = c.at;
  c.at += 2;
  const first = c.text.slice(c.at).search(/[^ ]/);
  if (first !== -1 && c.text[c.at + first] === "\n") c.at += first + 1;
  const from = c.at;
  const common = commonIndent(c.text, from);
  const value = c.build();
  let lineStart = true;
  while (!c.done) {
    if (lineStart) {
      for (let i = 0; i < common && c.peek() === " "; i++) c.at++;
      lineStart = false;
    }
    if (c.peek() === "'" && c.peek(1) === "'") {
      if (c.peek(2) === "'") {
        value.add("''", c.at);
        c.at += 3;
      } else if (c.peek(2) === "$") {
        value.add("$", c.at);
        c.at += 3;
      } else if (c.peek(2) === "\\") {
        value.add(c.peek(3) === "n" ? "\n" : c.peek(3) === "t" ? "\t" : c.peek(3), c.at);
        c.at += 4;
      } else {
        break;
      }
      continue;
    }
    if (c.peek() === "$" && c.peek(1) === "{") {
      readInterpolation(c, value);
      continue;
    }
    lineStart = c.peek() === "\n";
    value.add(c.peek(), c.at);
    c.at++;
  }
  if (c.done) c.fail();
  value.end(c.at);
  c.at += 2;
  return {
    kind: "text",
    value: value.text.replace(/\n *$/, "\n"),
    span: { start, end: c.at },
    style: "block",
    offsets: () => value.offsets,
  };
}

function commonIndent(text: string, from: number): number {
  const end = text.indexOf("''", from);
  const lines = text.slice(from, end === -1 ? from : end).split("\n");
  const counted = lines
    .filter((line) => line.trim() !== "")
    .map((line) => /^ */.exec(line)?.[0].length ?? 0);
  return counted.length === 0 ? 0 : Math.min(...counted);
}

function trimEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1] ?? "")) at--;
  return at;
}

function skipSpace(c: Cursor): void {
  for (;;) {
    if (/\s/.test(c.peek())) c.at++;
    else if (c.peek() === "#") c.skipLine();
    else if (c.peek() === "/" && c.peek(1) === "*") c.skipTo("*/");
    else return;
  }
}
