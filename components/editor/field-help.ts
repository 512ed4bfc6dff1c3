import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { FieldCompletion } from "@/lib/authn/editor/field-completion.ts";
import type { FieldHover } from "@/lib/authn/editor/field-hover.ts";
import { claimsOf } from "@/lib/editor/cel-places.ts";
import { findIssuerClaims } from "@/lib/editor/issuer-claims.ts";
import { toSnippet } from "@/lib/editor/snippets.ts";
import { newestMinor } from "@/lib/kube/minor.ts";
import { loadBindingContext } from "./binding-help.ts";
import { celContextOf, rangeOf } from "./cel-context.ts";

/** Registers what is offered and said at the keys and values of both documents, once. */
export function provideFieldHelp(monaco: typeof Monaco): void {
  const { CompletionItemKind: kinds, CompletionItemInsertTextRule: rules } = monaco.languages;
  const kindOf = { field: kinds.Property, value: kinds.Value, skeleton: kinds.Snippet } as const;

  monaco.languages.registerCompletionItemProvider("yaml", {
    async provideCompletionItems(model, position) {
      const found = await complete(model, model.getOffsetAt(position));
      return {
        suggestions: found.map(
          ({ label, kind, insert, holes, span, detail, doc, required }, index) => ({
            label: required === true ? { label, description: "required" } : label,
            kind: kindOf[kind],
            range: rangeOf(model, span),
            insertText: toSnippet(insert, holes),
            // The indentation is written out already.
            insertTextRules: rules.InsertAsSnippet | rules.KeepWhitespace,
            sortText: String(index).padStart(5, "0"),
            // What is there of the word decides about the order only.
            filterText: model.getValueInRange(rangeOf(model, span)) || label,
            detail,
            // A plain string is shown as it is, never as Markdown: it may hold claims.
            documentation: doc,
          }),
        ),
      };
    },
  });

  monaco.languages.registerHoverProvider("yaml", {
    async provideHover(model, position) {
      const found = await hover(model, model.getOffsetAt(position));
      if (found === undefined) return null;
      const { field, span, facts } = found;
      const contents = [`**${escapeMarkdown(field.name)}**`, ...facts.map(escapeMarkdown)];
      return {
        range: rangeOf(model, span),
        contents: contents.map((value) => ({ value, supportHtml: false, isTrusted: false })),
      };
    },
  });
}

async function complete(
  model: Monaco.editor.ITextModel,
  offset: number,
): Promise<readonly FieldCompletion[]> {
  const text = model.getValue();
  if (isDocument(model, "bindings")) {
    const [{ completeBindings }, context] = await Promise.all([
      import("@/lib/rbac/editor/complete-bindings.ts"),
      loadBindingContext(model.uri),
    ]);
    return completeBindings(text, offset, context);
  }
  if (!isDocument(model, "configuration")) return [];
  const [{ completeConfiguration }, { findCursorPlace }] = await Promise.all([
    import("@/lib/authn/editor/complete-configuration.ts"),
    import("@/lib/yaml/cursor-path.ts"),
  ]);
  const cel = celContextOf(model.uri);
  const place = findCursorPlace(text, offset);
  const path = place?.kind === "value" ? place.path : "";
  // Only names of claims ask for what is known of the issuer: an issuer's own fields are of the token.
  const { claims, known } = path.endsWith(".claim")
    ? await findIssuerClaims(cel, path, text)
    : { claims: cel && claimsOf(cel), known: [] };
  return completeConfiguration(text, offset, {
    minor: cel?.minor ?? newestMinor,
    known,
    ...(claims !== undefined && { claims }),
  });
}

async function hover(
  model: Monaco.editor.ITextModel,
  offset: number,
): Promise<FieldHover | undefined> {
  const text = model.getValue();
  if (isDocument(model, "bindings")) {
    const [{ hoverBindings }, context] = await Promise.all([
      import("@/lib/rbac/editor/hover-bindings.ts"),
      loadBindingContext(model.uri),
    ]);
    return hoverBindings(text, offset, context);
  }
  if (!isDocument(model, "configuration")) return undefined;
  const { hoverConfiguration } = await import("@/lib/authn/editor/hover-configuration.ts");
  const cel = celContextOf(model.uri);
  const claims = cel && claimsOf(cel);
  return hoverConfiguration(text, offset, {
    ...(claims !== undefined && { claims }),
    ...(cel?.outputs !== undefined && { outputs: cel.outputs }),
  });
}

function isDocument(model: Monaco.editor.ITextModel, document: string): boolean {
  return model.uri.path.endsWith(`/${document}.yaml`);
}

// Claims are untrusted: nothing in them may become a link, an image or a heading.
function escapeMarkdown(text: string): string {
  return text.replace(/[^\p{L}\p{N}\s]/gu, (found) => (found.length === 1 ? `\\${found}` : found));
}
