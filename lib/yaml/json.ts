import { toByteString } from "../go/byte-string.ts";
import {
  type GoJson,
  type GoJsonText,
  parseGoJson,
  rawText,
  stringValue,
} from "../go/parse-json.ts";
import type { Span } from "../source/span.ts";
import type { DataNode, Member } from "./data.ts";

/** A document's data, or the words of encoding/json. */
export type JsonResult =
  | {
      readonly kind: "read";
      readonly data: DataNode;
      /** None: double names stay in the data. Here so that both readers answer alike. */
      readonly duplicates: readonly [];
    }
  /** encoding/json's words: "invalid character 'a' looking for beginning of value". */
  | { readonly kind: "failed"; readonly message: string; readonly span: Span };

/**
 * Whether Kubernetes takes a text for JSON: its first character that is no space is a brace
 * (k8s.io/apimachinery/pkg/util/yaml.IsJSONBuffer).
 */
export function isJsonText(text: string): boolean {
  return /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/.test(text);
}

/** Reads JSON text as encoding/json does, with its messages. Members keep order and doubles. */
export function readJson(text: string): JsonResult {
  const source = toByteString(text);
  const offsetOf = source.length === text.length ? (at: number) => at : mapOffsets(text);
  const parsed = parseGoJson(source);
  if (parsed.kind === "error") {
    const start = offsetOf(parsed.at);
    const span = { start, end: Math.min(start + 1, text.length) };
    return { kind: "failed", message: parsed.message, span };
  }
  return { kind: "read", data: toData(parsed.value, offsetOf), duplicates: [] };
}

/** Where each UTF-16 unit of a JSON string's value is in the text; the last entry is the closing quote. */
export function locateJsonString(text: string, span: Span): number[] {
  const offsets: number[] = [];
  let position = span.start + 1;
  while (position < span.end - 1) {
    offsets.push(position);
    position += text[position] !== "\\" ? 1 : text[position + 1] === "u" ? 6 : 2;
  }
  offsets.push(Math.max(span.end - 1, span.start));
  return offsets;
}

/** The UTF-16 offset of each byte of the text's UTF-8. */
function mapOffsets(text: string): (at: number) => number {
  const offsets: number[] = [];
  for (let i = 0; i < text.length; ) {
    const rune = text.codePointAt(i) ?? 0;
    const width = rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    for (let byte = 0; byte < width; byte++) offsets.push(i);
    i += rune < 0x10000 ? 1 : 2;
  }
  return (at) => offsets[at] ?? text.length;
}

// Nesting is allowed to be 10000 deep, so the stack is our own: collections are made empty and filled later.
function toData(json: GoJsonText, offsetOf: (at: number) => number): DataNode {
  const open: { readonly node: GoJson; readonly into: DataNode[] | Member[] }[] = [];
  const convert = (node: GoJson): DataNode => {
    const span = { start: offsetOf(node.start), end: offsetOf(node.end) };
    switch (node.kind) {
      case "null":
        return { kind: "null", span };
      case "bool":
        return { kind: "bool", span, value: rawText(json, node) === "true" };
      case "number":
        return { kind: "number", span, value: readNumber(rawText(json, node)) };
      case "string":
        return { kind: "string", span, value: stringValue(json, node) };
      case "array": {
        const items: DataNode[] = [];
        open.push({ node, into: items });
        return { kind: "array", span, items };
      }
      case "object": {
        const members: Member[] = [];
        open.push({ node, into: members });
        return { kind: "object", span, members };
      }
    }
  };
  const root = convert(json.root);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, into } = next;
    if (node.kind === "array") {
      for (const item of node.items) (into as DataNode[]).push(convert(item));
    } else if (node.kind === "object") {
      let before = node.start;
      node.values.forEach((value, i) => {
        const { start, end } = placeOfKey(json.source, before, value.start);
        const keySpan = { start: offsetOf(start), end: offsetOf(end) };
        (into as Member[]).push({ key: node.keys[i] ?? "", keySpan, value: convert(value) });
        before = value.end;
      });
    }
  }
  return root;
}

/** The place of a key in bytes: behind the brace or the comma that follows `from`, before the colon in front of `to`. */
function placeOfKey(source: string, from: number, to: number): Span {
  return { start: source.indexOf('"', from), end: source.lastIndexOf('"', to - 1) + 1 };
}

function readNumber(written: string): bigint | number {
  return written.length < 30 && /^-?[0-9]+$/.test(written) ? BigInt(written) : Number(written);
}
