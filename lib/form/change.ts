import type { DataNode } from "../yaml/data.ts";
import { type NewValue, toData } from "../yaml/new-value.ts";
import { type Segment, splitLast, splitPath } from "./path.ts";
import { withMember } from "./value.ts";

/** One change that a visitor makes in the form. Paths are as the server writes them: "jwt[0].issuer.url". */
export type FormChange =
  /** What is above a field that is not there yet is made with it. `order` are the names of its mapping in order. */
  | {
      readonly kind: "set";
      readonly path: string;
      readonly value: NewValue;
      readonly order?: readonly string[];
    }
  | { readonly kind: "remove"; readonly path: string }
  /** The key is another one, its value stays. */
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  /** Into the list at `path`, before the item at `index`. */
  | {
      readonly kind: "insert";
      readonly path: string;
      readonly index: number;
      readonly value: NewValue;
    }
  | {
      readonly kind: "move";
      readonly path: string;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "duplicate"; readonly path: string; readonly index: number };

/** The whole value that the text must have after a change; undefined if the change does not fit the text. */
export function dataAfter(data: DataNode, change: FormChange): DataNode | undefined {
  switch (change.kind) {
    case "set":
      return setAt(data, splitPath(change.path), () => toData(change.value), true);
    case "remove": {
      const { parent, last } = splitLast(change.path);
      return setAt(data, splitPath(parent), (old) => {
        if (typeof last === "string")
          return old?.kind === "object" && old.members.some(({ key }) => key === last)
            ? withMember(old, last, undefined)
            : undefined;
        return changeItems(old, (items) =>
          last < items.length ? items.toSpliced(last, 1) : undefined,
        );
      });
    }
    case "rename": {
      const { parent, last } = splitLast(change.path);
      return setAt(data, splitPath(parent), (old) => {
        if (old?.kind !== "object" || typeof last !== "string") return undefined;
        const names = old.members.map(({ key }) => key);
        if (!names.includes(last) || names.includes(change.to)) return undefined;
        const members = old.members.map((one) =>
          one.key === last ? { ...one, key: change.to } : one,
        );
        return { ...old, members };
      });
    }
    case "insert":
      return setAt(
        data,
        splitPath(change.path),
        (old) =>
          old === undefined || old.kind === "null"
            ? toData([change.value])
            : changeItems(old, (items) => items.toSpliced(change.index, 0, toData(change.value))),
        true,
      );
    case "move":
      return setAt(data, splitPath(change.path), (old) =>
        changeItems(old, (items) => {
          const moved = items[change.from];
          if (moved === undefined || change.to < 0 || change.to >= items.length) return undefined;
          return items.toSpliced(change.from, 1).toSpliced(change.to, 0, moved);
        }),
      );
    case "duplicate":
      return setAt(data, splitPath(change.path), (old) =>
        changeItems(old, (items) => {
          const item = items[change.index];
          return item && items.toSpliced(change.index + 1, 0, item);
        }),
      );
  }
}

// The value with another one at a place; what is not there is made if `create` says so.
function setAt(
  data: DataNode | undefined,
  [segment, ...rest]: readonly Segment[],
  change: (old: DataNode | undefined) => DataNode | undefined,
  create = false,
): DataNode | undefined {
  if (segment === undefined) return change(data);
  const isNothing =
    data === undefined ||
    data.kind === "null" ||
    (create && data.kind === "string" && data.value === "");
  if (typeof segment === "string") {
    const object = isNothing && create ? toData({}) : data;
    if (object?.kind !== "object") return undefined;
    const old = object.members.findLast(({ key }) => key === segment)?.value;
    const value = setAt(old, rest, change, create);
    return value && withMember(object, segment, value);
  }
  const list = isNothing && create && segment === 0 ? toData([]) : data;
  if (list?.kind !== "array" || segment > list.items.length) return undefined;
  if (segment === list.items.length && !create) return undefined;
  const value = setAt(list.items[segment], rest, change, create);
  return value && { ...list, items: list.items.toSpliced(segment, 1, value) };
}

function changeItems(
  list: DataNode | undefined,
  change: (items: readonly DataNode[]) => readonly DataNode[] | undefined,
): DataNode | undefined {
  const items = list?.kind === "array" ? change(list.items) : undefined;
  return items && list?.kind === "array" ? { ...list, items } : undefined;
}
