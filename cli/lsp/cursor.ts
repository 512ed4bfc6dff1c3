import type { ExpressionPiece } from "../../lib/cel/editor/expression-place.ts";
import { cutPiece } from "../../lib/editor/cut-piece.ts";
import type { Span } from "../../lib/source/span.ts";
import { type DocumentState, partsOf, partsWithMark, type ReadParts } from "./document-state.ts";
import { largeText } from "./file-parts.ts";

/** The cursor in a part of a file. */
export interface Cursor {
  readonly kind: "configuration" | "bindings";
  /** The number of the part in the judgement. */
  readonly part: number;
  readonly text: string;
  readonly offset: number;
  /** Converts a span of the part to one of the file; undefined if it is not written there in one piece. */
  readonly toFile: (span: Span) => Span | undefined;
  /** The additional indentation of a line in the file; undefined if lines are written in another way. */
  readonly indent: number | undefined;
}

/** Finds the part at an offset of a document. With `typing` also in an empty line, which belongs to a part by its indentation. */
export function findCursor(
  state: DocumentState,
  offset: number,
  typing = false,
): Cursor | undefined {
  const file = state.document.getText();
  const found = cursorIn(partsOf(state), file, offset);
  if (found !== undefined || !typing || file.length > largeText) return found;
  const marked = cursorIn(partsWithMark(state, offset), file, offset);
  if (marked === undefined) return undefined;
  // The letter is removed again.
  const { text, offset: at, toFile } = marked;
  return {
    ...marked,
    text: text.slice(0, at) + text.slice(at + 1),
    toFile: ({ start, end }) => (start <= at && end <= at ? toFile({ start, end }) : undefined),
  };
}

function cursorIn({ parts, pieces }: ReadParts, file: string, offset: number): Cursor | undefined {
  for (const [index, { kind, text, whole }] of parts.entries()) {
    if (kind !== "configuration" && kind !== "bindings") continue;
    const own = pieces[index] ?? [];
    const piece = own.find(({ at, length }) => at <= offset && offset <= at + length);
    if (piece === undefined) continue;
    return {
      ...{ kind, part: index, text },
      offset: piece.start + offset - piece.at,
      toFile: (span) => toFile(own, span),
      indent: whole ? 0 : indentOf(own, text, file),
    };
  }
  return undefined;
}

function toFile(pieces: readonly ExpressionPiece[], { start, end }: Span): Span | undefined {
  const piece = pieces.find((one) => one.start <= start && end <= one.start + one.length);
  if (piece === undefined) return undefined;
  return { start: piece.at + start - piece.start, end: piece.at + end - piece.start };
}

// Every line of the part is one run, and all are as much deeper: a block scalar or lines of a here-document.
function indentOf(
  pieces: readonly ExpressionPiece[],
  text: string,
  file: string,
): number | undefined {
  let indent: number | undefined;
  for (const { start, at, length } of pieces) {
    if (start > 0 && text[start - 1] !== "\n") return undefined;
    if (length === 0 || /^\s*$/.test(text.slice(start, start + length))) continue;
    const own = at - (file.lastIndexOf("\n", at - 1) + 1);
    if (indent !== undefined && indent !== own) return undefined;
    indent = own;
  }
  return indent;
}

/** A piece of the part that is sufficient for completion and hover at its keys and values. */
export interface NearText {
  readonly text: string;
  readonly offset: number;
  /** The difference between an offset of the part and one of the piece. */
  readonly shift: number;
  /** The number of the issuer that the piece begins with. */
  readonly first: number;
}

/** The item or document around a cursor of a large part; the whole of any other. */
export function cutNear({ kind, text, offset }: Cursor): NearText {
  const whole = { text, offset, shift: 0, first: 0 };
  if (text.length <= largeText) return whole;
  const cut = cutPiece(text, offset, kind === "configuration" ? "jwt" : "items");
  if (cut === undefined) return whole;
  return {
    text: cut.text,
    offset: offset - cut.shift,
    shift: cut.shift,
    first: kind === "configuration" ? (cut.index ?? 0) : 0,
  };
}
