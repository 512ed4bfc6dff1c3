import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Offer } from "@/lib/editor/offer.ts";
import { rangeOf } from "./cel-context.ts";

/** What is offered at the cursor as Monaco shows it, in its place of the list. */
export function toSuggestion(
  model: Monaco.editor.ITextModel,
  { label, description, span, snippet, filter, detail, doc }: Offer,
  index: number,
): Omit<Monaco.languages.CompletionItem, "kind" | "insertTextRules"> {
  return {
    label: description === undefined ? label : { label, description },
    range: rangeOf(model, span),
    insertText: snippet,
    filterText: filter,
    sortText: String(index).padStart(5, "0"),
    ...(detail !== undefined && { detail }),
    // A plain string is shown as it is, never as Markdown: it may hold claims.
    ...(doc !== undefined && { documentation: doc }),
  };
}

/** Markdown without HTML and commands. */
export function toMarkdown(paragraphs: readonly string[]): Monaco.IMarkdownString[] {
  return paragraphs.map((value) => ({ value, supportHtml: false, isTrusted: false }));
}
