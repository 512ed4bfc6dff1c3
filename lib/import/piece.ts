import type { Span } from "../source/span.ts";
import type { TextTree, Tree } from "./tree.ts";

/** How many texts may be inside of each other. */
export const depthLimit = 8;

/** A text inside the pasted text, and the way back. */
export interface Piece {
  readonly text: string;
  /** The offset in the pasted text. */
  readonly at: (offset: number) => number;
  /** How deep it is inside of the pasted text. */
  readonly depth: number;
  /** What it is part of, outermost first: "ConfigMap", "data", "config.yaml". */
  readonly path: readonly string[];
  /** The values around it, outermost first. */
  readonly around: readonly Tree[];
  /** How it is written inside the text around it. */
  readonly encoding: Encoding;
  /** The pasted text with another text in place of this one; undefined if this cannot be said. */
  readonly put: (text: string) => string | undefined;
}

/** How a text is in the one around it. */
export type Encoding =
  | "whole"
  | "string"
  | "block"
  | "base64"
  | "gzip"
  | "heredoc"
  | "fence"
  | "part";

/** What a text is inside of. */
export type Inside = Pick<Piece, "path" | "around">;

/** The pasted text as a piece of itself. */
export function wholePiece(text: string): Piece {
  return {
    text,
    at: (offset) => Math.min(Math.max(offset, 0), text.length),
    depth: 0,
    path: [],
    around: [],
    encoding: "whole",
    put: (changed) => changed,
  };
}

/** A span of a piece in the pasted text. */
export function placeOf(piece: Piece, span: Span): Span {
  const start = piece.at(span.start);
  return { start, end: Math.max(start, piece.at(span.end)) };
}

/** The value of a string as a piece. `write` gives the text around it with another value in its place. */
export function stringPiece(
  outer: Piece,
  tree: Pick<TextTree, "value" | "span" | "offsets">,
  { path, around }: Inside,
  encoding: Encoding,
  write?: (value: string) => string | undefined,
): Piece {
  let offsets: ArrayLike<number> | undefined;
  return {
    text: tree.value,
    at: (offset) => {
      offsets ??= tree.offsets();
      const last = offsets.length - 1;
      return outer.at(offsets[Math.min(Math.max(offset, 0), last)] ?? tree.span.start);
    },
    depth: outer.depth + 1,
    path,
    around,
    encoding,
    put: (text) => {
      const written = write?.(text);
      return written === undefined ? undefined : outer.put(written);
    },
  };
}

/** A slice of a piece, word for word. */
export function slicePiece(outer: Piece, span: Span, encoding: Encoding): Piece {
  return {
    text: outer.text.slice(span.start, span.end),
    at: (offset) => outer.at(Math.min(span.start + Math.max(offset, 0), span.end)),
    depth: outer.depth + 1,
    path: outer.path,
    around: outer.around,
    encoding,
    put: (text) => outer.put(outer.text.slice(0, span.start) + text + outer.text.slice(span.end)),
  };
}

/** A text that is written in another form in the text around it. */
export interface Decoded extends Inside, Pick<Piece, "text" | "encoding"> {
  /** The text around it with another text in its place. */
  readonly write: (text: string) => string | undefined;
  /** The offset in the text around it; absent if every place in it is the place of the whole. */
  readonly at?: (offset: number) => number;
}

/** What base64 or an escaped text at a span holds. */
export function decodedPiece(
  outer: Piece,
  span: Span,
  { text, path, around, encoding, write, at }: Decoded,
): Piece {
  return {
    text,
    at: (offset) => outer.at(at === undefined ? span.start : at(offset)),
    depth: outer.depth + 1,
    path,
    around,
    encoding,
    put: (changed) => {
      const written = write(changed);
      return written === undefined ? undefined : outer.put(written);
    },
  };
}
