import { type Scanner, YamlFailure } from "./cursor.ts";
import type { AliasNode, MappingNode, ScalarNode, SequenceNode, YamlNode } from "./node.ts";
import { type Event, readEvents } from "./parser.ts";
import { createScanner } from "./scanner.ts";

/** The tree of a document, or go-yaml's words for why there is none. */
export type YamlResult =
  | { readonly kind: "parsed"; readonly root: YamlNode | undefined }
  | { readonly kind: "failed"; readonly message: string; readonly position: number };

/**
 * Reads the first document of a text, as go-yaml v2 does: nothing after the token that follows it is read. An
 * empty text has no root.
 */
export function parseYaml(text: string): YamlResult {
  try {
    return { kind: "parsed", root: composeDocument(createScanner(text)) };
  } catch (failure) {
    if (!(failure instanceof YamlFailure)) throw failure;
    return { kind: "failed", message: failure.message, position: failure.position };
  }
}

/** An open collection. A mapping that waits for a value holds its key. */
interface Open {
  readonly node: MappingNode | SequenceNode;
  key: YamlNode | undefined;
}

function composeDocument(scanner: Scanner): YamlNode | undefined {
  const next = readEvents(scanner);
  next();
  if (next().type === "stream-end") return undefined;
  const anchors = new Map<string, YamlNode>();
  const open: Open[] = [];
  let root: YamlNode | undefined;
  for (;;) {
    const event = next();
    if (event.type === "document-end") return root;
    let done: YamlNode | undefined;
    if (event.type === "mapping-end" || event.type === "sequence-end") {
      const closed = open.pop();
      if (closed === undefined) continue;
      closeSpan(closed.node, event.end);
      done = closed.node;
    } else {
      done = makeNode(event, anchors, open);
    }
    if (done === undefined) continue;
    const parent = open[open.length - 1];
    if (parent === undefined) root = done;
    else if (parent.node.kind === "sequence") parent.node.items.push(done);
    else if (parent.key === undefined) parent.key = done;
    else {
      parent.node.entries.push({ key: parent.key, value: done });
      parent.key = undefined;
    }
  }
}

// The node of an event. A collection is opened instead, and is complete when it is closed.
function makeNode(
  event: Event,
  anchors: Map<string, YamlNode>,
  open: Open[],
): YamlNode | undefined {
  switch (event.type) {
    case "alias": {
      const { token } = event;
      const target = anchors.get(token.value);
      if (target === undefined) {
        throw new YamlFailure(`yaml: unknown anchor '${token.value}' referenced`, token.start);
      }
      const alias: AliasNode = {
        kind: "alias",
        span: { start: token.start, end: token.end },
        line: token.startLine,
        tag: "",
        name: token.value,
        target,
      };
      return alias;
    }
    case "scalar": {
      const { token, properties } = event;
      const scalar: ScalarNode = {
        kind: "scalar",
        span: { start: event.start, end: event.end },
        line: event.line,
        tag: properties.tag,
        value: token?.value ?? "",
        implicit: event.implicit,
        style: token?.style ?? "plain",
        ...(token?.context && { context: token.context }),
      };
      if (properties.anchor !== undefined) anchors.set(properties.anchor, scalar);
      return scalar;
    }
    case "mapping-start":
    case "sequence-start": {
      const { start, line, properties } = event;
      const base = { span: { start, end: start }, line, tag: properties.tag };
      const node: MappingNode | SequenceNode =
        event.type === "mapping-start"
          ? { kind: "mapping", ...base, entries: [] }
          : { kind: "sequence", ...base, items: [] };
      if (properties.anchor !== undefined) anchors.set(properties.anchor, node);
      open.push({ node, key: undefined });
      return undefined;
    }
    default:
      return undefined;
  }
}

// A block ends with its last value, not with the comments behind it.
function closeSpan(node: MappingNode | SequenceNode, end: number | undefined): void {
  const last =
    node.kind === "sequence" ? node.items.at(-1) : (node.entries.at(-1)?.value ?? undefined);
  const span = node.span as { start: number; end: number };
  span.end = end ?? Math.max(span.start, last?.span.end ?? span.start);
}
