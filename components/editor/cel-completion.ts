import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { type Offer, offerInExpression } from "@/lib/editor/offer.ts";
import { findCel } from "./cel-context.ts";
import { celLanguage } from "./cel-language.ts";
import { toSuggestion } from "./suggestions.ts";

/** Registers what is offered while an expression is typed, once: claims of the token at hand, functions of the version. */
export function provideCelCompletion(monaco: typeof Monaco): void {
  const kinds = monaco.languages.CompletionItemKind;
  const kindOf: Partial<Record<Offer["kind"], Monaco.languages.CompletionItemKind>> = {
    variable: kinds.Variable,
    field: kinds.Field,
    function: kinds.Function,
    macro: kinds.Method,
    type: kinds.Class,
    keyword: kinds.Keyword,
    value: kinds.Value,
  };
  const insertTextRules = monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet;
  monaco.languages.registerCompletionItemProvider(["yaml", celLanguage], {
    triggerCharacters: [".", "?", "["],
    async provideCompletionItems(model, position, _, token) {
      const found = await findCel(model, position, token);
      if (found === undefined) return { suggestions: [] };
      const offers = await offerInExpression(found.context, found, found.text);
      return {
        suggestions: offers.map((offer, index) => ({
          ...toSuggestion(model, offer, index),
          kind: kindOf[offer.kind] ?? kinds.Value,
          insertTextRules,
        })),
      };
    },
  });
}
