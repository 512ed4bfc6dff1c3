import type { Tree } from "./tree.ts";
import type { Written } from "./write-text.ts";

/**
 * The text with another object in place of one between braces, JSON or YAML's flow style: as JSON, on one line if it was on
 * one, and else indented as its line is. `deeper` are the blanks that its further lines have beyond that.
 */
export function writeFlow(
  text: string,
  { span: { start, end } }: Pick<Tree, "span">,
  value: unknown,
  deeper = 0,
): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const [indent = ""] = /^[ \t]*/.exec(text.slice(lineStart, start)) ?? [];
  const before = text.slice(start, end);
  const second = /\n([ \t]*)\S/.exec(before)?.[1]?.length ?? 0;
  const step = Math.min(Math.max(second - indent.length - deeper, 1), 8);
  const lines = JSON.stringify(value, null, second > 0 ? step : 2).split("\n");
  const written = before.includes("\n")
    ? lines.join(`\n${indent}${" ".repeat(deeper)}`)
    : joinLine(lines);
  return text.slice(0, start) + written + text.slice(end);
}

// `{"a": [1, 2], "b": {}}`: a text in JSON has no line breaks of its own.
function joinLine(lines: readonly string[]): string {
  let line = "";
  for (const part of lines.map((one) => one.trimStart())) {
    const separated = line === "" || /[{[]$/.test(line) || /^[}\]]/.test(part);
    line += separated ? part : ` ${part}`;
  }
  return line;
}

/** A value that is to be written as JSON has it. */
export function toJson(written: Written | undefined): unknown {
  if (typeof written !== "object") return written;
  if (Array.isArray(written)) return written.map(toJson);
  const value = written as { readonly [key: string]: Written | undefined };
  if ("leaf" in value && "from" in value) {
    const leaf: unknown = value.leaf;
    return typeof leaf === "bigint" ? Number(leaf) : leaf;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one)]));
}
