import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { monaco } from "./monaco.ts";

/** What Escape does before it readies Tab: while one of these is true, it closes or ends that. */
const usesOfEscape = [
  ...[
    "suggestWidgetVisible",
    "parameterHintsVisible",
    "findWidgetVisible",
    "markersNavigationVisible",
  ],
  ...["codeActionMenuVisible", "editorHoverVisible", "inSnippetMode"],
  ...["editorHasSelection", "editorHasMultipleSelections"],
];

/**
 * Tab indents only while the visitor types: who comes to the editor with Tab goes on with Tab, and the text stays as it
 * is. After typing, or after a press into the text, Escape lets Tab leave again.
 */
export function letTabLeave(editor: Monaco.editor.IStandaloneCodeEditor): void {
  const leave = (leaves: boolean) => editor.updateOptions({ tabFocusMode: leaves });
  leave(true);
  // The keys that change a text by hand. A paste is none: the next thing is often elsewhere.
  editor.onKeyDown(({ browserEvent: { key, ctrlKey, metaKey, altKey } }) => {
    const types = key.length === 1 || ["Enter", "Backspace", "Delete", "Process"].includes(key);
    if (types && !ctrlKey && !metaKey && !altKey) leave(false);
  });
  editor.onMouseDown(() => leave(false));
  editor.onDidBlurEditorText(() => leave(true));
  editor.addAction({
    id: "claimcheck.letTabLeave",
    label: "Let Tab leave the editor",
    keybindings: [monaco.KeyCode.Escape],
    keybindingContext: usesOfEscape.map((use) => `!${use}`).join(" && "),
    run: () => leave(true),
  });
}
