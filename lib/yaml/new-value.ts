import type { Span } from "../source/span.ts";
import type { DataNode, Member } from "./data.ts";

/** What can be put into a text. A member that is undefined is left out. */
export type NewValue =
  | string
  | boolean
  | readonly NewValue[]
  | { readonly [key: string]: NewValue | undefined };

/** The same as the reader would give it, at no place. */
export function toData(value: NewValue): DataNode {
  if (typeof value === "string") return { kind: "string", span: nowhere, value };
  if (typeof value === "boolean") return { kind: "bool", span: nowhere, value };
  if (isList(value)) return { kind: "array", span: nowhere, items: value.map(toData) };
  const members = Object.entries(value).flatMap(([key, member]): Member[] =>
    member === undefined ? [] : [{ key, keySpan: nowhere, value: toData(member) }],
  );
  return { kind: "object", span: nowhere, members };
}

function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value);
}

const nowhere: Span = { start: 0, end: 0 };
