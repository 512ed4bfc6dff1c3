import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { type Offer, offerInBindings, offerInConfiguration } from "@/lib/editor/offer.ts";
import { type Said, sayOfBindings, sayOfConfiguration } from "@/lib/editor/say.ts";
import { bindingHelpOf } from "./binding-help.ts";
import { celContextOf, rangeOf } from "./cel-context.ts";
import { toMarkdown, toSuggestion } from "./suggestions.ts";

/** Registers what is offered and said at the keys and values of both documents, once. */
export function provideFieldHelp(monaco: typeof Monaco): void {
  const { CompletionItemKind: kinds, CompletionItemInsertTextRule: rules } = monaco.languages;
  const kindOf: Partial<Record<Offer["kind"], Monaco.languages.CompletionItemKind>> = {
    field: kinds.Property,
    value: kinds.Value,
    skeleton: kinds.Snippet,
  };

  monaco.languages.registerCompletionItemProvider("yaml", {
    async provideCompletionItems(model, position) {
      const offers = await complete(model, model.getOffsetAt(position));
      return {
        suggestions: offers.map((offer, index) => ({
          ...toSuggestion(model, offer, index),
          kind: kindOf[offer.kind] ?? kinds.Value,
          // The indentation is written out already.
          insertTextRules: rules.InsertAsSnippet | rules.KeepWhitespace,
        })),
      };
    },
  });

  monaco.languages.registerHoverProvider("yaml", {
    async provideHover(model, position) {
      const said = await hover(model, model.getOffsetAt(position));
      if (said === undefined) return null;
      return { range: rangeOf(model, said.span), contents: toMarkdown(said.paragraphs) };
    },
  });
}

async function complete(
  model: Monaco.editor.ITextModel,
  offset: number,
): Promise<readonly Offer[]> {
  const text = model.getValue();
  if (isDocument(model, "bindings")) return offerInBindings(text, offset, bindingHelpOf(model.uri));
  if (!isDocument(model, "configuration")) return [];
  return offerInConfiguration(text, offset, celContextOf(model.uri));
}

async function hover(model: Monaco.editor.ITextModel, offset: number): Promise<Said | undefined> {
  const text = model.getValue();
  if (isDocument(model, "bindings")) return sayOfBindings(text, offset, bindingHelpOf(model.uri));
  if (!isDocument(model, "configuration")) return undefined;
  return sayOfConfiguration(text, offset, celContextOf(model.uri));
}

function isDocument(model: Monaco.editor.ITextModel, document: string): boolean {
  return model.uri.path.endsWith(`/${document}.yaml`);
}
