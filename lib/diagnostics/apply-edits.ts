import type { DocumentId, Span } from "../source/span.ts";
import type { Edit } from "./diagnostic.ts";

/**
 * The text of one document after those of the edits that are about it. Undefined if one of them is outside of the
 * text, or two overlap: they were made for another text.
 */
export function applyEdits(
  text: string,
  document: DocumentId,
  edits: readonly Edit[],
): string | undefined {
  const own = edits
    .filter((edit) => edit.document === document)
    // Of edits at one place the later one of the list comes behind.
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.index - b.index);
  let edited = "";
  let at = 0;
  for (const { span, newText } of own) {
    if (span.start < at || !isInside(span, text)) return undefined;
    edited += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return edited + text.slice(at);
}

function isInside({ start, end }: Span, text: string): boolean {
  return Number.isInteger(start) && start >= 0 && start <= end && end <= text.length;
}
