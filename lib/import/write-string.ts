import type { Grammar } from "./exploration.ts";
import type { TextTree } from "./tree.ts";

/**
 * The text with another value for one of its strings, in the same style: a block scalar stays one, with its indentation.
 * Undefined if the grammar has no certain way to write it.
 */
export function writeStringIn(
  text: string,
  tree: TextTree,
  value: string,
  grammar: Grammar,
): string | undefined {
  const { start, end } = tree.span;
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (grammar === "json") return before + JSON.stringify(value) + after;
  if (grammar !== "yaml") return undefined;
  if (tree.style !== "block") return before + JSON.stringify(value) + after;
  const block = writeBlock(text, tree, value);
  return block === undefined ? undefined : before + block + after;
}

function writeBlock(text: string, tree: TextTree, value: string): string | undefined {
  if (/[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value)) return undefined;
  const { start, end } = tree.span;
  const first = tree.offsets()[0] ?? end;
  const indent = first - (text.lastIndexOf("\n", first - 1) + 1);
  if (indent < 1) return undefined;
  const comment = /#[^\n]*/.exec(text.slice(start, text.indexOf("\n", start)))?.[0];
  const chomp = !value.endsWith("\n") ? "-" : /(?:^|\n)\n$/.test(value) ? "+" : "";
  const hint = /^[ \n]/.test(value) ? String(indent) : "";
  // A hint counts from the parent's indentation, which is not known here.
  if (hint !== "") return undefined;
  const lines = value.replace(/\n$/, "").split("\n");
  const body = lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line)).join("\n");
  const head = `|${chomp}${comment === undefined ? "" : ` ${comment}`}`;
  const closed = text.slice(start, end).endsWith("\n") ? "\n" : "";
  return `${head}\n${body}${closed}`;
}
