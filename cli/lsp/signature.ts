import type { SignatureHelp } from "vscode-languageserver/node";
import { findCursor } from "./cursor.ts";
import type { DocumentState } from "./document-state.ts";
import { findExpression } from "./known.ts";

/** The overloads of the call whose arguments are typed at an offset. */
export async function findSignature(
  state: DocumentState,
  offset: number,
): Promise<SignatureHelp | null> {
  const cursor = findCursor(state, offset);
  const found = cursor?.kind === "configuration" ? findExpression(state, cursor) : undefined;
  if (found === undefined) return null;
  const { findSignatures } = await import("../../lib/cel/editor/signature.ts");
  const { place, offset: at } = found.position;
  const environment = { minor: found.context.minor, variable: place.variable };
  const help = findSignatures(place.source, at, environment);
  if (help === undefined) return null;
  return {
    activeSignature: help.active,
    activeParameter: help.argument,
    signatures: help.signatures.map(({ label, parameters, doc }) => ({
      label,
      documentation: doc,
      parameters: parameters.map(({ start, end }) => ({ label: [start, end] })),
    })),
  };
}
