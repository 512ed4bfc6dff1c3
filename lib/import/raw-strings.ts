import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import type { Piece } from "./piece.ts";
import { mayHold } from "./words.ts";

/** What a raw string over several lines holds that begins in a line of a program: `const config = \`apiVersion: …`. */
export function findRawString(text: string, at: number, line: string): Span | undefined {
  const [whole = "", quote = ""] =
    /^[^`"']*(?:"[^"]+"[^`"']*|'[^']+'[^`"']*)*(`|"""|''')/.exec(line) ?? [];
  if (quote === "" || line.indexOf(quote, whole.length) !== -1) return undefined;
  const start = at + whole.length;
  const end = text.indexOf(quote, start);
  const value = end < 0 ? "" : text.slice(start, end);
  // PowerShell continues a line with a backtick; with escapes the value is another one.
  return /\n.*\n/.test(value) && !value.includes("\\") && mayHold(value)
    ? { start, end }
    : undefined;
}

/**
 * A raw string with what the program writes into it hidden as variables: `${x}` between backticks, `{x}` of Python's
 * f-strings, `%s` if a function formats it. `start` is where it begins in the text of the program.
 */
export function withoutVerbs(x: Exploration, raw: Piece, text: string, start: number): Piece {
  const before = text.slice(Math.max(text.lastIndexOf("\n", start - 1) + 1, start - 200), start);
  const hide = (pattern: RegExp): Piece => ({
    ...raw,
    text: raw.text.replaceAll(pattern, (one) => x.holes.hide(one)),
  });
  if (/printf|\bformat\(/i.test(before)) return hide(/%(?:\[\d+\])?[svdq]/g);
  if (before.endsWith("`")) return hide(/\$\{[^{}\n]*\}/g);
  return /\bf["']{3}$/.test(before) && !raw.text.includes("{{") ? hide(/\{[^{}\n:]*\}/g) : raw;
}
