import type { Span } from "../source/span.ts";

/** A text with its holes as Monaco writes it: each hole is a stop of the Tab key, the last one is behind the text. */
export function toSnippet(text: string, holes: readonly Span[]): string {
  let snippet = "";
  let at = 0;
  holes.forEach(({ start, end }, index) => {
    snippet += escapeSnippet(text.slice(at, start));
    const inside = escapeSnippet(text.slice(start, end));
    // An empty hole at the end is where the cursor goes anyway.
    const isLast = index === holes.length - 1 && end === text.length && inside === "";
    snippet += isLast ? "$0" : `\${${index + 1}:${inside}}`;
    at = end;
  });
  return snippet + escapeSnippet(text.slice(at));
}

/** A text that means nothing to Monaco's snippets. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
