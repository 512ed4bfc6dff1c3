import { findUnreadable, isBlank, isBlankOrEnd, isBreak } from "./characters.ts";
import {
  failScanning,
  isDocumentMarker,
  makeToken,
  need,
  type ScalarStyle,
  type Scanner,
  type SimpleKey,
  skip,
  skipComment,
  skipLine,
  type Token,
  type TokenType,
  unitAt,
} from "./cursor.ts";
import { scanBlockScalar, scanFlowScalar, scanPlainScalar } from "./scalars.ts";
import { scanDirective, scanTag, scanWord } from "./tags.ts";

/**
 * A scanner at the start of the text. `unreadable` is where go-yaml's reader stops, found in the text if it is not given.
 */
export function createScanner(
  text: string,
  unreadable: Scanner["unreadable"] = findUnreadable(text),
): Scanner {
  return {
    text,
    unreadable,
    position: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    pairs: 0,
    line: 0,
    column: 0,
    tokens: [],
    head: 0,
    parsed: 0,
    tokenAvailable: false,
    started: false,
    flowLevel: 0,
    indent: -1,
    indents: [],
    simpleKeyAllowed: true,
    simpleKeys: [],
    simpleKeysByToken: new Map(),
  };
}

/** The next token, which stays in the queue. */
export function peekToken(s: Scanner): Token {
  if (!s.tokenAvailable) fetchMoreTokens(s);
  return s.tokens[s.head] as Token;
}

/** Takes the next token out of the queue. */
export function skipToken(s: Scanner): void {
  s.tokenAvailable = false;
  s.parsed++;
  s.head++;
  if (s.head === s.tokens.length) {
    s.tokens = [];
    s.head = 0;
  }
}

function fetchMoreTokens(s: Scanner): void {
  for (;;) {
    if (s.head !== s.tokens.length) {
      const key = s.simpleKeysByToken.get(s.parsed);
      if (key === undefined || !isSimpleKeyValid(s, s.simpleKeys[key] as SimpleKey)) break;
    }
    fetchNextToken(s);
  }
  s.tokenAvailable = true;
}

function fetchNextToken(s: Scanner): void {
  need(s, 1);
  if (!s.started) {
    fetchStreamStart(s);
    return;
  }
  scanToNextToken(s);
  unrollIndent(s, s.column);
  need(s, 4);
  chooseFetch(s)(s);
}

// Scans the token that begins at the position.
function chooseFetch(s: Scanner): (s: Scanner) => void {
  const unit = unitAt(s);
  const next = unitAt(s, 1);
  if (unit === 0) return fetchStreamEnd;
  if (s.column === 0 && unit === 0x25) return fetchDirective;
  if (isDocumentMarker(s)) return unit === 0x2d ? fetchDocumentStart : fetchDocumentEnd;
  const always = fetchByUnit.get(unit);
  if (always !== undefined) return always;
  if (unit === 0x2d && isBlankOrEnd(next)) return fetchBlockEntry;
  if (unit === 0x3f && (s.flowLevel > 0 || isBlankOrEnd(next))) return fetchKey;
  if (unit === 0x3a && (s.flowLevel > 0 || isBlankOrEnd(next))) return fetchValue;
  if (unit === 0x7c && s.flowLevel === 0) return fetchLiteral;
  if (unit === 0x3e && s.flowLevel === 0) return fetchFolded;
  if (
    !(isBlankOrEnd(unit) || indicators.has(unit)) ||
    (unit === 0x2d && !isBlank(next)) ||
    (s.flowLevel === 0 && (unit === 0x3f || unit === 0x3a) && !isBlankOrEnd(next))
  ) {
    return fetchPlainScalar;
  }
  return failScanning(s, "found character that cannot start any token");
}

// Whether a token may still be a key: on one line, at most 1024 characters before the colon.
function isSimpleKeyValid(s: Scanner, key: SimpleKey): boolean {
  if (!key.possible) return false;
  if (key.line < s.line || key.index + 1024 < s.position - s.pairs) {
    if (key.required) failScanning(s, "could not find expected ':'");
    key.possible = false;
    return false;
  }
  return true;
}

function saveSimpleKey(s: Scanner): void {
  if (!s.simpleKeyAllowed) return;
  const key = newSimpleKey(s, true);
  key.required = s.flowLevel === 0 && s.indent === s.column;
  removeSimpleKey(s);
  s.simpleKeys[s.simpleKeys.length - 1] = key;
  s.simpleKeysByToken.set(key.token, s.simpleKeys.length - 1);
}

