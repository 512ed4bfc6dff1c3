import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Completion } from "@/lib/cel/editor/completion.ts";
import { sampleOf, toTextSpan, writeInScalar } from "@/lib/editor/cel-places.ts";
import { findIssuerClaims } from "@/lib/editor/issuer-claims.ts";
import { escapeSnippet } from "@/lib/editor/snippets.ts";
import { findCel, rangeOf } from "./cel-context.ts";
import { celLanguage } from "./cel-language.ts";

/** Registers what is offered while an expression is typed, once: claims of the token at hand, functions of the version. */
export function provideCelCompletion(monaco: typeof Monaco): void {
  const kinds = monaco.languages.CompletionItemKind;
  const kindOf: Readonly<Record<Completion["kind"], Monaco.languages.CompletionItemKind>> = {
    variable: kinds.Variable,
    field: kinds.Field,
    function: kinds.Function,
    macro: kinds.Method,
    type: kinds.Class,
    keyword: kinds.Keyword,
    value: kinds.Value,
  };
  monaco.languages.registerCompletionItemProvider(["yaml", celLanguage], {
    triggerCharacters: [".", "?", "["],
    async provideCompletionItems(model, position, _, token) {
      const found = await findCel(model, position, token);
      if (found === undefined) return { suggestions: [] };
      const { place, offset, context, text } = found;
      const { completeExpression } = await import("@/lib/cel/editor/complete.ts");
      const environment = { minor: context.minor, variable: place.variable };
      const isOfClaims = place.variable === "claims";
      const { claims, known } = isOfClaims
        ? await findIssuerClaims(context, place.path, text)
        : { claims: sampleOf(context, place), known: [] };
      const completions = completeExpression(place.source, offset, environment, claims, known);
      return {
        suggestions: completions.flatMap((completion, index) => {
          const span = toTextSpan(place, completion.span);
          if (span === undefined) return [];
          const { label, insert, caret = insert.length, detail, doc, filter = label } = completion;
          const write = (part: string) => escapeSnippet(writeInScalar(part, place, text));
          return [
            {
              // The type, and what it is here, beside the names of claims.
              label: labelOf(completion.kind, label, detail),
              kind: kindOf[completion.kind],
              range: rangeOf(model, span),
              insertText: `${write(insert.slice(0, caret))}$0${write(insert.slice(caret))}`,
              insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
              filterText: filter,
              sortText: String(index).padStart(5, "0"),
              ...(detail !== undefined && { detail }),
              // A plain string is shown as it is, never as Markdown: it may hold claims.
              ...(doc !== undefined && { documentation: doc }),
            },
          ];
        }),
      };
    },
  });
}

function labelOf(
  kind: Completion["kind"],
  label: string,
  detail: string | undefined,
): string | Monaco.languages.CompletionItemLabel {
  return kind === "field" && detail !== undefined ? { label, description: detail } : label;
}
