import { fromByteString } from "../go/byte-string.ts";
import { formatFloat } from "../go/float.ts";
import { compareText } from "../go/json.ts";
import type { Span } from "../source/span.ts";
import { parseYaml } from "./compose.ts";
import { YamlFailure } from "./cursor.ts";
import type { DataNode, Member, StringData } from "./data.ts";
import { formatGo, formatKey, identify } from "./key.ts";
import type { AliasNode, MappingNode, ScalarNode, SequenceNode, YamlNode } from "./node.ts";
import { binaryTag, mergeTag, resolveScalar } from "./resolve.ts";

/** A document's data, or the words with which sigs.k8s.io/yaml refuses it. */
export type DocumentResult =
  | {
      readonly kind: "read";
      readonly data: DataNode;
      /** Keys that occur twice, which only strict reading refuses: `line 7: key "x" already set in map`. */
      readonly duplicates: readonly DuplicateKey[];
    }
  | { readonly kind: "failed"; readonly message: string; readonly span: Span };

/** A key that a mapping has twice. */
export interface DuplicateKey {
  readonly message: string;
  /** The second key. */
  readonly span: Span;
}

/**
 * Reads YAML text as sigs.k8s.io/yaml's YAMLToJSON does: go-yaml v2 decoding into interface{} (decode.go), with merge
 * keys, aliases and the limit on their expansion, then conversion to JSON's types.
 */
export function readYaml(text: string): DocumentResult {
  const parsed = parseYaml(text);
  if (parsed.kind === "failed") {
    return { kind: "failed", message: parsed.message, span: spanAt(text, parsed.position) };
  }
  const whole = { start: 0, end: text.length };
  const { root } = parsed;
  if (root === undefined) {
    return { kind: "read", data: { kind: "null", span: whole }, duplicates: [] };
  }
  try {
    const decoder: Decoder = {
      duplicates: [],
      expanding: new Set(),
      depth: 0,
      decoded: 0,
      aliased: 0,
      unusable: undefined,
    };
    const data = decodeTree(decoder, root);
    checkNumber(decoder, data);
    if (decoder.unusable !== undefined) throw decoder.unusable;
    return { kind: "read", data, duplicates: decoder.duplicates };
  } catch (failure) {
    if (!(failure instanceof YamlFailure)) throw failure;
    return { kind: "failed", message: failure.message, span: spanAt(text, failure.position) };
  }
}

interface Decoder {
  readonly duplicates: DuplicateKey[];
  readonly expanding: Set<AliasNode>;
  /** How many aliases the walk is inside of. */
  depth: number;
  decoded: number;
  aliased: number;
  /** The first thing that JSON cannot hold; go-yaml's own failures come before it. */
  unusable: YamlFailure | undefined;
}

/** A map that go-yaml fills: by type and value of the key. */
type Entries = Map<string, Entry>;

interface Entry {
  readonly key: DataNode;
  readonly value: DataNode;
}

/** What the walk is inside of. Depth is bounded by the parser only, so the stack is our own. */
type Frame =
  | {
      readonly kind: "mapping";
      readonly node: MappingNode;
      readonly entries: Entries;
      next: number;
      key: DataNode | undefined;
    }
  | { readonly kind: "sequence"; readonly node: SequenceNode; readonly items: DataNode[] }
  | { readonly kind: "alias"; readonly node: AliasNode }
  /** The values of a merge key that holds a sequence, last first. */
  | {
      readonly kind: "merge";
      readonly node: SequenceNode;
      readonly entries: Entries;
      left: number;
    };

function decodeTree(d: Decoder, root: YamlNode): DataNode {
  const stack: Frame[] = [];
  let value = enter(d, stack, root, undefined);
  for (;;) {
    const frame = stack[stack.length - 1];
    if (frame === undefined) return value ?? { kind: "null", span: root.span };
    switch (frame.kind) {
      case "alias":
        // Its target is done, or was opened above it and is done now.
        stack.pop();
        d.expanding.delete(frame.node);
        d.depth--;
        break;
      case "sequence":
        if (value !== undefined) {
          checkNumber(d, value);
          frame.items.push(value);
        }
        if (frame.items.length === frame.node.items.length) {
          stack.pop();
          value = { kind: "array", span: frame.node.span, items: frame.items };
        } else {
          value = enter(d, stack, frame.node.items[frame.items.length] as YamlNode, undefined);
        }
        break;
      case "merge":
        if (frame.left === 0) {
          stack.pop();
          value = undefined;
        } else {
          frame.left--;
          const node = frame.node.items[frame.left] as YamlNode;
          value = enter(d, stack, checkMergeable(node), frame.entries);
        }
        break;
      case "mapping":
        value = stepMapping(d, stack, frame, value);
        break;
    }
  }
}

// Begins a node: gives the value of a scalar, or opens a frame and gives undefined. With `into`, a mapping's entries go
// there.
function enter(
  d: Decoder,
  stack: Frame[],
  node: YamlNode,
  into: Entries | undefined,
): DataNode | undefined {
  count(d, node);
  switch (node.kind) {
    case "scalar":
      return decodeScalar(node);
    case "alias":
      if (d.expanding.has(node)) {
        throw new YamlFailure(`yaml: anchor '${node.name}' value contains itself`, node.span.start);
      }
      d.expanding.add(node);
      d.depth++;
      stack.push({ kind: "alias", node });
      return enter(d, stack, node.target, into);
    case "sequence":
      stack.push({ kind: "sequence", node, items: [] });
      return undefined;
    case "mapping":
      stack.push({ kind: "mapping", node, entries: into ?? new Map(), next: 0, key: undefined });
      return undefined;
  }
}

