import { lineEnd } from "../source/lines.ts";
import type { Span } from "../source/span.ts";
import { readEscape } from "./cursor.ts";
import type { Holes } from "./holes.ts";
import { countUp } from "./tree.ts";

/** A word of a command line after quotes are removed; variables and substitutions are holes in it. */
export interface ShellWord {
  readonly value: string;
  readonly span: Span;
  /** Whether any part of it stood between quotes. */
  readonly quoted: boolean;
  /** Where each UTF-16 unit of the value is; the last entry is its end. */
  readonly offsets: readonly number[] | Uint32Array;
}

/** One simple command. */
export interface ShellCommand {
  readonly span: Span;
  readonly assignments: readonly ShellWord[];
  readonly words: readonly ShellWord[];
  /** Files that its output goes to. */
  readonly writes: readonly string[];
  readonly heredocs: readonly Heredoc[];
}

/** A here-document: what the command reads. */
export interface Heredoc {
  /** Of the lines, without the delimiter's. */
  readonly span: Span;
  /** Variables are replaced in it. */
  readonly expands: boolean;
  /** Tabs at the beginning of lines are removed. */
  readonly dedents: boolean;
  readonly value: string;
  readonly offsets: readonly number[];
}

/** Commands, or why the text is no shell script. */
export type ShellResult =
  | { readonly kind: "read"; readonly commands: readonly ShellCommand[] }
  | { readonly kind: "failed"; readonly message: string; readonly at: number };

/**
 * Reads simple commands by POSIX's grammar: quotes, continued lines, here-documents, lists and pipes. Nothing is
 * evaluated; what a substitution runs is not looked at. "systemd" is the quoting of a unit's command line.
 */
export function readShell(
  text: string,
  holes: Holes,
  mode: "shell" | "systemd" = "shell",
): ShellResult {
  const r: Reader = { text, at: 0, holes, mode, commands: [], pending: [] };
  try {
    startCommand(r);
    while (r.at < text.length) step(r);
    endCommand(r);
    if (r.pending.length > 0) throw new ShellFailure("a here-document has no end", r.at);
    return { kind: "read", commands: joinFlagLines(r.commands) };
  } catch (failure) {
    if (!(failure instanceof ShellFailure)) throw failure;
    return { kind: "failed", message: failure.message, at: failure.at };
  }
}

class ShellFailure extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

interface Draft {
  start: number;
  end: number;
  assignments: ShellWord[];
  words: ShellWord[];
  writes: string[];
  heredocs: Heredoc[];
}

interface Reader {
  readonly text: string;
  at: number;
  readonly holes: Holes;
  readonly mode: "shell" | "systemd";
  readonly commands: ShellCommand[];
  readonly pending: { delimiter: string; quoted: boolean; dedents: boolean; command: Draft }[];
  draft?: Draft;
}

function startCommand(r: Reader): void {
  r.draft = { start: r.at, end: r.at, assignments: [], words: [], writes: [], heredocs: [] };
}

function endCommand(r: Reader): void {
  const { draft } = r;
  if (draft !== undefined && draft.end > draft.start) {
    const { start, end, ...rest } = draft;
    r.commands.push({ span: { start, end }, ...rest });
  }
  startCommand(r);
}

