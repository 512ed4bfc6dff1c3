import { isBreak } from "./characters.ts";
import type { StringData } from "./data.ts";
import { locateJsonString } from "./json.ts";
import type { ScalarNode } from "./node.ts";
import { scanBlockScalar, scanFlowScalar, scanPlainScalar } from "./scalars.ts";
import { createScanner } from "./scanner.ts";

/**
 * Where each UTF-16 unit of a string's value is in the text, through escapes, folding and indentation; the last
 * entry is the offset of its end. `text` is the one that was read.
 */
export function locateString(text: string, data: StringData): readonly number[] {
  if (data.scalar === undefined) return locateJsonString(text, data.span);
  return locateScalar(text, data.scalar);
}

function locateScalar(text: string, node: ScalarNode): readonly number[] {
  const { span, context } = node;
  if (context === undefined) return [span.start];
  const s = createScanner(text, readable);
  s.position = span.start;
  s.column = countColumn(text, span.start);
  s.indent = context.indent;
  s.flowLevel = context.flowLevel;
  const offsets: number[] = [];
  switch (node.style) {
    case "plain":
      scanPlainScalar(s, offsets);
      break;
    case "single-quoted":
    case "double-quoted":
      scanFlowScalar(s, node.style === "single-quoted", offsets);
      break;
    case "literal":
    case "folded":
      scanBlockScalar(s, node.style === "literal", offsets);
      break;
  }
  return offsets;
}

function countColumn(text: string, position: number): number {
  let start = position;
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--;
  return position - start;
}

/** A scalar of the tree was read once, so there is nothing before its end that the reader refuses. */
const readable = { from: Number.POSITIVE_INFINITY, at: Number.POSITIVE_INFINITY };