type MappingFrame = Extract<Frame, { kind: "mapping" }>;

// One step of a mapping; `value` is what the step before it asked for.
function stepMapping(
  d: Decoder,
  stack: Frame[],
  frame: MappingFrame,
  value: DataNode | undefined,
): DataNode | undefined {
  const { entries, node } = frame;
  if (value !== undefined) {
    if (frame.key === undefined) {
      checkKey(value);
      frame.key = value;
      const entry = node.entries[frame.next];
      return enter(d, stack, entry?.value as YamlNode, undefined);
    }
    const entry = node.entries[frame.next] as MappingNode["entries"][number];
    setEntry(d, entries, frame.key, value, entry);
    frame.key = undefined;
    frame.next++;
  }
  const entry = node.entries[frame.next];
  if (entry === undefined) {
    stack.pop();
    return isMerging(stack, frame) ? undefined : toObject(d, node, entries);
  }
  if (!isMerge(entry.key)) return enter(d, stack, entry.key, undefined);
  frame.next++;
  if (entry.value.kind === "sequence") {
    const left = entry.value.items.length;
    stack.push({ kind: "merge", node: entry.value, entries, left });
    return undefined;
  }
  return enter(d, stack, checkMergeable(entry.value), entries);
}

// Whether a mapping's entries went into another one's.
function isMerging(stack: readonly Frame[], frame: MappingFrame): boolean {
  for (let i = stack.length - 1; i >= 0; i--) {
    const outer = stack[i] as Frame;
    if (outer.kind === "alias") continue;
    return (outer.kind === "mapping" || outer.kind === "merge") && outer.entries === frame.entries;
  }
  return false;
}

function setEntry(
  d: Decoder,
  entries: Entries,
  key: DataNode,
  value: DataNode,
  written: MappingNode["entries"][number],
): void {
  checkNumber(d, value);
  const identity = identify(key);
  if (entries.has(identity)) {
    d.duplicates.push({
      message: `line ${written.value.line + 1}: key ${formatGo(key)} already set in map`,
      span: written.key.span,
    });
  }
  entries.set(identity, { key, value });
}

// decode.go's limit: of a small document 99 % may come from aliases, of a large one 10 %.
function count(d: Decoder, node: YamlNode): void {
  d.decoded++;
  if (d.depth > 0) d.aliased++;
  if (d.aliased > 100 && d.decoded > 1000 && d.aliased / d.decoded > allowedRatio(d.decoded)) {
    throw new YamlFailure("yaml: document contains excessive aliasing", node.span.start);
  }
}

function allowedRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}

function decodeScalar(node: ScalarNode): DataNode {
  const { span } = node;
  if (node.tag === "" && !node.implicit) {
    return { kind: "string", span, value: node.value, scalar: node };
  }
  const resolved = resolveScalar(node.tag, node.value);
  if ("failure" in resolved) throw new YamlFailure(`yaml: ${resolved.failure}`, span.start);
  const { value } = resolved;
  if (resolved.tag === binaryTag) return decodeBinary(node);
  if (value === null) return { kind: "null", span };
  if (typeof value === "boolean") return { kind: "bool", span, value };
  if (typeof value === "string") return { kind: "string", span, value, scalar: node };
  return { kind: "number", span, value };
}

function decodeBinary(node: ScalarNode): StringData {
  const text = node.value.replace(/[\r\n]/g, "");
  if (!base64.test(text)) {
    throw new YamlFailure("yaml: !!binary value contains invalid base64 data", node.span.start);
  }
  return { kind: "string", span: node.span, value: fromByteString(atob(text)) };
}

// JSON has no number for it. As a key it becomes text.
function checkNumber(d: Decoder, data: DataNode): void {
  if (data.kind !== "number" || typeof data.value === "bigint" || Number.isFinite(data.value))
    return;
  const message = `json: unsupported value: ${formatFloat(data.value, "g")}`;
  d.unusable ??= new YamlFailure(message, data.span.start);
}

function toObject(d: Decoder, node: MappingNode, entries: Entries): DataNode {
  const members: Member[] = [];
  for (const { key, value } of entries.values()) {
    const name = formatKey(key);
    if (name === undefined) {
      const type = key.kind === "number" ? "uint64" : "%!s(<nil>)";
      d.unusable ??= new YamlFailure(
        `unsupported map key of type: ${type}, key: ${formatGo(key, true)}, value: ${formatGo(value, true)}`,
        key.span.start,
      );
    } else {
      members.push({ key: name, keySpan: key.span, value });
    }
  }
  members.sort((a, b) => compareText(a.key, b.key));
  return { kind: "object", span: node.span, members };
}

function checkKey(key: DataNode): void {
  if (key.kind === "array" || key.kind === "object") {
    throw new YamlFailure(`yaml: invalid map key: ${formatGo(key)}`, key.span.start);
  }
}

// A merge key takes a mapping, an alias of one, or a sequence of those.
function checkMergeable(node: YamlNode): YamlNode {
  const target = node.kind === "alias" ? node.target : node;
  if (target.kind !== "mapping") {
    throw new YamlFailure(
      "yaml: map merge requires map or sequence of maps as the value",
      node.span.start,
    );
  }
  return node;
}

function isMerge(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === "<<" && (node.implicit || node.tag === mergeTag);
}

function spanAt(text: string, position: number): Span {
  const start = Math.min(position, text.length);
  return { start, end: Math.min(start + 1, text.length) };
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
