import type { DataNode } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { readJson } from "../yaml/json.ts";
import { locateString } from "../yaml/locate.ts";
import type { Tree } from "./tree.ts";

/** One document of a stream. */
export interface YamlDocument {
  readonly start: number;
  readonly end: number;
  readonly tree?: Tree;
  /** Why it cannot be read, in the words of go-yaml. */
  readonly failure?: string;
}

/** The documents of a YAML stream, empty ones left out; spans in a tree count from the document's start. */
export function readYamlDocuments(text: string): readonly YamlDocument[] {
  const parts = splitDocuments(text).filter(({ start, end }) => hasContent(text, start, end));
  return parts.map((part) => {
    // A lone document keeps everything around it.
    const { start, end } = parts.length === 1 ? { start: 0, end: text.length } : part;
    const own = text.slice(start, end);
    const result = readYaml(own);
    return result.kind === "failed"
      ? { start, end, failure: result.message }
      : { start, end, tree: toTree(result.data, own) };
  });
}

function hasContent(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const line = text.indexOf("\n", at);
    const stop = line === -1 || line > end ? end : line;
    const first = /\S/.exec(text.slice(at, stop))?.[0];
    if (first !== undefined && first !== "#") return true;
    at = stop + 1;
  }
  return false;
}

/** A JSON text as a tree; undefined if it is not JSON. */
export function readJsonTree(text: string): Tree | undefined {
  const result = readJson(text);
  return result.kind === "read" ? toTree(result.data, text) : undefined;
}

function splitDocuments(text: string): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    parts.push({ start, end: index });
    // What follows the dashes on their line belongs to the document.
    const rest = /^[ \t]*\r?\n/.exec(text.slice(index + 3, index + 40));
    start = index + 3 + (rest?.[0].length ?? 0);
  }
  parts.push({ start, end: text.length });
  return parts;
}

// Depth is bounded here: what is deeper than any form is left out.
function toTree(node: DataNode, text: string, depth = 0): Tree {
  const { span } = node;
  switch (node.kind) {
    case "null":
      return { kind: "plain", value: null, written: "", span };
    case "bool":
    case "number":
      return {
        kind: "plain",
        value: node.value,
        written: text.slice(node.span.start, node.span.end),
        span,
      };
    case "string": {
      const style = node.scalar?.style ?? "double-quoted";
      return {
        kind: "text",
        value: node.value,
        span,
        style:
          style === "plain"
            ? "plain"
            : style === "literal" || style === "folded"
              ? "block"
              : "quoted",
        offsets: () => locateString(text, node),
      };
    }
    case "array":
      return {
        kind: "list",
        items: depth > depthLimit ? [] : node.items.map((i) => toTree(i, text, depth + 1)),
        span,
      };
    case "object": {
      const entries =
        depth > depthLimit
          ? []
          : node.members.map(({ key, keySpan, value }) => ({
              key,
              keySpan,
              value: toTree(value, text, depth + 1),
            }));
      // In the order of the text: the decoder sorts by key.
      entries.sort((a, b) => a.keySpan.start - b.keySpan.start);
      return { kind: "map", entries, span };
    }
  }
}

const depthLimit = 200;