function removeSimpleKey(s: Scanner): void {
  const key = s.simpleKeys[s.simpleKeys.length - 1] as SimpleKey;
  if (!key.possible) return;
  if (key.required) failScanning(s, "could not find expected ':'");
  key.possible = false;
  s.simpleKeysByToken.delete(key.token);
}

function newSimpleKey(s: Scanner, possible: boolean): SimpleKey {
  return {
    possible,
    required: false,
    token: s.parsed + (s.tokens.length - s.head),
    position: s.position,
    index: s.position - s.pairs,
    line: s.line,
    column: s.column,
  };
}

function rollIndent(
  s: Scanner,
  column: number,
  number: number,
  type: TokenType,
  start: number,
  line: number,
): void {
  if (s.flowLevel > 0 || s.indent >= column) return;
  s.indents.push(s.indent);
  s.indent = column;
  if (s.indents.length > maxDepth) failScanning(s, `exceeded max depth of ${maxDepth}`);
  const token = makeToken(type, start, line, start);
  if (number < 0) s.tokens.push(token);
  else s.tokens.splice(s.head + number - s.parsed, 0, token);
}

function unrollIndent(s: Scanner, column: number): void {
  if (s.flowLevel > 0) return;
  while (s.indent > column) {
    s.tokens.push(makeToken("block-end", s.position, s.line, s.position));
    s.indent = s.indents.pop() as number;
  }
}

function fetchStreamStart(s: Scanner): void {
  s.simpleKeys.push(newSimpleKey(s, false));
  s.started = true;
  s.tokens.push(makeToken("stream-start", s.position, s.line, s.position));
}

function fetchStreamEnd(s: Scanner): void {
  if (s.column !== 0) {
    s.column = 0;
    s.line++;
  }
  unrollIndent(s, -1);
  removeSimpleKey(s);
  s.simpleKeyAllowed = false;
  s.tokens.push(makeToken("stream-end", s.position, s.line, s.position));
}

function fetchDirective(s: Scanner): void {
  unrollIndent(s, -1);
  removeSimpleKey(s);
  s.simpleKeyAllowed = false;
  s.tokens.push(scanDirective(s));
}

function fetchDocumentStart(s: Scanner): void {
  fetchDocumentIndicator(s, "document-start");
}

function fetchDocumentEnd(s: Scanner): void {
  fetchDocumentIndicator(s, "document-end");
}

function fetchDocumentIndicator(s: Scanner, type: TokenType): void {
  unrollIndent(s, -1);
  removeSimpleKey(s);
  s.simpleKeyAllowed = false;
  pushIndicator(s, type, 3);
}

function fetchFlowStart(s: Scanner, type: TokenType): void {
  saveSimpleKey(s);
  s.simpleKeys.push(newSimpleKey(s, false));
  s.flowLevel++;
  if (s.flowLevel > maxDepth) failScanning(s, `exceeded max depth of ${maxDepth}`);
  s.simpleKeyAllowed = true;
  pushIndicator(s, type);
}

function fetchFlowEnd(s: Scanner, type: TokenType): void {
  removeSimpleKey(s);
  if (s.flowLevel > 0) {
    s.flowLevel--;
    const key = s.simpleKeys.pop();
    if (key !== undefined) s.simpleKeysByToken.delete(key.token);
  }
  s.simpleKeyAllowed = false;
  pushIndicator(s, type);
}

function fetchFlowEntry(s: Scanner): void {
  removeSimpleKey(s);
  s.simpleKeyAllowed = true;
  pushIndicator(s, "flow-entry");
}

function fetchBlockEntry(s: Scanner): void {
  if (s.flowLevel === 0) {
    if (!s.simpleKeyAllowed) {
      failScanning(s, "block sequence entries are not allowed in this context");
    }
    rollIndent(s, s.column, -1, "block-sequence-start", s.position, s.line);
  }
  removeSimpleKey(s);
  s.simpleKeyAllowed = true;
  pushIndicator(s, "block-entry");
}

function fetchKey(s: Scanner): void {
  if (s.flowLevel === 0) {
    if (!s.simpleKeyAllowed) failScanning(s, "mapping keys are not allowed in this context");
    rollIndent(s, s.column, -1, "block-mapping-start", s.position, s.line);
  }
  removeSimpleKey(s);
  s.simpleKeyAllowed = s.flowLevel === 0;
  pushIndicator(s, "key");
}

