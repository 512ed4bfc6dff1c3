import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { OfferedFix } from "@/lib/diagnostics/offered-fixes.ts";
import type { BindingHelp } from "@/lib/editor/binding-context.ts";
import type { CelContext } from "@/lib/editor/cel-places.ts";
import { changedRange } from "@/lib/editor/changed-range.ts";
import type { Definition } from "@/lib/editor/definition.ts";
import type { Span } from "@/lib/source/span.ts";
import { directionOfKey } from "../workspace/history-keys.ts";
import { forgetPlace, type InsertionPlace, rememberPlace } from "../workspace/insertion.ts";
import { setBindingHelp } from "./binding-help.ts";
import { setCelContext } from "./cel-context.ts";
import styles from "./code-editor.module.css";
import { colourExpressions } from "./colours.ts";
import { fitTo } from "./create-editor.ts";
import { addGoToDefinition } from "./definitions.ts";
import { setOffers } from "./fixes.ts";
import { monaco } from "./monaco.ts";
import { themeInForce, watchTheme } from "./themes.ts";

type Editor = Monaco.editor.IStandaloneCodeEditor;

const owner = "claimcheck";

monaco.editor.setTheme(themeInForce());
watchTheme(() => monaco.editor.setTheme(themeInForce()));

/** Lets the text be changed, or only read. */
export function setReadOnly(editor: Editor, readOnly: boolean): void {
  editor.updateOptions({ readOnly });
}

export function disposeEditor(editor: Editor): void {
  const model = editor.getModel();
  if (model !== null) {
    setOffers(model.uri, undefined);
    setCelContext(model.uri, undefined);
    setBindingHelp(model.uri, undefined);
  }
  editor.dispose();
  model?.dispose();
}

/**
 * Sends undo and redo of the editor to the page, which has one order for everything; returns the end of it. Keys are heard
 * before the editor hears them; the browser's own menu comes as an input event.
 */
export function routeHistory(
  host: HTMLElement,
  travel: (direction: "undo" | "redo") => void,
): () => void {
  const take = (event: Event, direction: "undo" | "redo" | undefined) => {
    if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    travel(direction);
  };
  const press = (event: KeyboardEvent) => take(event, directionOfKey(event));
  const input = (event: InputEvent) =>
    take(event, inputDirections[event.inputType as keyof typeof inputDirections]);
  host.addEventListener("keydown", press, { capture: true });
  host.addEventListener("beforeinput", input, { capture: true });
  return () => {
    host.removeEventListener("keydown", press, { capture: true });
    host.removeEventListener("beforeinput", input, { capture: true });
  };
}

const inputDirections = { historyUndo: "undo", historyRedo: "redo" } as const;

/**
 * Gives the editor another text, as an edit of what differs, so that the cursor stays; `follow` puts it behind what
 * changed.
 */
