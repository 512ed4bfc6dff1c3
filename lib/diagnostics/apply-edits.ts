import type { DocumentId } from "../source/span.ts";
import type { Edit } from "./diagnostic.ts";

/** The text of one document after those of the edits that are about it. */
export function applyEdits(text: string, document: DocumentId, edits: readonly Edit[]): string {
  const own = edits.filter((edit) => edit.document === document);
  return [...own]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end),
      text,
    );
}
