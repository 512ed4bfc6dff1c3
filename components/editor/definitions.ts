import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { Span } from "@/lib/source/span.ts";
import { subjectsOf } from "./binding-help.ts";
import { findCel } from "./cel-context.ts";

/** What the cursor's word is defined by. */
export type Definition =
  | { readonly kind: "place"; readonly span: Span }
  | { readonly kind: "claim"; readonly name: string }
  /** A field of the configuration, by its path. */
  | { readonly kind: "mapping"; readonly path: string };

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
    const { findRoleDefinition } = await import("@/lib/rbac/editor/find-definition.ts");
    const span = findRoleDefinition(model.getValue(), offset);
    if (span !== undefined) return { kind: "place", span };
    const { findSubjectMapping } = await import("@/lib/rbac/editor/find-mapping.ts");
    const path = findSubjectMapping(model.getValue(), offset, subjectsOf(model.uri));
    return path === undefined ? undefined : { kind: "mapping", path };
  }
  const found = await findCel(model, position, token);
  if (found !== undefined) {
    const { findClaim } = await import("@/lib/cel/editor/definition.ts");
    const { place, context } = found;
    const environment = { minor: context.minor, variable: place.variable };
    const name = findClaim(place.source, found.offset, environment);
    return name === undefined ? undefined : { kind: "claim", name };
  }
  const { findMappedClaim } = await import("@/lib/authn/editor/find-claim.ts");
  const name = findMappedClaim(model.getValue(), offset);
  return name === undefined ? undefined : { kind: "claim", name };
}