function fetchValue(s: Scanner): void {
  const key = s.simpleKeys[s.simpleKeys.length - 1] as SimpleKey;
  if (isSimpleKeyValid(s, key)) {
    const token = makeToken("key", key.position, key.line, key.position);
    s.tokens.splice(s.head + key.token - s.parsed, 0, token);
    rollIndent(s, key.column, key.token, "block-mapping-start", key.position, key.line);
    key.possible = false;
    s.simpleKeysByToken.delete(key.token);
    s.simpleKeyAllowed = false;
  } else {
    if (s.flowLevel === 0) {
      if (!s.simpleKeyAllowed) failScanning(s, "mapping values are not allowed in this context");
      rollIndent(s, s.column, -1, "block-mapping-start", s.position, s.line);
    }
    s.simpleKeyAllowed = s.flowLevel === 0;
  }
  pushIndicator(s, "value");
}

function fetchAnchor(s: Scanner, type: "alias" | "anchor"): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  const { position, line } = s;
  skip(s);
  const name = scanWord(s);
  if (name === "" || !(isBlankOrEnd(unitAt(s)) || afterAnchor.has(unitAt(s)))) {
    failScanning(s, "did not find expected alphabetic or numeric character");
  }
  s.tokens.push(makeToken(type, position, line, s.position, name));
}

function fetchTag(s: Scanner): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  s.tokens.push(scanTag(s));
}

function fetchLiteral(s: Scanner): void {
  fetchBlockScalar(s, true);
}

function fetchFolded(s: Scanner): void {
  fetchBlockScalar(s, false);
}

function fetchBlockScalar(s: Scanner, literal: boolean): void {
  removeSimpleKey(s);
  s.simpleKeyAllowed = true;
  pushScalar(s, literal ? "literal" : "folded", () => scanBlockScalar(s, literal));
}

function fetchSingleQuoted(s: Scanner): void {
  fetchFlowScalar(s, true);
}

function fetchDoubleQuoted(s: Scanner): void {
  fetchFlowScalar(s, false);
}

function fetchFlowScalar(s: Scanner, single: boolean): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  pushScalar(s, single ? "single-quoted" : "double-quoted", () => scanFlowScalar(s, single));
}

function fetchPlainScalar(s: Scanner): void {
  saveSimpleKey(s);
  s.simpleKeyAllowed = false;
  pushScalar(s, "plain", () => scanPlainScalar(s));
}

function pushScalar(
  s: Scanner,
  style: ScalarStyle,
  scan: () => { readonly value: string; readonly end: number },
): void {
  const { position, line } = s;
  const context = { indent: s.indent, flowLevel: s.flowLevel };
  const { value, end } = scan();
  s.tokens.push({
    type: "scalar",
    start: position,
    startLine: line,
    end,
    value,
    suffix: "",
    style,
    context,
  });
}

function pushIndicator(s: Scanner, type: TokenType, length = 1): void {
  const { position, line } = s;
  for (let i = 0; i < length; i++) skip(s);
  s.tokens.push(makeToken(type, position, line, s.position));
}

function scanToNextToken(s: Scanner): void {
  for (;;) {
    need(s, 1);
    while (unitAt(s) === 0x20 || ((s.flowLevel > 0 || !s.simpleKeyAllowed) && unitAt(s) === 0x09)) {
      skip(s);
      need(s, 1);
    }
    skipComment(s);
    if (!isBreak(unitAt(s))) return;
    need(s, 2);
    skipLine(s);
    if (s.flowLevel === 0) s.simpleKeyAllowed = true;
  }
}

const maxDepth = 10000;
const units = (text: string): ReadonlySet<number> =>
  new Set([...text].map((character) => character.charCodeAt(0)));
const indicators = units("-?:,[]{}#&*!|>'\"%@`");
const afterAnchor = units("?:,]}%@`");

// The characters that begin the same token in every context.
const fetchByUnit = new Map<number, (s: Scanner) => void>([
  [0x5b, (s) => fetchFlowStart(s, "flow-sequence-start")],
  [0x7b, (s) => fetchFlowStart(s, "flow-mapping-start")],
  [0x5d, (s) => fetchFlowEnd(s, "flow-sequence-end")],
  [0x7d, (s) => fetchFlowEnd(s, "flow-mapping-end")],
  [0x2c, fetchFlowEntry],
  [0x2a, (s) => fetchAnchor(s, "alias")],
  [0x26, (s) => fetchAnchor(s, "anchor")],
  [0x21, fetchTag],
  [0x27, fetchSingleQuoted],
  [0x22, fetchDoubleQuoted],
]);
