import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Hover } from "@/lib/cel/editor/hover.ts";
import { sampleOf, toTextSpan } from "@/lib/editor/cel-places.ts";
import { findCel, rangeOf } from "./cel-context.ts";
import { celLanguage } from "./cel-language.ts";

/** Registers what is said about a word of an expression, once: signatures, documentation, the claim's value. */
export function provideCelHover(monaco: typeof Monaco): void {
  monaco.languages.registerHoverProvider(["yaml", celLanguage], {
    async provideHover(model, position, token) {
      const found = await findCel(model, position, token);
      if (found === undefined) return null;
      const { place, offset, context } = found;
      const { hoverExpression } = await import("@/lib/cel/editor/hover.ts");
      const environment = { minor: context.minor, variable: place.variable };
      const hover = hoverExpression(place.source, offset, environment, sampleOf(context, place));
      const span = hover && toTextSpan(place, hover.span);
      if (hover === undefined || span === undefined) return null;
      return {
        range: rangeOf(model, span),
        contents: describeHover(hover).map((value) => ({
          value,
          supportHtml: false,
          isTrusted: false,
        })),
      };
    },
  });
}

function describeHover({ title, signatures, doc, examples, type, value }: Hover): string[] {
  return [
    signatures.length > 0 ? fence(signatures.join("\n")) : `**${escapeMarkdown(title)}**`,
    type === undefined ? "" : `Type: ${escapeMarkdown(type)}`,
    value === undefined ? "" : `Here: ${escapeMarkdown(value)}`,
    doc === undefined ? "" : escapeMarkdown(doc),
    examples.length === 0
      ? ""
      : fence(
          examples
            .slice(0, 3)
            .map(({ expression, result }) => `${expression}  →  ${result}`)
            .join("\n"),
        ),
  ].filter((part) => part !== "");
}

function fence(text: string): string {
  return `\`\`\`\n${text.replaceAll("```", "")}\n\`\`\``;
}

/** Claims are untrusted: nothing in them may become a link, an image or a heading. */
function escapeMarkdown(text: string): string {
  return text.replace(/[^\p{L}\p{N}\s]/gu, (found) => (found.length === 1 ? `\\${found}` : found));
}
