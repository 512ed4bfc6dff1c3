import type { Fix } from "../../diagnostics/diagnostic.ts";
import { findData, findMember } from "../../yaml/data.ts";
import { insertMember, removeMember, replaceMember } from "../../yaml/edit.ts";
import { type FixContext, makeFix, objectAt } from "./fix-context.ts";

/** What a repair of the configuration looks at. */
export type RepairContext = Omit<FixContext, "cause">;

/** Repairs, the best first; undefined if one does not fit. */
export type Repairs = readonly (Fix | undefined)[];

/** Writes a member, in the place of the one that is there. */
export function setMember(
  { text, root }: RepairContext,
  path: string,
  value: string,
  title: string,
): Fix | undefined {
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  if (object === undefined) return undefined;
  const member = findMember(object, name);
  const edit =
    member === undefined
      ? insertMember(text, object, name, value)
      : replaceMember(text, object, member, value);
  return makeFix(`set/${path}/${value}`, title, [edit]);
}

/** Removes a member and those `along` with it. */
export function remove(
  { text, root }: RepairContext,
  path: string,
  title: string,
  along: readonly string[] = [],
): Fix | undefined {
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  if (object === undefined) return undefined;
  const edits = [name, ...along].flatMap((each) => {
    const member = findMember(object, each);
    const edit = member === undefined ? undefined : removeMember(text, object, member);
    return edit === undefined ? [] : [edit];
  });
  return makeFix(`remove/${path}`, title, edits);
}

/** Removes an item of a list; undefined if it is the only one. */
export function removeItem(
  { text, root }: RepairContext,
  path: string | undefined,
  title: string,
): Fix | undefined {
  if (path === undefined) return undefined;
  const at = /^(.*)\[(\d+)\]$/.exec(path);
  const list = findData(root, at?.[1] ?? "");
  const index = Number(at?.[2]);
  const item = list?.kind === "array" ? list.items[index] : undefined;
  if (list?.kind !== "array" || item === undefined || list.items.length < 2) return undefined;
  if ("[".includes(text[list.span.start] ?? " ")) {
    const next = list.items[index + 1];
    const previous = list.items[index - 1];
    const span =
      next !== undefined
        ? { start: item.span.start, end: next.span.start }
        : { start: previous?.span.end ?? item.span.start, end: item.span.end };
    return makeFix(`remove/${path}`, title, [{ span, newText: "" }]);
  }
  const dash = text.lastIndexOf("-", item.span.start);
  const lineStart = text.lastIndexOf("\n", dash) + 1;
  const next = list.items[index + 1];
  const end =
    next === undefined
      ? Math.max(item.span.end, lineStart)
      : text.lastIndexOf("\n", text.lastIndexOf("-", next.span.start)) + 1;
  if (!/^ *$/.test(text.slice(lineStart, dash))) return undefined;
  return makeFix(`remove/${path}`, title, [{ span: { start: lineStart, end }, newText: "" }]);
}

/** The path of the object and the name of its member. */
export function splitPath(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf(".");
  return { parent: path.slice(0, Math.max(at, 0)), name: path.slice(at + 1) };
}
