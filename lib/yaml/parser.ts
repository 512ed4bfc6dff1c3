import { type Scanner, type Token, YamlFailure } from "./cursor.ts";
import { peekToken, skipToken } from "./scanner.ts";

interface Parser {
  readonly scanner: Scanner;
  state: State;
  readonly states: State[];
  readonly tags: Map<string, string>;
}

type State = (p: Parser) => Event;

/** A part of a document, in the order of the text. */
export type Event =
  | { readonly type: "stream-start" | "stream-end" | "document-start" | "document-end" }
  | { readonly type: "alias"; readonly token: Token }
  | {
      readonly type: "scalar";
      readonly line: number;
      readonly start: number;
      readonly end: number;
      readonly properties: Properties;
      readonly implicit: boolean;
      readonly token?: Token;
    }
  | {
      readonly type: "sequence-start" | "mapping-start";
      readonly line: number;
      readonly start: number;
      readonly properties: Properties;
    }
  | {
      readonly type: "sequence-end" | "mapping-end";
      /** Where a flow collection's bracket ends; undefined for a block. */
      readonly end: number | undefined;
    };

interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string;
}

/**
 * The events of a text, one a call: the grammar of go-yaml's parserc.go, a machine of states, so that depth costs no
 * stack. The function throws YamlFailure; it must not be called after "document-end" or "stream-end".
 */
export function readEvents(scanner: Scanner): () => Event {
  const p: Parser = { scanner, state: parseStreamStart, states: [], tags: new Map() };
  return () => p.state(p);
}

function parseStreamStart(p: Parser): Event {
  peekToken(p.scanner);
  skipToken(p.scanner);
  p.state = parseImplicitDocumentStart;
  return { type: "stream-start" };
}

function parseImplicitDocumentStart(p: Parser): Event {
  const token = peekToken(p.scanner);
  if (
    token.type === "version-directive" ||
    token.type === "tag-directive" ||
    token.type === "document-start" ||
    token.type === "stream-end"
  ) {
    return parseDocumentStart(p);
  }
  processDirectives(p);
  p.states.push(parseDocumentEnd);
  p.state = parseBlockNode;
  return { type: "document-start" };
}

function parseDocumentStart(p: Parser): Event {
  if (peekToken(p.scanner).type === "stream-end") {
    skipToken(p.scanner);
    return { type: "stream-end" };
  }
  processDirectives(p);
  const token = peekToken(p.scanner);
  if (token.type !== "document-start") failParsing("did not find expected <document start>", token);
  p.states.push(parseDocumentEnd);
  p.state = parseDocumentContent;
  skipToken(p.scanner);
  return { type: "document-start" };
}

function parseDocumentContent(p: Parser): Event {
  const token = peekToken(p.scanner);
  switch (token.type) {
    case "version-directive":
    case "tag-directive":
    case "document-start":
    case "document-end":
    case "stream-end":
      popState(p);
      return emptyScalar(token.start, token.startLine);
  }
  return parseNode(p, true, false);
}

// Only the first document is read, but the token behind it has to be a token.
function parseDocumentEnd(p: Parser): Event {
  peekToken(p.scanner);
  return { type: "document-end" };
}

function parseBlockNode(p: Parser): Event {
  return parseNode(p, true, false);
}

function parseNode(p: Parser, block: boolean, indentlessSequence: boolean): Event {
  let token = peekToken(p.scanner);
  if (token.type === "alias") {
    popState(p);
    skipToken(p.scanner);
    return { type: "alias", token };
  }
  const first = token;
  let anchor: Token | undefined;
  let tagToken: Token | undefined;
  while (
    (token.type === "anchor" && anchor === undefined) ||
    (token.type === "tag" && tagToken === undefined)
  ) {
    if (token.type === "anchor") anchor = token;
    else tagToken = token;
    skipToken(p.scanner);
    token = peekToken(p.scanner);
  }
  const tag = tagToken === undefined ? "" : resolveTag(p, tagToken);
  const properties: Properties = { anchor: anchor?.value, tag };
  const line = first.startLine;
  const { start } = token;
  if (indentlessSequence && token.type === "block-entry") {
    p.state = parseIndentlessSequenceEntry;
    return { type: "sequence-start", line, start, properties };
  }
  switch (token.type) {
    case "scalar": {
      popState(p);
      skipToken(p.scanner);
      const implicit = (tag === "" && token.style === "plain") || tag === "!";
      return { type: "scalar", line, start, end: token.end, properties, implicit, token };
    }
    case "flow-sequence-start":
      p.state = parseFlowSequenceFirstEntry;
      return { type: "sequence-start", line, start, properties };
    case "flow-mapping-start":
      p.state = parseFlowMappingFirstKey;
      return { type: "mapping-start", line, start, properties };
  }
  if (block && token.type === "block-sequence-start") {
    p.state = parseBlockSequenceFirstEntry;
    return { type: "sequence-start", line, start, properties };
  }
  if (block && token.type === "block-mapping-start") {
    p.state = parseBlockMappingFirstKey;
    return { type: "mapping-start", line, start, properties };
  }
  if (anchor !== undefined || tag !== "") {
    popState(p);
    const end = Math.max(anchor?.end ?? 0, tagToken?.end ?? 0);
    return { type: "scalar", line, start: end, end, properties, implicit: tag === "" };
  }
  return failParsing("did not find expected node content", token);
}