export function replaceText(editor: Editor, value: string, follow = false): void {
  const model = editor.getModel();
  const changed = model === null ? undefined : changedRange(model.getValue(), value);
  if (model === null || changed === undefined) return;
  fitTo(editor, model, value.length);
  const from = model.getPositionAt(changed.start);
  const to = model.getPositionAt(changed.end);
  const range = {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
  // Another document, and not a repair of this one: it is read from its beginning.
  const isAnother = changed.end - changed.start > model.getValueLength() / 2;
  editor.pushUndoStop();
  editor.executeEdits(owner, [{ range, text: changed.newText }]);
  editor.pushUndoStop();
  if (follow && !isAnother) {
    const end = model.getPositionAt(changed.start + changed.newText.length);
    editor.setPosition(end);
    editor.revealPositionInCenterIfOutsideViewport(end);
  }
  if (!isAnother) return;
  editor.setPosition({ lineNumber: 1, column: 1 });
  editor.setScrollTop(0);
}

/** Underlines findings and offers their repairs, and others at the text that they change. */
export function showDiagnostics(
  editor: Editor,
  diagnostics: readonly Diagnostic[],
  others: readonly OfferedFix[],
  apply: (fix: Fix) => void,
): void {
  const model = editor.getModel();
  if (model === null) return;
  setOffers(model.uri, { diagnostics, others, apply });
  monaco.editor.setModelMarkers(
    model,
    owner,
    diagnostics.slice(0, 500).map(({ span, message, hint, severity, source, code }) => ({
      ...visibleRange(model, span),
      message: hint === undefined ? message : `${message}\n\n${hint}`,
      severity: severities[severity],
      source: source === "claimcheck" ? "Claimcheck" : "kube-apiserver",
      code,
    })),
  );
}

/** Marks spans that something else points at, until the returned function is called. */
export function markSpans(editor: Editor, spans: readonly Span[]): () => void {
  const model = editor.getModel();
  if (model === null || spans.length === 0) return () => {};
  const ranges = spans.map((span) => visibleRange(model, span));
  const decorations = editor.createDecorationsCollection(
    ranges.map((range) => ({ range, options: { inlineClassName: styles.marked ?? "marked" } })),
  );
  const first = ranges[0];
  if (first !== undefined)
    editor.revealRangeInCenterIfOutsideViewport(first, monaco.editor.ScrollType.Smooth);
  return () => decorations.clear();
}

/** Hides every place of some texts, until the returned function is called. */
export function coverTexts(editor: Editor, texts: readonly string[]): () => void {
  const decorations = editor.createDecorationsCollection();
  const draw = () => {
    const model = editor.getModel();
    if (model === null) return;
    decorations.set(
      texts.flatMap((text) =>
        model.findMatches(text, true, false, true, null, false, 500).map(({ range }) => ({
          range,
          options: { inlineClassName: styles.covered ?? "covered" },
        })),
      ),
    );
  };
  draw();
  const listener = editor.onDidChangeModelContent(draw);
  return () => {
    listener.dispose();
    decorations.clear();
  };
}

/** Tells where the cursor goes while the editor has the focus; returns the end of it. */
export function watchCursor(
  editor: Editor,
  tell: (offset: number | undefined) => void,
): () => void {
  const offset = () => {
    const position = editor.getPosition();
    return position === null ? undefined : editor.getModel()?.getOffsetAt(position);
  };
  const listeners = [
    editor.onDidChangeCursorPosition(() => {
      if (editor.hasTextFocus()) tell(offset());
    }),
    editor.onDidFocusEditorText(() => tell(offset())),
    editor.onDidBlurEditorText(() => tell(undefined)),
  ];
  return () => {
    for (const listener of listeners) listener.dispose();
  };
}

/** Says where the expressions of the text are, for what is offered and said inside of them. */
export function showExpressions(editor: Editor, context: CelContext | undefined): void {
  const model = editor.getModel();
  if (model === null) return;
  setCelContext(model.uri, context);
  void colourExpressions(editor, context);
}

/** Says what is known besides the text of bindings, for what is offered and said in them. */
export function showBindingHelp(editor: Editor, help: BindingHelp | undefined): void {
  const model = editor.getModel();
  if (model !== null) setBindingHelp(model.uri, help);
}

/** Lets the editor lead to definitions: a place of its own text, or what `show` brings before the visitor's eyes. */
export function offerDefinitions(
  editor: Editor,
  show: (found: Exclude<Definition, { kind: "place" }>) => void,
): void {
  addGoToDefinition(monaco, editor, (found) => {
    if (found.kind === "place") goTo(editor, found.span);
    else show(found);
  });
}

/** Lets other parts of the page insert where the cursor was last; returns the end of it. */
export function offerInsertion(
  editor: Editor,
  kind: Pick<InsertionPlace, "document" | "expression">,
): () => void {
  const place: InsertionPlace = {
    ...kind,
    text: () => editor.getValue(),
    offset: () => {
      const position = editor.getPosition();
      return position === null ? 0 : (editor.getModel()?.getOffsetAt(position) ?? 0);
    },
    insert: (text) => {
      editor.pushUndoStop();
      const selection = editor.getSelection();
      if (selection !== null) editor.executeEdits(owner, [{ range: selection, text }]);
      editor.pushUndoStop();
      const end = editor.getSelection()?.getEndPosition();
      if (end) editor.setPosition(end);
      editor.focus();
    },
  };
  const listener = editor.onDidFocusEditorText(() => rememberPlace(place));
  return () => {
    listener.dispose();
    forgetPlace(place);
  };
}

/** Puts the cursor on a span and the focus into the editor. */
export function goTo(editor: Editor, span: Span): void {
  const model = editor.getModel();
  if (model === null) return;
  const range = visibleRange(model, span);
  editor.setSelection(range);
  editor.revealRangeInCenterIfOutsideViewport(range);
  editor.focus();
}

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
} as const;

/** An empty span is one character wide, so that it can be seen. */
function visibleRange(model: Monaco.editor.ITextModel, { start, end }: Span): Monaco.IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(Math.max(end, start + 1));
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}
