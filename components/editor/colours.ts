import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Colour } from "@/lib/cel/editor/colour.ts";
import { type CelContext, toTextSpans } from "@/lib/editor/cel-places.ts";
import { rangeOf } from "./cel-context.ts";
import styles from "./code-editor.module.css";

type Editor = Monaco.editor.IStandaloneCodeEditor;

const collections = new WeakMap<Editor, Monaco.editor.IEditorDecorationsCollection>();

/** More of them would make typing slow. */
const mostColours = 4000;

/**
 * Colours the expressions of a YAML text, whatever scalar holds them: where they are the engine said, so that quotes,
 * escapes and indentation are YAML's. Until the engine has read a newer text, the colours move with it.
 */
export async function colourExpressions(
  editor: Editor,
  context: CelContext | undefined,
): Promise<void> {
  const { colourExpression } = await import("@/lib/cel/editor/colour.ts");
  const model = editor.getModel();
  if (model === null) return;
  // A text that is too long for colours: those of the text before it would move into it.
  if (model.getLanguageId() !== "yaml") return collections.get(editor)?.clear();
  if (context !== undefined && context.text !== model.getValue()) return;
  const decorations = (context?.expressions ?? [])
    .flatMap((place) =>
      colourExpression(place.source).flatMap((colour) =>
        toTextSpans(place, colour).map((span) => ({
          range: rangeOf(model, span),
          options: { inlineClassName: classOf(colour) },
        })),
      ),
    )
    .slice(0, mostColours);
  const known = collections.get(editor);
  if (known === undefined) collections.set(editor, editor.createDecorationsCollection(decorations));
  else known.set(decorations);
}

function classOf({ kind }: Colour): string {
  switch (kind) {
    case "variable":
    case "keyword":
      return styles.celKeyword ?? "";
    case "function":
      return styles.celFunction ?? "";
    case "field":
      return styles.celField ?? "";
    case "string":
      return styles.celString ?? "";
    case "number":
      return styles.celNumber ?? "";
    case "operator":
      return styles.celOperator ?? "";
    case "comment":
      return styles.celComment ?? "";
  }
}
