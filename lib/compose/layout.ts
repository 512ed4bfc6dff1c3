import { type Layout, plainLayout } from "../catalogue/write-item.ts";
import type { DataNode } from "../yaml/data.ts";

/** How a text is indented: its layout for what is inside of an item, and the column of the dashes of a list. */
export interface TextLayout {
  readonly inside: Layout;
  /** Of the dashes of `jwt` below its key. */
  readonly outer: number;
}

/** Reads from a text how it is indented; kubectl's way for what it does not show. */
export function layoutOf(text: string, root: DataNode): TextLayout {
  const steps: number[] = [];
  const lists: { readonly depth: number; readonly list: number }[] = [];
  const visit = (data: DataNode, depth: number): void => {
    if (data.kind === "array") for (const item of data.items) visit(item, depth + 1);
    if (data.kind !== "object") return;
    for (const { keySpan, value } of data.members) {
      const [key, inner] = [columnOf(text, keySpan.start), columnOf(text, value.span.start)];
      // A value that an alias brings in, or on the key's line, shows nothing.
      const below = value.span.start > keySpan.end && isBelow(text, keySpan.end, value.span.start);
      if (below && inner >= key) {
        if (value.kind === "array" && text[value.span.start] === "-") {
          lists.push({ depth, list: inner - key });
        } else if (value.kind === "object" && text[value.span.start] !== "{" && inner > key) {
          steps.push(inner - key);
        }
      }
      visit(value, depth + 1);
    }
  };
  visit(root, 0);
  const outer = lists.find(({ depth }) => depth === 0)?.list;
  const nested = lists.find(({ depth }) => depth > 0)?.list;
  return {
    inside: {
      step: steps[0] ?? plainLayout.step,
      list: nested ?? outer ?? plainLayout.list,
    },
    outer: outer ?? nested ?? plainLayout.list,
  };
}

/** The column at which something is, in UTF-16 units. */
export function columnOf(text: string, at: number): number {
  const before = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1));
  return at - before - 1;
}

function isBelow(text: string, from: number, to: number): boolean {
  return /[\r\n]/.test(text.slice(from, to));
}
