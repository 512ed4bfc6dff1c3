import { toByteString } from "../go/byte-string.ts";
import { resolveScalar, strTag } from "./resolve.ts";

/** What can be written: strings, lists and mappings of them. A member that is undefined is left out. */
export type YamlValue =
  | string
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

/**
 * YAML as kubectl prints it (sigs.k8s.io/yaml over go.yaml.in/yaml/v2): keys sorted, two blanks a level, lists as deep
 * as their key, quotes only if a reader would take the text for something else, lines folded after column 80.
 */
export function writeYaml(value: YamlValue): string {
  const writer: Writer = { done: "", line: "", column: 0 };
  writeNode(writer, value, 0);
  breakLine(writer);
  return writer.done;
}

/** A string as written in such a document as the value of a key or an item, without regard to the line's length. */
export function writeScalar(text: string): string {
  const writer: Writer = { done: "", line: "", column: 0 };
  const style = chooseStyle(text);
  writeText(writer, text, style === "literal" ? "double" : style, 0, false);
  return writer.line;
}

interface Writer {
  /** Whole lines. */
  done: string;
  line: string;
  /** Of the line, in code points. */
  column: number;
}

type Style = "plain" | "single" | "double" | "literal";

const bestWidth = 80;
const step = 2;
/** In bytes; a longer key is written with a question mark (yaml_emitter_check_simple_key). */
const longestSimpleKey = 128;

function writeNode(w: Writer, value: YamlValue, indent: number): void {
  if (typeof value === "string") {
    const style = chooseStyle(value);
    if (style === "literal") writeLiteral(w, value, indent + step);
    else writeText(w, value, style, indent + step, true);
  } else if (isList(value)) {
    writeList(w, value, indent);
  } else {
    writeMapping(w, value, indent);
  }
}

function writeList(w: Writer, list: readonly YamlValue[], indent: number): void {
  if (list.length === 0) put(w, "[]");
  for (const item of list) {
    startLine(w, indent);
    put(w, "- ");
    writeNode(w, item, typeof item === "string" ? indent : indent + step);
  }
}

function writeMapping(
  w: Writer,
  map: { readonly [key: string]: YamlValue | undefined },
  indent: number,
): void {
  const keys = Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort(compareKeys);
  if (keys.length === 0) put(w, "{}");
  for (const key of keys) {
    const value = map[key] as YamlValue;
    startLine(w, indent);
    const style = chooseStyle(key);
    if (toByteString(key).length > longestSimpleKey || style === "literal") {
      put(w, "? ");
      writeText(w, key, style === "literal" ? "double" : style, indent + step, true);
      startLine(w, indent);
      put(w, ": ");
      writeNode(w, value, typeof value === "string" ? indent : indent + step);
      continue;
    }
    writeText(w, key, key === "" ? "double" : style, indent, false);
    put(w, ":");
    const nested =
      typeof value !== "string" && (isList(value) ? value : Object.keys(value)).length > 0;
    if (!nested) put(w, " ");
    // A list is as deep as its key, a mapping one step deeper.
    writeNode(w, value, nested && !isList(value) ? indent + step : indent);
  }
}

// Follows yaml_emitter_analyze_scalar and yaml_emitter_select_scalar_style, and stringv of encode.go.
function chooseStyle(text: string): Style {
  const special = specialPattern.test(text);
  const trailingSpace = text.endsWith(" ");
  if (text.includes("\n"))
    return special || trailingSpace || spaceBreak.test(text) ? "double" : "literal";
  const resolved = resolveScalar("", text);
  if ("failure" in resolved || resolved.tag !== strTag || base60.test(text)) return "double";
  if (special) return "double";
  const plain = !text.startsWith(" ") && !trailingSpace && !indicatorPattern.test(text);
  return plain ? "plain" : "single";
}