function step(r: Reader): void {
  const { text } = r;
  const character = text[r.at] as string;
  if (character === " " || character === "\t" || character === "\r") {
    r.at++;
    return;
  }
  // PowerShell continues a line with a backtick.
  if (/^[\\`]\r?\n/.test(text.slice(r.at, r.at + 3))) {
    r.at = text.indexOf("\n", r.at) + 1;
    return;
  }
  if (character === "\n") {
    r.at++;
    endCommand(r);
    readHeredocs(r);
    return;
  }
  if (character === "#" && r.mode === "shell") {
    const end = text.indexOf("\n", r.at);
    r.at = end === -1 ? text.length : end;
    return;
  }
  if (r.mode === "shell" && /[;&|()]/.test(character)) {
    r.at++;
    endCommand(r);
    return;
  }
  if (
    r.mode === "shell" &&
    redirect.test(text.slice(r.at, r.at + 8)) &&
    !/^<[A-Za-z][\w .-]{0,60}>(?=\s|$)/.test(text.slice(r.at, r.at + 80))
  ) {
    readRedirect(r);
    return;
  }
  const word = readWord(r);
  const { draft } = r;
  if (draft === undefined) return;
  if (draft.end === draft.start) draft.start = word.span.start;
  draft.end = word.span.end;
  const assigns = draft.words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(word.value);
  if (assigns) draft.assignments.push(word);
  else draft.words.push(word);
}

const redirect = /^\d*(?:<<-?|<<<|>>|>\||>&|<&|[<>])/;

function readRedirect(r: Reader): void {
  const { text, draft } = r;
  const operator = redirect.exec(text.slice(r.at, r.at + 8))?.[0] ?? "";
  r.at += operator.length;
  while (text[r.at] === " " || text[r.at] === "\t") r.at++;
  const word = readWord(r);
  if (draft === undefined) return;
  if (draft.end === draft.start) draft.start = word.span.start;
  draft.end = word.span.end;
  const sign = operator.replace(/^\d+/, "");
  if (sign === "<<" || sign === "<<-") {
    const delimiter = r.holes.reveal(word.value);
    r.pending.push({ delimiter, quoted: word.quoted, dedents: sign === "<<-", command: draft });
  } else if (sign === ">" || sign === ">>" || sign === ">|") {
    draft.writes.push(r.holes.reveal(word.value));
  }
}

function readHeredocs(r: Reader): void {
  for (const { delimiter, quoted, dedents, command } of r.pending.splice(0)) {
    const start = r.at;
    const value: Built = { text: "", offsets: [] };
    let closed = false;
    while (r.at < r.text.length) {
      const end = lineEnd(r.text, r.at);
      let from = r.at;
      if (dedents) while (r.text[from] === "\t") from++;
      const line = r.text.slice(from, end).replace(/\r$/, "");
      if (line === delimiter) {
        closed = true;
        break;
      }
      readHeredocLine(r, value, from, Math.min(end + 1, r.text.length), !quoted);
    }
    if (!closed) throw new ShellFailure("a here-document has no end", start);
    value.offsets.push(r.at);
    command.heredocs.push({
      span: { start, end: r.at },
      expands: !quoted,
      dedents,
      value: value.text,
      offsets: value.offsets,
    });
    r.at = Math.min(lineEnd(r.text, r.at) + 1, r.text.length);
  }
}

function readHeredocLine(r: Reader, value: Built, from: number, end: number, expands: boolean) {
  r.at = from;
  while (r.at < end) {
    const character = r.text[r.at] as string;
    if (expands && character === "\\" && /[\\$`\n]/.test(r.text[r.at + 1] ?? "")) {
      if (r.text[r.at + 1] !== "\n") add(value, r.text[r.at + 1] as string, r.at);
      r.at += 2;
    } else if (expands && (character === "$" || character === "`")) addExpansion(r, value);
    else {
      add(value, character, r.at);
      r.at++;
    }
  }
  r.at = Math.max(r.at, end);
}

interface Built {
  text: string;
  readonly offsets: number[];
}

function add(value: Built, text: string, at: number, spread = false): void {
  value.text += text;
  for (let i = 0; i < text.length; i++) value.offsets.push(spread ? at + i : at);
}

function readWord(r: Reader): ShellWord {
  const start = r.at;
  const value: Built = { text: "", offsets: [] };
  let quoted = false;
  const { text } = r;
  const plain = readPlainWord(r);
  if (plain !== undefined) return plain;
  const ends = r.mode === "shell" ? /[\s;&|()<>]/ : /\s/;
  while (r.at < text.length) {
    const character = text[r.at] as string;
    // `https://<HOST>/realms`: a place to fill in, as documentation writes it, is no redirection.
    const blank =
      character === "<" ? /^<[A-Za-z][\w .-]{0,60}>/.exec(text.slice(r.at, r.at + 70)) : null;
    if (blank !== null) {
      add(value, blank[0], r.at, true);
      r.at += blank[0].length;
      continue;
    }
    if (ends.test(character)) break;
    if (character === "'") {
      quoted = true;
      readSingle(r, value);
    } else if (character === "$" && r.mode === "shell" && text[r.at + 1] === "'") {
      quoted = true;
      readAnsi(r, value);
    } else if (character === '"') {
      quoted = true;
      readDouble(r, value);
    } else if (character === "\\") {
      const next = text[r.at + 1];
      if (next === "\n") r.at += 2;
      else if (next === "\r" && text[r.at + 2] === "\n") r.at += 3;
      else {
        if (next !== undefined) add(value, next, r.at);
        quoted = true;
        r.at += 2;
      }
    } else if (character === "$" || (character === "`" && r.mode === "shell")) {
      addExpansion(r, value);
    } else {
      add(value, character, r.at);
      r.at++;
    }
  }
  // A character that no rule takes must not stop the reader.
  if (r.at === start) r.at++;
  value.offsets.push(r.at);
  return { value: value.text, span: { start, end: r.at }, quoted, offsets: value.offsets };
}

