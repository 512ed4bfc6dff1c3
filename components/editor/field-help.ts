import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { newestMinor } from "@/lib/kube/minor.ts";
import { celContextOf, rangeOf } from "./cel-context.ts";
import { claimsOf } from "./cel-places.ts";

/** Registers what is offered and said at the keys and values of an AuthenticationConfiguration, once. */
export function provideFieldHelp(monaco: typeof Monaco): void {
  const { CompletionItemKind: kinds, CompletionItemInsertTextRule: rules } = monaco.languages;
  const kindOf = { field: kinds.Property, value: kinds.Value, skeleton: kinds.Snippet } as const;

  monaco.languages.registerCompletionItemProvider("yaml", {
    async provideCompletionItems(model, position) {
      if (!isConfiguration(model)) return { suggestions: [] };
      const { completeConfiguration } = await import(
        "@/lib/authn/editor/complete-configuration.ts"
      );
      const context = celContextOf(model.uri);
      const claims = context && claimsOf(context);
      const found = completeConfiguration(model.getValue(), model.getOffsetAt(position), {
        minor: context?.minor ?? newestMinor,
        ...(claims !== undefined && { claims }),
      });
      return {
        suggestions: found.map(({ label, kind, insert, span, detail, doc }, index) => ({
          label,
          kind: kindOf[kind],
          range: rangeOf(model, span),
          insertText: toSnippet(insert),
          // The indentation is written out already.
          insertTextRules: rules.InsertAsSnippet | rules.KeepWhitespace,
          sortText: String(index).padStart(5, "0"),
          // What is there of the word decides about the order only.
          filterText: model.getValueInRange(rangeOf(model, span)) || label,
          detail,
          // A plain string is shown as it is, never as Markdown: it may hold claims.
          documentation: doc,
        })),
      };
    },
  });

  monaco.languages.registerHoverProvider("yaml", {
    async provideHover(model, position) {
      if (!isConfiguration(model)) return null;
      const { hoverConfiguration } = await import("@/lib/authn/editor/hover-configuration.ts");
      const found = hoverConfiguration(model.getValue(), model.getOffsetAt(position));
      if (found === undefined) return null;
      const { field, span } = found;
      const facts = [
        field.required === true ? "Required." : "",
        field.needs ?? "",
        field.limits ?? "",
        field.default === undefined ? "" : `Default: ${field.default}`,
        field.since === undefined ? "" : `Since 1.${field.since}.`,
      ].filter((fact) => fact !== "");
      const contents = [`**${field.path.split(".").at(-1)}**`, field.text, ...facts];
      return {
        range: rangeOf(model, span),
        contents: contents.map((value, index) => ({
          value: index === 0 ? value : escapeMarkdown(value),
          supportHtml: false,
          isTrusted: false,
        })),
      };
    },
  });
}

function isConfiguration(model: Monaco.editor.ITextModel): boolean {
  return model.uri.path.endsWith("/configuration.yaml");
}

// Everything but the cursor's place is text.
function toSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&").replace("\\$0", "$0");
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!<>|~-]/g, "\\$&");
}
