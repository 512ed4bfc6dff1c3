import type { Span } from "../source/span.ts";
import { parseYaml } from "../yaml/compose.ts";
import type { DataNode, StringData } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { isJsonText, readJson } from "../yaml/json.ts";
import type { AliasNode, ScalarNode, YamlNode } from "../yaml/node.ts";

/** A text as the form reads it: what the decoder sees, and how it is written. */
export type FormText =
  | {
      readonly kind: "read";
      readonly text: string;
      readonly data: DataNode;
      /** How many keys are in the same mapping a second time. */
      readonly duplicates: number;
      /** Undefined if there is nothing but comments. */
      readonly root: WrittenNode | undefined;
      readonly json: boolean;
    }
  | { readonly kind: "failed"; readonly message: string; readonly span: Span };

/** A node of YAML's tree, or of JSON's. */
export type WrittenNode = YamlNode | DataNode;

/** One node with what an edit has to know of it. */
export type Written =
  | {
      readonly kind: "scalar";
      readonly span: Span;
      readonly style: ScalarNode["style"] | "json";
      /** If it is text: what `locateString` takes. */
      readonly string?: StringData;
    }
  | {
      readonly kind: "map";
      readonly span: Span;
      readonly flow: boolean;
      /** In the order of the text. */
      readonly entries: readonly WrittenEntry[];
    }
  | {
      readonly kind: "list";
      readonly span: Span;
      readonly flow: boolean;
      readonly items: readonly WrittenNode[];
    }
  | { readonly kind: "alias"; readonly span: Span; readonly node: AliasNode };

/** A key with its value; a key that is no scalar has the name undefined. */
export interface WrittenEntry {
  readonly key: string | undefined;
  readonly keySpan: Span;
  readonly value: WrittenNode;
}

/** Reads a text as the server does, JSON or YAML. Never throws. */
export function readFormText(text: string): FormText {
  if (isJsonText(text)) {
    const read = readJson(text);
    if (read.kind === "failed") return read;
    const { data } = read;
    return { kind: "read", text, data, duplicates: countDoubles(data), root: data, json: true };
  }
  const read = readYaml(text);
  if (read.kind === "failed") return read;
  const parsed = parseYaml(text);
  const { data, duplicates } = read;
  const root = parsed.kind === "parsed" ? parsed.root : undefined;
  return { kind: "read", text, data, duplicates: duplicates.length, root, json: false };
}

/** How a node is written in the text that it was read from. */
export function lookAt(text: string, node: WrittenNode): Written {
  const { span } = node;
  const flow = "[{".includes(text[span.start] ?? " ");
  switch (node.kind) {
    case "scalar": {
      const string: StringData = { kind: "string", span, value: node.value, scalar: node };
      return { kind: "scalar", span, style: node.style, string };
    }
    case "alias":
      return { kind: "alias", span, node };
    case "mapping":
      return {
        kind: "map",
        span,
        flow,
        entries: node.entries.map(({ key, value }) => ({
          key: key.kind === "scalar" ? key.value : undefined,
          keySpan: key.span,
          value,
        })),
      };
    case "object":
      return { kind: "map", span, flow, entries: node.members };
    case "sequence":
    case "array":
      return { kind: "list", span, flow, items: node.items };
    case "string":
      return { kind: "scalar", span, style: "json", string: node };
    default:
      return { kind: "scalar", span, style: "json" };
  }
}

/** Every alias of a tree, in the order of the text. */
export function findAliases(root: WrittenNode | undefined): readonly AliasNode[] {
  const found: AliasNode[] = [];
  const waiting: WrittenNode[] = root === undefined ? [] : [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "alias") found.push(node);
    else if (node.kind === "sequence") for (const item of node.items) waiting.push(item);
    else if (node.kind === "mapping")
      for (const { key, value } of node.entries) waiting.push(key, value);
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function countDoubles(root: DataNode): number {
  let count = 0;
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "array") for (const item of node.items) waiting.push(item);
    if (node.kind !== "object") continue;
    count += node.members.length - new Set(node.members.map(({ key }) => key)).size;
    for (const { value } of node.members) waiting.push(value);
  }
  return count;
}
