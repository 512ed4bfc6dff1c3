import type { Location } from "vscode-languageserver/node";
import {
  findInBindings,
  findInConfiguration,
  findInExpression,
} from "../../lib/editor/definition.ts";
import { findObjectAt } from "../../lib/rbac/editor/object-at.ts";
import { findCursorPlace } from "../../lib/yaml/cursor-path.ts";
import { type Cursor, cutNear, findCursor } from "./cursor.ts";
import type { DocumentState } from "./document-state.ts";
import { findExpression, helpOf } from "./known.ts";
import { roleKey } from "./named-places.ts";
import type { Place } from "./protocol.ts";

/**
 * Where the word at an offset is defined: of a binding the role, or the mapping that gives the subject's name; of a claim the
 * tests that have it and the fields that read it.
 */
export async function findDefinitions(state: DocumentState, offset: number): Promise<Location[]> {
  const cursor = findCursor(state, offset);
  if (cursor === undefined) return [];
  const { document, judgement } = state;
  if (cursor.kind === "bindings") {
    const subjects = helpOf(state, cursor.part)?.subjects ?? [];
    const found = await findInBindings(cursor.text, cursor.offset, subjects);
    if (found?.kind === "place") {
      const span = cursor.toFile(found.span);
      if (span === undefined) return [];
      const range = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
      return [{ uri: document.uri, range }];
    }
    const place =
      found?.kind === "mapping" ? judgement?.mappings[found.path] : findRole(state, cursor);
    return place === undefined ? [] : [toLocation(place)];
  }
  const near = cutNear(cursor);
  const expression = findExpression(state, cursor);
  const found =
    expression === undefined
      ? await findInConfiguration(near.text, near.offset)
      : await findInExpression(expression.context, expression.position);
  if (found?.kind !== "claim") return [];
  const known = judgement?.claims ?? {};
  const at = document.positionAt(offset);
  return (Object.hasOwn(known, found.name) ? (known[found.name] ?? []) : [])
    .filter((place) => !isAt(place, document.uri, at))
    .map(toLocation);
}

// A role of another file of the workspace.
function findRole({ judgement }: DocumentState, { text, offset }: Cursor): Place | undefined {
  const place = findCursorPlace(text, offset);
  if (place === undefined) return undefined;
  const path = place.kind === "key" ? `${place.parent}.` : place.path;
  const { prefix, scalars } = findObjectAt(text, offset, path);
  if (!path.startsWith(`${prefix}roleRef.`)) return undefined;
  const read = (name: string) => scalars.get(name)?.text ?? "";
  const [kind, name] = [read("roleRef.kind"), read("roleRef.name")];
  const key = roleKey(kind, kind === "Role" ? read("metadata.namespace") : "", name);
  const roles = judgement?.roles ?? {};
  return Object.hasOwn(roles, key) ? roles[key] : undefined;
}

function isAt(
  { uri, range: { start, end } }: Place,
  own: string,
  { line, character }: Place["range"]["start"],
): boolean {
  const isBefore = start.line < line || (start.line === line && start.character <= character);
  const isBehind = end.line > line || (end.line === line && end.character >= character);
  return uri === own && isBefore && isBehind;
}

function toLocation({ uri, range }: Place): Location {
  return { uri, range };
}
