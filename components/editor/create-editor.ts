import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { celLanguage } from "./cel-language.ts";
import { monaco } from "./monaco.ts";
import { letTabLeave } from "./tab-key.ts";

type Editor = Monaco.editor.IStandaloneCodeEditor;

/** Above this length an editor shows plain text: colours are not worth a page that stutters. */
const plainLimit = 500_000;
/** What every editor of the page looks like. */
const look: Monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontSize: 12.5,
  lineHeight: 20,
  fontFamily:
    'ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace',
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  glyphMargin: false,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  quickSuggestions: false,
  // A list that comes by itself has nothing chosen: Enter stays a new line. One that was asked for has.
  suggest: { selectionMode: "never", showWords: false },
  wordBasedSuggestions: "off",
  occurrencesHighlight: "off",
  fixedOverflowWidgets: true,
  stickyScroll: { enabled: false },
  "semanticHighlighting.enabled": false,
};

/** An editor over a model of its own, filling `host`; the placeholder is there while it is empty. */
export function createYamlEditor(
  host: HTMLElement,
  document: string,
  label: string,
  value: string,
  placeholder: string,
): Editor {
  const uri = monaco.Uri.parse(`inmemory://claimcheck/${document}.yaml`);
  // Strict mode mounts twice, and the first model may still be there.
  monaco.editor.getModel(uri)?.dispose();
  const model = monaco.editor.createModel(value, languageFor(value.length), uri);
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  const editor = monaco.editor.create(host, {
    model,
    ariaLabel: `${label}. Escape, then Tab, leaves the editor.`,
    ...look,
    placeholder,
    padding: { top: 8, bottom: 8 },
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 8,
    renderLineHighlight: "line",
    renderLineHighlightOnlyWhenFocus: true,
    renderFinalNewline: "on",
    guides: { indentation: true, bracketPairs: false },
    bracketPairColorization: { enabled: false },
    ...optionsFor(value.length),
    wrappingIndent: "indent",
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    largeFileOptimizations: true,
    maxTokenizationLineLength: 5000,
    stopRenderingLineAfter: 10_000,
  });
  letTabLeave(editor);
  // Before Monaco sees a large paste: measuring its lines for wrapping and colouring them would stop the page.
  host.addEventListener(
    "paste",
    (event) => {
      const pasted = event.clipboardData?.getData("text/plain").length ?? 0;
      fitTo(editor, model, model.getValueLength() + pasted);
    },
    { capture: true },
  );
  return editor;
}

/** An editor of one expression, as high as its text. Tab leaves it; the placeholder is there while it is empty. */
export function createExpressionEditor(
  host: HTMLElement,
  document: string,
  label: string,
  value: string,
  placeholder: string,
): Editor {
  const uri = monaco.Uri.from({
    scheme: "inmemory",
    authority: "claimcheck",
    path: `/${document}`,
  });
  monaco.editor.getModel(uri)?.dispose();
  const model = monaco.editor.createModel(value, celLanguage, uri);
  const editor = monaco.editor.create(host, {
    model,
    ariaLabel: label,
    ...look,
    placeholder,
    padding: { top: 5, bottom: 5 },
    lineNumbers: "off",
    lineDecorationsWidth: 4,
    folding: false,
    renderLineHighlight: "none",
    overviewRulerLanes: 0,
    tabFocusMode: true,
    // A quote that is typed over all of the text replaces it, as in any field.
    autoSurround: "never",
    wordWrap: "on",
    wrappingStrategy: "advanced",
    scrollbar: { vertical: "hidden", horizontal: "hidden", alwaysConsumeMouseWheel: false },
  });
  const fitHeight = () => {
    host.style.height = `${Math.min(Math.max(editor.getContentHeight(), 30), 240)}px`;
    editor.layout();
  };
  editor.onDidContentSizeChange(fitHeight);
  fitHeight();
  return editor;
}

/** Wraps and colours a text of this length, or does without. */
export function fitTo(editor: Editor, model: Monaco.editor.ITextModel, length: number): void {
  editor.updateOptions(optionsFor(length));
  const language = languageFor(length);
  if (model.getLanguageId() !== language) monaco.editor.setModelLanguage(model, language);
}

/** What walks over the whole text is switched off for a dump: it would stop the page. */
function optionsFor(length: number): Monaco.editor.IEditorOptions {
  const small = length <= plainLimit;
  return {
    // Expressions are long lines: a wrapped one can be read beside the trace.
    wordWrap: small ? "on" : "off",
    folding: small,
    matchBrackets: small ? "always" : "never",
    // Invisible and confusable characters in a configuration are a trap worth a mark.
    unicodeHighlight: { ambiguousCharacters: small, invisibleCharacters: small },
  };
}

function languageFor(length: number): "yaml" | "plaintext" {
  return length > plainLimit ? "plaintext" : "yaml";
}
