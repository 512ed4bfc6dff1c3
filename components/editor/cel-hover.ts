import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { sayOfExpression } from "@/lib/editor/say.ts";
import { findCel, rangeOf } from "./cel-context.ts";
import { celLanguage } from "./cel-language.ts";
import { toMarkdown } from "./suggestions.ts";

/** Registers what is said about a word of an expression, once: signatures, documentation, the claim's value. */
export function provideCelHover(monaco: typeof Monaco): void {
  monaco.languages.registerHoverProvider(["yaml", celLanguage], {
    async provideHover(model, position, token) {
      const found = await findCel(model, position, token);
      const said = found && (await sayOfExpression(found.context, found));
      if (said === undefined) return null;
      return { range: rangeOf(model, said.span), contents: toMarkdown(said.paragraphs) };
    },
  });
}
