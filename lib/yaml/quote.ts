import { writeScalar } from "./write.ts";

/*
 * How people write a scalar: words as they are, everything else in quotes. kubectl's own style is in write.ts.
 */

/** A text in quotes on one line: in single ones, unless it needs escapes or has an apostrophe itself. */
export function quoteScalar(value: string): string {
  const printable = /^[^\p{Cc}\p{Cs}\u2028\u2029\ufeff]*$/u.test(value);
  const bothered = value.includes("'") && !/["\\]/.test(value);
  return !printable || bothered ? quoteDouble(value) : `'${value.replaceAll("'", "''")}'`;
}

/** Double quotes that JSON and YAML read alike. */
export function quoteDouble(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text on one line, in block style or between brackets. */
export function writeLine(value: string): string {
  if (isWord(value, /^[A-Za-z](?:[\w./@:-]*[\w/])?$/)) return value;
  return value === "" ? '""' : quoteScalar(value);
}

/** The same between brackets with double quotes, which are JSON's too. */
export function writeInFlow(value: string): string {
  return isWord(value, /^[A-Za-z][\w./-]*$/) ? value : quoteDouble(value);
}

/** A text as a literal block: the rest of the header's line, then the lines. */
export function writeLiteral(value: string, indent: string): readonly string[] {
  if (value === "") return [" |-"];
  const hint = /^[ \n]/.test(value) ? String(2) : "";
  const chomp = !value.endsWith("\n") ? "-" : value === "\n" || value.endsWith("\n\n") ? "+" : "";
  const lines = (value.endsWith("\n") ? value.slice(0, -1) : value).split("\n");
  return [` |${hint}${chomp}`, ...lines.map((line) => (line === "" ? "" : indent + line))];
}

// `true` and `1e3` are no words to a reader.
function isWord(value: string, pattern: RegExp): boolean {
  return pattern.test(value) && writeScalar(value) === value;
}