function resolveTag(p: Parser, token: Token): string {
  if (token.value === "") return token.suffix;
  const prefix = p.tags.get(token.value);
  if (prefix === undefined || prefix + token.suffix === "") {
    failParsing("found undefined tag handle", token);
  }
  return prefix + token.suffix;
}

function parseBlockSequenceFirstEntry(p: Parser): Event {
  skipToken(p.scanner);
  return parseBlockSequenceEntry(p);
}

function parseBlockSequenceEntry(p: Parser): Event {
  const token = peekToken(p.scanner);
  if (token.type === "block-entry") {
    skipToken(p.scanner);
    const next = peekToken(p.scanner);
    if (next.type !== "block-entry" && next.type !== "block-end") {
      p.states.push(parseBlockSequenceEntry);
      return parseNode(p, true, false);
    }
    p.state = parseBlockSequenceEntry;
    return emptyScalar(token.end, token.startLine);
  }
  if (token.type === "block-end") return endCollection(p, "sequence-end", undefined);
  return failParsing("did not find expected '-' indicator", token);
}

function parseIndentlessSequenceEntry(p: Parser): Event {
  const token = peekToken(p.scanner);
  if (token.type === "block-entry") {
    skipToken(p.scanner);
    const next = peekToken(p.scanner);
    if (
      next.type !== "block-entry" &&
      next.type !== "key" &&
      next.type !== "value" &&
      next.type !== "block-end"
    ) {
      p.states.push(parseIndentlessSequenceEntry);
      return parseNode(p, true, false);
    }
    p.state = parseIndentlessSequenceEntry;
    return emptyScalar(token.end, token.startLine);
  }
  popState(p);
  return { type: "sequence-end", end: undefined };
}

function parseBlockMappingFirstKey(p: Parser): Event {
  skipToken(p.scanner);
  return parseBlockMappingKey(p);
}

function parseBlockMappingKey(p: Parser): Event {
  const token = peekToken(p.scanner);
  if (token.type === "key") {
    skipToken(p.scanner);
    const next = peekToken(p.scanner);
    if (next.type !== "key" && next.type !== "value" && next.type !== "block-end") {
      p.states.push(parseBlockMappingValue);
      return parseNode(p, true, true);
    }
    p.state = parseBlockMappingValue;
    return emptyScalar(token.end, token.startLine);
  }
  if (token.type === "block-end") return endCollection(p, "mapping-end", undefined);
  return failParsing("did not find expected key", token);
}

function parseBlockMappingValue(p: Parser): Event {
  const token = peekToken(p.scanner);
  if (token.type === "value") {
    skipToken(p.scanner);
    const next = peekToken(p.scanner);
    if (next.type !== "key" && next.type !== "value" && next.type !== "block-end") {
      p.states.push(parseBlockMappingKey);
      return parseNode(p, true, true);
    }
    p.state = parseBlockMappingKey;
    return emptyScalar(token.end, token.startLine);
  }
  p.state = parseBlockMappingKey;
  return emptyScalar(token.start, token.startLine);
}

function parseFlowSequenceFirstEntry(p: Parser): Event {
  skipToken(p.scanner);
  return parseFlowSequenceItem(p, true);
}

function parseFlowSequenceEntry(p: Parser): Event {
  return parseFlowSequenceItem(p, false);
}

function parseFlowSequenceItem(p: Parser, first: boolean): Event {
  let token = peekToken(p.scanner);
  if (token.type !== "flow-sequence-end") {
    if (!first) {
      if (token.type !== "flow-entry") failParsing("did not find expected ',' or ']'", token);
      skipToken(p.scanner);
      token = peekToken(p.scanner);
    }
    if (token.type === "key") {
      p.state = parseFlowSequenceEntryMappingKey;
      skipToken(p.scanner);
      const properties = { anchor: undefined, tag: "" };
      return { type: "mapping-start", line: token.startLine, start: token.start, properties };
    }
    if (token.type !== "flow-sequence-end") {
      p.states.push(parseFlowSequenceEntry);
      return parseNode(p, false, false);
    }
  }
  return endCollection(p, "sequence-end", token.end);
}

