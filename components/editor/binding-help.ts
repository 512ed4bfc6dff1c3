import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { BindingHelp } from "@/lib/editor/binding-context.ts";

const helpByModel = new Map<string, BindingHelp>();

/** Says what is known besides the text of a model. */
export function setBindingHelp(uri: Monaco.Uri, help: BindingHelp | undefined): void {
  if (help === undefined) helpByModel.delete(uri.toString());
  else helpByModel.set(uri.toString(), help);
}

/** What is known besides the text of a model; undefined until the engine has answered. */
export function bindingHelpOf(uri: Monaco.Uri): BindingHelp | undefined {
  return helpByModel.get(uri.toString());
}
