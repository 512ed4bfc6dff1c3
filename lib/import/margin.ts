import { lineEnd } from "../source/lines.ts";
import type { Span } from "../source/span.ts";
import { type Piece, slicePiece, stringPiece } from "./piece.ts";

/**
 * Lines of a piece without what is before each of them: the indentation of a list, the mark of a quotation or of an added
 * line. `margin` is what of a line goes away; a changed text gets the same before each line.
 */
export function withoutMargin(outer: Piece, span: Span, margin: RegExp, written: string): Piece {
  const { text } = outer;
  const offsets: number[] = [];
  let value = "";
  for (let at = span.start; at < span.end; ) {
    const end = Math.min(lineEnd(text, at) + 1, span.end);
    const from = at + (margin.exec(text.slice(at, end))?.[0].length ?? 0);
    for (let i = from; i < end; i++) offsets.push(i);
    value += text.slice(from, end);
    at = end;
  }
  offsets.push(span.end);
  const place = slicePiece(outer, span, "fence");
  return stringPiece(
    outer,
    { value, span, offsets: () => offsets },
    place,
    "fence",
    (changed) =>
      text.slice(0, span.start) +
      changed.replaceAll(/^(?=.)/gm, () => written) +
      text.slice(span.end),
  );
}

/** The files that are added whole, as a diff or a comment on one shows them; "part" if the diff shows none. Undefined for no diff. */
export function addedFiles(text: string): readonly Span[] | "part" | undefined {
  const diff = /^(?:diff |--- (?:a\/|\/dev\/null)|@@ -\d)/m.test(text);
  if (!diff && isHunk(text)) return "part";
  if (!diff) {
    return /^(?:\+.*\n){2,}\+?.*$/.test(text.trimStart())
      ? [{ start: 0, end: text.length }]
      : undefined;
  }
  const files = [...text.matchAll(/^@@ -0,0 \+1(?:,\d+)? @@.*$/gm)].map(({ index }) => {
    const start = lineEnd(text, index) + 1;
    const lines = /(?:^\+.*(?:\n|$))+/my;
    lines.lastIndex = start;
    const found = lines.exec(text)?.[0] ?? "";
    return { start, end: start + found.length };
  });
  return files.length === 0 ? "part" : files;
}

// Each line of a part of a diff begins with its mark, also without a head; a file that is added has no other mark.
function isHunk(text: string): boolean {
  if (!/^\+[ \t]*\S/m.test(text) || !/^-[ \t]*\S/m.test(text)) return false;
  return text.split("\n").every((line) => line.trim() === "" || /^[ +\-@\\]/.test(line));
}
