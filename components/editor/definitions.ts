import type * as Monaco from "monaco-editor/editor/editor.api.js";
import {
  type Definition,
  findInBindings,
  findInConfiguration,
  findInExpression,
} from "@/lib/editor/definition.ts";
import { bindingHelpOf } from "./binding-help.ts";
import { findCel } from "./cel-context.ts";

type Editor = Monaco.editor.IStandaloneCodeEditor;

/** Adds "Go to Definition" to an editor: in its menu, with Ctrl+F12, and with Ctrl or Cmd and a press on the word. */
export function addGoToDefinition(
  monaco: typeof Monaco,
  editor: Editor,
  show: (definition: Definition) => void,
): void {
  const go = async (position: Monaco.IPosition | null) => {
    const model = editor.getModel();
    if (model === null || position === null) return;
    const found = await findDefinition(model, position, new monaco.CancellationTokenSource().token);
    if (found !== undefined && !model.isDisposed()) show(found);
  };
  editor.addAction({
    id: "claimcheck.goToDefinition",
    label: "Go to Definition",
    keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.F12],
    contextMenuGroupId: "navigation",
    run: () => go(editor.getPosition()),
  });
  editor.onMouseDown(({ event, target }) => {
    if ((event.ctrlKey || event.metaKey) && event.leftButton) void go(target.position);
  });
}

/**
 * The definition of what is at a position: of a role's name or a subject in a binding, of a claim in an expression or a
 * mapping.
 */
async function findDefinition(
  model: Monaco.editor.ITextModel,
  position: Monaco.IPosition,
  token: Monaco.CancellationToken,
): Promise<Definition | undefined> {
  const offset = model.getOffsetAt(position);
  if (model.uri.path.endsWith("/bindings.yaml")) {
    return findInBindings(model.getValue(), offset, bindingHelpOf(model.uri)?.subjects ?? []);
  }
  const found = await findCel(model, position, token);
  return found === undefined
    ? findInConfiguration(model.getValue(), offset)
    : findInExpression(found.context, found);
}
