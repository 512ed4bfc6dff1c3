import type { CodeLens } from "vscode-languageserver/node";
import { type DocumentState, partsOf } from "./document-state.ts";
import { runTestsCommand } from "./protocol.ts";

/** "Run tests" above the list of tests of a workspace file. */
export function listLenses(state: DocumentState): CodeLens[] {
  const { document } = state;
  if (partsOf(state).parts[0]?.kind !== "workspace") return [];
  const at = /^tests:/m.exec(document.getText())?.index;
  if (at === undefined) return [];
  const start = document.positionAt(at);
  const range = { start, end: { line: start.line, character: start.character + "tests".length } };
  return [
    { range, command: { title: "Run tests", command: runTestsCommand, arguments: [document.uri] } },
  ];
}