function parseFlowSequenceEntryMappingKey(p: Parser): Event {
  const token = peekToken(p.scanner);
  if (token.type !== "value" && token.type !== "flow-entry" && token.type !== "flow-sequence-end") {
    p.states.push(parseFlowSequenceEntryMappingValue);
    return parseNode(p, false, false);
  }
  // The token is lost here in libyaml, too.
  skipToken(p.scanner);
  p.state = parseFlowSequenceEntryMappingValue;
  return emptyScalar(token.end, token.startLine);
}

function parseFlowSequenceEntryMappingValue(p: Parser): Event {
  let token = peekToken(p.scanner);
  if (token.type === "value") {
    skipToken(p.scanner);
    const next = peekToken(p.scanner);
    if (next.type !== "flow-entry" && next.type !== "flow-sequence-end") {
      p.states.push(parseFlowSequenceEntryMappingEnd);
      return parseNode(p, false, false);
    }
    token = next;
  }
  p.state = parseFlowSequenceEntryMappingEnd;
  return emptyScalar(token.start, token.startLine);
}

function parseFlowSequenceEntryMappingEnd(p: Parser): Event {
  peekToken(p.scanner);
  p.state = parseFlowSequenceEntry;
  return { type: "mapping-end", end: undefined };
}

function parseFlowMappingFirstKey(p: Parser): Event {
  skipToken(p.scanner);
  return parseFlowMappingEntry(p, true);
}

function parseFlowMappingKey(p: Parser): Event {
  return parseFlowMappingEntry(p, false);
}

function parseFlowMappingEntry(p: Parser, first: boolean): Event {
  let token = peekToken(p.scanner);
  if (token.type !== "flow-mapping-end") {
    if (!first) {
      if (token.type !== "flow-entry") failParsing("did not find expected ',' or '}'", token);
      skipToken(p.scanner);
      token = peekToken(p.scanner);
    }
    if (token.type === "key") {
      skipToken(p.scanner);
      token = peekToken(p.scanner);
      if (
        token.type !== "value" &&
        token.type !== "flow-entry" &&
        token.type !== "flow-mapping-end"
      ) {
        p.states.push(parseFlowMappingValue);
        return parseNode(p, false, false);
      }
      p.state = parseFlowMappingValue;
      return emptyScalar(token.start, token.startLine);
    }
    if (token.type !== "flow-mapping-end") {
      p.states.push(parseFlowMappingEmptyValue);
      return parseNode(p, false, false);
    }
  }
  return endCollection(p, "mapping-end", token.end);
}

function parseFlowMappingValue(p: Parser): Event {
  let token = peekToken(p.scanner);
  if (token.type === "value") {
    skipToken(p.scanner);
    token = peekToken(p.scanner);
    if (token.type !== "flow-entry" && token.type !== "flow-mapping-end") {
      p.states.push(parseFlowMappingKey);
      return parseNode(p, false, false);
    }
  }
  p.state = parseFlowMappingKey;
  return emptyScalar(token.start, token.startLine);
}

function parseFlowMappingEmptyValue(p: Parser): Event {
  const token = peekToken(p.scanner);
  p.state = parseFlowMappingKey;
  return emptyScalar(token.start, token.startLine);
}

function endCollection(
  p: Parser,
  type: "sequence-end" | "mapping-end",
  end: number | undefined,
): Event {
  popState(p);
  skipToken(p.scanner);
  return { type, end };
}

function emptyScalar(start: number, line: number): Event {
  const properties = { anchor: undefined, tag: "" };
  return { type: "scalar", line, start, end: start, properties, implicit: true };
}

function popState(p: Parser): void {
  p.state = p.states.pop() ?? parseDocumentEnd;
}

function processDirectives(p: Parser): void {
  let version = false;
  for (;;) {
    const token = peekToken(p.scanner);
    if (token.type === "version-directive") {
      if (version) failParsing("found duplicate %YAML directive", token);
      if (token.suffix !== "1.1") failParsing("found incompatible YAML document", token);
      version = true;
    } else if (token.type === "tag-directive") {
      if (p.tags.has(token.value)) failParsing("found duplicate %TAG directive", token);
      p.tags.set(token.value, token.suffix);
    } else {
      break;
    }
    skipToken(p.scanner);
  }
  if (!p.tags.has("!")) p.tags.set("!", "!");
  if (!p.tags.has("!!")) p.tags.set("!!", "tag:yaml.org,2002:");
}

// A parser's error names the line before the one it is on; on the first two it names none, or the first.
function failParsing(problem: string, token: Token): never {
  const where = token.startLine > 0 ? `line ${token.startLine}: ` : "";
  throw new YamlFailure(`yaml: ${where}${problem}`, token.start);
}
