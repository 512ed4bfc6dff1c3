import type { Span } from "../source/span.ts";
import type { Holes } from "./holes.ts";
import {
  countUp,
  type ListTree,
  type MapTree,
  type PlainTree,
  type TextTree,
  type Tree,
  type UnknownPart,
} from "./tree.ts";

/** The text does not have the grammar by which it was read. */
export class ReadFailure extends Error {}

// One for all: a text is tried by several grammars, piece by piece, and nothing reads where one failed.
const failure = new ReadFailure("another grammar");

/** A place in a text that is read, for the small grammars. */
export class Cursor {
  readonly text: string;
  readonly holes: Holes;
  at = 0;

  constructor(text: string, holes: Holes) {
    this.text = text;
    this.holes = holes;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The unit so many behind the place, "" behind the end. */
  peek(ahead = 0): string {
    return this.text[this.at + ahead] ?? "";
  }

  fail(): never {
    throw failure;
  }

  /** Goes past `expected` if it is next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** Goes past units of a class, and gives them. */
  word(unit: RegExp): string {
    const start = this.at;
    while (!this.done && unit.test(this.peek())) this.at++;
    return this.text.slice(start, this.at);
  }

  /** What a sticky pattern finds here, without going past it. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  lookingAt(pattern: RegExp): boolean {
    return this.match(pattern) !== undefined;
  }

  /** To the line's end. */
  skipLine(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end === -1 ? this.text.length : end;
  }

  /** Past the next `mark`; a failure without one. */
  skipTo(mark: string): void {
    const end = this.text.indexOf(mark, this.at + mark.length);
    if (end === -1) this.fail();
    this.at = end + mark.length;
  }

  /** Nesting is bounded, so that no text exhausts the stack. */
  checkDepth(depth: number): void {
    if (depth > 200) this.fail();
  }

  count(start: number, end: number): ArrayLike<number> {
    return countUp(start, end - start);
  }

  /** A value that is put together unit by unit, with the places. */
  build(): Building {
    return new Building();
  }
}

class Building {
  text = "";
  readonly offsets: number[] = [];

  /** Units that all come from one place. */
  add(text: string, at: number): void {
    this.text += text;
    for (let i = 0; i < text.length; i++) this.offsets.push(at);
  }

  /** Units as written in the text. */
  spread(text: string, at: number): void {
    this.text += text;
    for (let i = 0; i < text.length; i++) this.offsets.push(at + i);
  }

  end(at: number): void {
    this.offsets.push(at);
  }
}

/** An expression whose value only its language knows, as a hole that represents its text. */
export function hideExpression(c: Cursor, start: number, end: number): TextTree {
  const value = c.holes.hide(c.text.slice(start, end));
  return {
    kind: "text",
    value,
    span: { start, end },
    style: "plain",
    offsets: () => c.count(start, end),
  };
}

/** Lists joined in one; what is no list is a part that is not known. */
export function joinLists(operands: readonly Tree[], span: Span): ListTree {
  const unknown = operands.flatMap((one) =>
    one.kind === "list" ? (one.unknown ?? []) : part(one),
  );
  const items = operands.flatMap((one) => (one.kind === "list" ? one.items : []));
  return { kind: "list", items, span, ...(unknown.length > 0 && { unknown }) };
}

/** Mappings joined in one, the last entry of a key counts; what is no mapping is a part that is not known. */
export function joinMaps(operands: readonly Tree[], span: Span): MapTree {
  const unknown = operands.flatMap((one) => (one.kind === "map" ? (one.unknown ?? []) : part(one)));
  const entries = operands.flatMap((one) => (one.kind === "map" ? one.entries : []));
  return { kind: "map", entries, span, ...(unknown.length > 0 && { unknown }) };
}

/** Whether words of such a form are of a flag that is known, whatever the variables in it are, and no flag around others. */
export function isForeignFlag(text: string): boolean {
  return /^--[a-z][a-z-]*=/.test(text) && !/oidc|authentication|args?=|config=/.test(text);
}

function part({ span }: Tree): UnknownPart[] {
  return [{ sort: "part", span }];
}

/** A number, true, false or null that is not the beginning of a longer word; undefined for everything else. */
export function readNumberOrWord(c: Cursor): PlainTree | undefined {
  const start = c.at;
  const written = c.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  if (written === undefined || /[\w.-]/.test(c.text[start + written.length] ?? ""))
    return undefined;
  c.at += written.length;
  const words: Record<string, boolean | null> = { true: true, false: false, null: null };
  const value = written in words ? (words[written] ?? null) : Number(written);
  return { kind: "plain", value, written, span: { start, end: c.at } };
}

/** From a bracket past the one that closes it; strings between double quotes may hold brackets of their own. */
export function skipNested(c: Cursor): void {
  const closers: string[] = [];
  do {
    const character = c.peek();
    if (c.done) c.fail();
    if (character === "{" || character === "[" || character === "(") {
      closers.push(character === "{" ? "}" : character === "[" ? "]" : ")");
      c.at++;
    } else if (character === closers.at(-1)) {
      closers.pop();
      c.at++;
    } else if (character === '"') {
      // A string is a nesting of its own: in it only its end and interpolations count.
      skipString(c);
    } else c.at++;
    if (closers.length > 200) c.fail();
  } while (closers.length > 0);
}

function skipString(c: Cursor, depth = 0): void {
  c.checkDepth(depth);
  c.at++;
  while (!c.done && c.peek() !== '"') {
    if (c.peek() === "\\") c.at += 2;
    else if (c.peek() === "$" && c.peek(1) === "{") {
      c.at++;
      skipBraces(c, depth + 1);
    } else c.at++;
  }
  if (!c.take('"')) c.fail();
}

function skipBraces(c: Cursor, depth: number): void {
  c.checkDepth(depth);
  let open = 0;
  do {
    if (c.done) c.fail();
    if (c.peek() === '"') skipString(c, depth + 1);
    else {
      if (c.peek() === "{") open++;
      else if (c.peek() === "}") open--;
      c.at++;
    }
  } while (open > 0);
}

/** The character of an escape as JSON and HCL write it: `\n`, `\u00e4`. */
export function readEscape(written: string): string {
  const short: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
  const plain = short[written[1] ?? ""];
  if (plain !== undefined) return plain;
  const code = Number.parseInt(written.slice(2), 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
