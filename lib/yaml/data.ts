import type { Span } from "../source/span.ts";
import type { ScalarNode } from "./node.ts";

/**
 * A text as the value that Kubernetes' decoder sees (JSON's types), every part with its place in the text. A value that
 * an alias brings in is where its anchor is.
 */
export type DataNode = NullData | BoolData | NumberData | StringData | ArrayData | ObjectData;

/** `null`, or a value left out. */
export interface NullData {
  readonly kind: "null";
  readonly span: Span;
}

/** `true` or `false`, in any spelling of YAML 1.1. */
export interface BoolData {
  readonly kind: "bool";
  readonly span: Span;
  readonly value: boolean;
}

/** A number. */
export interface NumberData {
  readonly kind: "number";
  readonly span: Span;
  /** An integer as bigint, a float as number. */
  readonly value: bigint | number;
}

/** A text. */
export interface StringData {
  readonly kind: "string";
  readonly span: Span;
  readonly value: string;
  /** The YAML scalar it is made of; absent in JSON. */
  readonly scalar?: ScalarNode;
}

/** A sequence. */
export interface ArrayData {
  readonly kind: "array";
  readonly span: Span;
  readonly items: readonly DataNode[];
}

/** A mapping, its members in the order of the text. */
export interface ObjectData {
  readonly kind: "object";
  readonly span: Span;
  /** In the order in which the decoder meets them: of YAML sorted by key, of JSON as written, doubles included. */
  readonly members: readonly Member[];
}

/** One key with its value. */
export interface Member {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: DataNode;
}

/** The member of that name; the last if JSON has several, as for the decoder. */
export function findMember(data: DataNode | undefined, key: string): Member | undefined {
  if (data?.kind !== "object") return undefined;
  for (let i = data.members.length - 1; i >= 0; i--) {
    if (data.members[i]?.key === key) return data.members[i];
  }
  return undefined;
}

/** The value at a field path as the server writes it, `jwt[0].issuer`. */
export function findData(root: DataNode | undefined, path: string): DataNode | undefined {
  let data = root;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (name !== undefined) data = findMember(data, name)?.value;
    else data = data?.kind === "array" ? data.items[Number(index)] : undefined;
  }
  return data;
}