// yaml_emitter_write_plain_scalar, _single_quoted_scalar, _double_quoted_scalar.
function writeText(w: Writer, text: string, style: Style, indent: number, folds: boolean): void {
  const quote = style === "single" ? "'" : style === "double" ? '"' : "";
  put(w, quote);
  const characters = [...text];
  let afterSpace = false;
  characters.forEach((character, i) => {
    if (character === " ") {
      const next = characters[i + 1];
      const inside = style === "plain" || (i > 0 && i < characters.length - 1);
      const fold = folds && !afterSpace && w.column > bestWidth && inside;
      if (fold && style === "double") {
        startLine(w, indent);
        if (next === " ") put(w, "\\");
      } else if (fold && next !== " ") {
        startLine(w, indent);
      } else {
        put(w, " ");
      }
      afterSpace = true;
      return;
    }
    if (style === "single" && character === "'") put(w, "''");
    else put(w, style === "double" ? escapeCharacter(character) : character);
    afterSpace = false;
  });
  put(w, quote);
}

function writeLiteral(w: Writer, text: string, indent: number): void {
  const hint = /^[ \n]/.test(text) ? String(step) : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  put(w, `|${hint}${chomp}`);
  breakLine(w);
  const lines = text.split("\n").map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  const last = lines.pop() ?? "";
  w.done += lines.map((line) => `${line}\n`).join("");
  put(w, last);
}

function escapeCharacter(character: string): string {
  const known = escapes.get(character);
  if (known !== undefined) return `\\${known}`;
  if (!specialPattern.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function put(w: Writer, text: string): void {
  w.line += text;
  w.column += [...text].length;
}

/** On to the column, on a fresh line unless only a dash and blanks are before it. */
function startLine(w: Writer, indent: number): void {
  if (w.column > indent || !/^[-?: ]*$/.test(w.line)) breakLine(w);
  put(w, " ".repeat(Math.max(indent - w.column, 0)));
}

function breakLine(w: Writer): void {
  if (w.line !== "") w.done += `${w.line}\n`;
  w.line = "";
  w.column = 0;
}

// keyList.Less of sorter.go: letters after everything else, numbers by their value.
function compareKeys(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const p = x[i] ?? "";
    const q = y[i] ?? "";
    if (p === q) continue;
    const pLetter = /^\p{L}$/u.test(p);
    const qLetter = /^\p{L}$/u.test(q);
    if (pLetter !== qLetter) return qLetter ? -1 : 1;
    if (!pLetter) {
      const difference = compareNumbers(x, y, i);
      if (difference !== 0) return difference;
    }
    return (p.codePointAt(0) ?? 0) - (q.codePointAt(0) ?? 0);
  }
  return x.length - y.length;
}

function compareNumbers(x: readonly string[], y: readonly string[], at: number): number {
  let seed = 0;
  if (x[at] === "0" || y[at] === "0") {
    for (let i = at - 1; i >= 0 && isDigit(x[i]); i--) {
      if (x[i] !== "0") {
        seed = 1;
        break;
      }
    }
  }
  const [xEnd, xNumber] = readNumber(x, at, seed);
  const [yEnd, yNumber] = readNumber(y, at, seed);
  if (xNumber !== yNumber) return xNumber < yNumber ? -1 : 1;
  return xEnd - yEnd;
}

function readNumber(text: readonly string[], at: number, seed: number): [number, bigint] {
  let end = at;
  let number = BigInt(seed);
  for (; isDigit(text[end]); end++) number = number * 10n + BigInt(Number(text[end]));
  return [end, number];
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /^[0-9]$/.test(character);
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** What the emitter does not print as it is, line feeds apart: control characters, marks of order, and all beyond U+FFFF. */
const specialPattern = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const spaceBreak = / \n/;
/** Where a plain scalar of block style would end or be something else. */
const indicatorPattern = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))|:(?:[ \t]|$)|[ \t]#/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const escapes = new Map([
  ["\0", "0"],
  ["\x07", "a"],
  ["\b", "b"],
  ["\t", "t"],
  ["\n", "n"],
  ["\v", "v"],
  ["\f", "f"],
  ["\r", "r"],
  ["\x1b", "e"],
  ['"', '"'],
  ["\\", "\\"],
  ["\x85", "N"],
  ["\u2028", "L"],
  ["\u2029", "P"],
]);
