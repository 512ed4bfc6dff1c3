import type { Span } from "../../source/span.ts";
import { findCursorPlace } from "../../yaml/cursor-path.ts";
import { findObjectAt, listObjects } from "./object-at.ts";

/**
 * The name of the role in the same text that a binding names, if the offset is in its roleRef. Of a Role, the one in the
 * binding's namespace.
 */
export function findRoleDefinition(text: string, offset: number): Span | undefined {
  const place = findCursorPlace(text, offset);
  if (place === undefined) return undefined;
  const path = place.kind === "key" ? `${place.parent}.` : place.path;
  const { prefix, scalars } = findObjectAt(text, offset, path);
  const own = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  if (!own.startsWith("roleRef.")) return undefined;
  const [name, kind, namespace] = ["roleRef.name", "roleRef.kind", "metadata.namespace"].map(
    (each) => scalars.get(each)?.text,
  );
  const found = listObjects(text).find(
    (object) =>
      (object.kind === "Role" || object.kind === "ClusterRole") &&
      (kind === undefined || object.kind === kind) &&
      object.scalars.get("metadata.name")?.text === name &&
      (object.kind === "ClusterRole" ||
        object.scalars.get("metadata.namespace")?.text === namespace),
  );
  return found?.scalars.get("metadata.name")?.span;
}
