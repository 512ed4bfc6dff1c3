import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  TextDocumentEdit,
  TextEdit,
} from "vscode-languageserver/node";
import type { OfferedAction } from "./protocol.ts";

/** The repairs as the editor offers them, for one version of the document. */
export function toCodeActions(
  actions: readonly OfferedAction[],
  version: number,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  return actions.map(({ title, repairs, preferred, edits }) => {
    const own = diagnostics.filter(
      ({ code, range }) =>
        repairs !== undefined &&
        code === repairs.code &&
        range.start.line === repairs.range.start.line,
    );
    const uris = [...new Set(edits.map(({ uri }) => uri))];
    return {
      title,
      kind: CodeActionKind.QuickFix,
      ...(preferred && { isPreferred: true }),
      ...(own.length > 0 && { diagnostics: own }),
      edit: {
        documentChanges: uris.map((uri) =>
          TextDocumentEdit.create(
            { uri, version },
            edits
              .filter((edit) => edit.uri === uri)
              .map(({ range, newText }) => TextEdit.replace({ ...range }, newText)),
          ),
        ),
      },
    };
  });
}
