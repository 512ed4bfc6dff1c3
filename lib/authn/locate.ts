import type { Span } from "../source/span.ts";
import { type DataNode, findMember, type Member } from "../yaml/data.ts";
import { locateString } from "../yaml/locate.ts";
import type { Locate, Location } from "./types.ts";

/**
 * Finds the values of field paths in a text. Of a field that the text does not have, it gives what is around its
 * place: the name of the nearest field above it, or the first line of the list's item.
 */
export function createLocate(text: string, root: DataNode): Locate {
  return (path) => {
    let data: DataNode | undefined = root;
    let keySpan: Span | undefined;
    let around: Span = firstLine(text, root.span);
    for (const [, name, index] of path.matchAll(segments)) {
      const member: Member | undefined =
        name === undefined ? undefined : (findMember(data, name) ?? findFolded(data, name));
      const item: DataNode | undefined =
        index !== undefined && data?.kind === "array" ? data.items[Number(index)] : undefined;
      data = member?.value ?? item;
      if (data === undefined) return { span: around, exact: false };
      keySpan = member?.keySpan;
      around = keySpan ?? firstLine(text, data.span);
    }
    if (data === undefined) return { span: around, exact: false };
    return makeLocation(text, data, keySpan, around);
  };
}

function makeLocation(
  text: string,
  data: DataNode,
  keySpan: Span | undefined,
  around: Span,
): Location {
  const written = data.span.end > data.span.start;
  return {
    // `key:` with nothing behind it has a value, but not one that could be pointed at.
    span: written ? data.span : around,
    ...(keySpan && { keySpan }),
    exact: true,
    ...(data.kind === "string" && { offsets: () => locateString(text, data) }),
  };
}

// The internal version of the API spells its fields as Go does: `JWT` for `jwt`.
function findFolded(data: DataNode | undefined, name: string): Member | undefined {
  if (data?.kind !== "object") return undefined;
  return data.members.find((member) => member.key.toLowerCase() === name.toLowerCase());
}

function firstLine(text: string, span: Span): Span {
  const line = text.slice(span.start, span.end).search(/[\r\n]/);
  return line < 0 ? span : { start: span.start, end: span.start + line };
}

const segments = /([^.[\]]+)|\[(\d+)\]/g;