// Most words are in the text as they are. A place to fill in may follow where an angle bracket does.
function readPlainWord(r: Reader): ShellWord | undefined {
  const { text, at: start, mode } = r;
  const own = mode === "shell" ? plainInShell : plainInUnit;
  own.lastIndex = start;
  const value = own.exec(text)?.[0] ?? "";
  const end = start + value.length;
  const behind = text[end] ?? " ";
  if (value === "" || !(mode === "shell" ? /[\s;&|()>]/ : /\s/).test(behind)) return undefined;
  r.at = end;
  return { value, span: { start, end }, quoted: false, offsets: countUp(start, value.length) };
}

const plainInShell = /[^\s;&|()<>'"\\$`]*/y;
const plainInUnit = /[^\s<'"\\$]*/y;

function readSingle(r: Reader, value: Built): void {
  if (r.mode === "systemd") {
    readDouble(r, value, "'");
    return;
  }
  const end = r.text.indexOf("'", r.at + 1);
  if (end === -1) throw new ShellFailure("a quotation has no end", r.at);
  add(value, r.text.slice(r.at + 1, end), r.at + 1, true);
  r.at = end + 1;
}

// `$'…'` of bash: with the escapes of C that texts have.
function readAnsi(r: Reader, value: Built): void {
  const start = r.at;
  r.at += 2;
  while (r.at < r.text.length && r.text[r.at] !== "'") {
    const known = /^\\(?:[nrt\\"]|x[0-9a-fA-F]{2})/.exec(r.text.slice(r.at, r.at + 4))?.[0];
    if (known === undefined && r.text[r.at] === "\\" && r.text[r.at + 1] === "'") r.at++;
    add(value, known === undefined ? (r.text[r.at] as string) : readEscape(known), r.at);
    r.at += known?.length ?? 1;
  }
  if (r.at >= r.text.length) throw new ShellFailure("a quotation has no end", start);
  r.at++;
}

function readDouble(r: Reader, value: Built, quote = '"'): void {
  const start = r.at;
  r.at++;
  while (r.at < r.text.length) {
    const character = r.text[r.at] as string;
    if (character === quote) {
      r.at++;
      return;
    }
    const next = r.text[r.at + 1] ?? "";
    if (character === "\\" && (r.mode === "systemd" ? next !== "" : /[\\"$`\n]/.test(next))) {
      if (next !== "\n") add(value, next, r.at);
      r.at += 2;
    } else if (character === "$" || (character === "`" && r.mode === "shell")) {
      addExpansion(r, value);
    } else {
      add(value, character, r.at);
      r.at++;
    }
  }
  throw new ShellFailure("a quotation has no end", start);
}

// `$x`, `${x}`, `$(…)`, `` `…` `` as a hole; a lone dollar is itself.
function addExpansion(r: Reader, value: Built): void {
  const { text, at: start } = r;
  const next = text[start + 1] ?? "";
  let end = start + 1;
  if (text[start] === "`") {
    const close = text.indexOf("`", start + 1);
    if (close === -1) throw new ShellFailure("a substitution has no end", start);
    end = close + 1;
  } else if (next === "{") end = skipBalanced(text, start + 1, "{", "}");
  else if (next === "(" && r.mode === "shell") end = skipBalanced(text, start + 1, "(", ")");
  else if (/[A-Za-z_]/.test(next)) {
    end = start + 1;
    while (/\w/.test(text[end] ?? "")) end++;
  } else if (/[0-9@*#?!$-]/.test(next) && r.mode === "shell") end = start + 2;
  else {
    add(value, "$", start);
    r.at++;
    return;
  }
  if (end === -1) throw new ShellFailure("a substitution has no end", start);
  add(value, r.holes.hide(text.slice(start, end)), start, true);
  r.at = end;
}

function skipBalanced(text: string, at: number, open: string, close: string): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const character = text[i];
    if (character === "\\") i++;
    else if (character === "'" && open === "(") {
      const end = text.indexOf("'", i + 1);
      if (end === -1) return -1;
      i = end;
    } else if (character === open) depth++;
    else if (character === close) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

/** Flags one a line, as files of arguments and instructions have them, are one command. */
function joinFlagLines(commands: readonly ShellCommand[]): ShellCommand[] {
  const joined: (ShellCommand & { words: ShellWord[] })[] = [];
  for (const command of commands) {
    const before = joined.at(-1);
    const isFlags = (c: ShellCommand | undefined) =>
      c !== undefined && c.assignments.length === 0 && /^--?[a-z]/.test(c.words[0]?.value ?? "");
    if (before !== undefined && isFlags(before) && isFlags(command)) {
      for (const word of command.words) before.words.push(word);
      (before.span as { end: number }).end = command.span.end;
    } else {
      joined.push({ ...command, span: { ...command.span }, words: [...command.words] });
    }
  }
  return joined;
}
