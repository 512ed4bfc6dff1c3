import type { Grammar } from "./exploration.ts";
import type { Holes } from "./holes.ts";
import type { TextTree } from "./tree.ts";

/**
 * The text with another value for one of its strings, in the same style: a block scalar stays one, with its indentation,
 * and so does a here-document. Undefined if the grammar has no certain way to write it.
 */
export function writeStringIn(
  text: string,
  tree: TextTree,
  value: string,
  grammar: Grammar,
  holes: Holes,
): string | undefined {
  const written = writeValue(text, tree, value, grammar, holes);
  if (written === undefined) return undefined;
  return text.slice(0, tree.span.start) + written + text.slice(tree.span.end);
}

function writeValue(
  text: string,
  tree: TextTree,
  value: string,
  grammar: Grammar,
  holes: Holes,
): string | undefined {
  switch (grammar) {
    case "json":
      return JSON.stringify(value);
    case "yaml":
      if (tree.style === "block") return writeBlock(text, tree, value);
      if (tree.style === "plain" && /^[A-Za-z][A-Za-z0-9+/]*={0,2}$/.test(value)) return value;
      return JSON.stringify(value);
    case "hcl": {
      const escaped = escapeTemplate(value, holes.list(tree.value));
      return tree.style === "block" ? writeLines(text, tree, escaped) : JSON.stringify(escaped);
    }
    default:
      return undefined;
  }
}

function writeBlock(text: string, tree: TextTree, value: string): string | undefined {
  if (/[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value)) return undefined;
  // A hint counts from the parent's indentation, which is not known here.
  if (/^[ \n]/.test(value)) return undefined;
  const { start, end } = tree.span;
  const indent = columnOf(text, tree);
  if (indent < 1) return undefined;
  const comment = /#[^\n]*/.exec(text.slice(start, text.indexOf("\n", start)))?.[0];
  const chomp = !value.endsWith("\n") ? "-" : /(?:^|\n)\n$/.test(value) ? "+" : "";
  const head = `|${chomp}${comment === undefined ? "" : ` ${comment}`}`;
  const closed = text.slice(start, end).endsWith("\n") ? "\n" : "";
  return `${head}\n${indentAll(value.replace(/\n$/, ""), indent)}${closed}`;
}

function writeLines(text: string, tree: TextTree, value: string): string | undefined {
  if (!value.endsWith("\n") || /^\s/.test(value)) return undefined;
  return indentAll(value, columnOf(text, tree));
}

// `${` and `%{` begin a template, except in variables that were there before.
function escapeTemplate(value: string, known: readonly string[]): string {
  let made = "";
  for (let at = 0; at < value.length; ) {
    const variable = known.find((one) => value.startsWith(one, at));
    const sign = /^[$%](?=\{)/.exec(value.slice(at, at + 2))?.[0] ?? "";
    made += variable ?? sign + value.charAt(at);
    at += variable?.length ?? 1;
  }
  return made;
}

function columnOf(text: string, tree: TextTree): number {
  const first = tree.offsets()[0] ?? tree.span.end;
  return first - (text.lastIndexOf("\n", first - 1) + 1);
}

function indentAll(text: string, indent: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : " ".repeat(indent) + line))
    .join("\n");
}
