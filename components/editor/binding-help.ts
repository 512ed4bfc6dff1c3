import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { type BindingHelp, loadBindingContext as load } from "@/lib/editor/binding-context.ts";
import type { BindingContext } from "@/lib/rbac/editor/binding-values.ts";

const helpByModel = new Map<string, BindingHelp>();

/** Says what is known besides the text of a model. */
export function setBindingHelp(uri: Monaco.Uri, help: BindingHelp | undefined): void {
  if (help === undefined) helpByModel.delete(uri.toString());
  else helpByModel.set(uri.toString(), help);
}

/** The names that the configuration can give, as far as they are known to a model. */
export function subjectsOf(uri: Monaco.Uri): BindingHelp["subjects"] {
  return helpByModel.get(uri.toString())?.subjects ?? [];
}

/** The context of a model's completion and hover. */
export function loadBindingContext(uri: Monaco.Uri): Promise<BindingContext> {
  return load(helpByModel.get(uri.toString()));
}
