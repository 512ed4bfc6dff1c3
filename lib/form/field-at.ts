import { fieldsBelow, findFieldDoc } from "../authn/field-docs.ts";
import { type DataNode, findData, type Member } from "../yaml/data.ts";

/**
 * The field of the form that shows a path: one of the schema whose list item is there. Unknown fields and items out of
 * reach are none.
 */
export function fieldOfPath(path: string, data: DataNode): string | undefined {
  if (path === "" || path === "jwt") return undefined;
  for (let end = path.indexOf("]"); end >= 0; end = path.indexOf("]", end + 1))
    if (findData(data, path.slice(0, end + 1)) === undefined) return undefined;
  if (/^jwt\[\d+\]$/.test(path)) return path;
  if (findFieldDoc(path) === undefined) return undefined;
  // Within an either-or, a field that is not there may not be shown: the mapping around it is.
  const parent = path.replace(/\.[^.]+$/, "");
  const names = fieldsBelow(parent).map(({ name }) => name);
  const isEither = names.includes("claim") && names.includes("expression");
  return isEither && findData(data, path) === undefined ? parent : path;
}

/** The field of the form that a place of the text belongs to: the innermost one around it. */
export function fieldAt(data: DataNode, offset: number): string | undefined {
  for (const path of pathsAt(data, offset)) {
    const field = fieldOfPath(path, data);
    if (field !== undefined) return field;
  }
  return undefined;
}

// The paths of the values around an offset, the innermost first. Of a member its key counts as well.
function pathsAt(data: DataNode, offset: number): readonly string[] {
  const paths: string[] = [];
  let node: DataNode | undefined = data;
  let path = "";
  while (node !== undefined) {
    if (path !== "") paths.unshift(path);
    if (node.kind === "object") {
      // The last that begins before it, in whatever order they are: behind its value nothing else is meant.
      const member: Member | undefined = node.members
        .filter(({ keySpan }) => keySpan.start <= offset)
        .sort((one, other) => other.keySpan.start - one.keySpan.start)[0];
      const isInside: boolean =
        member !== undefined && offset <= Math.max(member.keySpan.end, member.value.span.end);
      path = path === "" ? (member?.key ?? "") : `${path}.${member?.key}`;
      node = isInside ? member?.value : undefined;
    } else if (node.kind === "array") {
      const index = node.items.findLastIndex(({ span }) => span.start <= offset);
      const item: DataNode | undefined = node.items[index];
      const isInside = item !== undefined && offset <= item.span.end;
      path = `${path}[${index}]`;
      node = isInside ? item : undefined;
    } else node = undefined;
  }
  return paths;
}
