import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { findCel } from "./cel-context.ts";
import { celLanguage } from "./cel-language.ts";

/** Registers what is said of a call while its arguments are typed, once: overloads, types, the parameter at the cursor. */
export function provideCelSignatures(monaco: typeof Monaco): void {
  monaco.languages.registerSignatureHelpProvider(["yaml", celLanguage], {
    signatureHelpTriggerCharacters: ["(", ","],
    signatureHelpRetriggerCharacters: [")"],
    async provideSignatureHelp(model, position, token) {
      const found = await findCel(model, position, token);
      if (found === undefined) return null;
      const { place, offset, context } = found;
      const { findSignatures } = await import("@/lib/cel/editor/signature.ts");
      const environment = { minor: context.minor, variable: place.variable };
      const help = findSignatures(place.source, offset, environment);
      if (help === undefined) return null;
      const value = {
        activeSignature: help.active,
        activeParameter: help.argument,
        signatures: help.signatures.map(({ label, parameters, doc }) => ({
          label,
          documentation: doc,
          parameters: parameters.map(({ start, end }) => ({
            label: [start, end] as [number, number],
          })),
        })),
      };
      return { value, dispose() {} };
    },
  });
}
