import { isBlank, isBlankOrEnd, isBreakOrEnd } from "./characters.ts";

/**
 * The text as a sequence of tokens: scannerc.go of go.yaml.in/yaml/v2, which is libyaml's scanner. Order of checks,
 * limits and messages are its own; columns count characters, positions are UTF-16 offsets.
 */
export interface Scanner {
  readonly text: string;
  /** See findUnreadable. */
  readonly unreadable: { readonly from: number; readonly at: number };
  position: number;
  /** Surrogate pairs before the position: `position - pairs` is libyaml's index in characters. */
  pairs: number;
  line: number;
  column: number;
  tokens: Token[];
  head: number;
  /** How many tokens were taken out of the queue. */
  parsed: number;
  tokenAvailable: boolean;
  started: boolean;
  flowLevel: number;
  indent: number;
  readonly indents: number[];
  simpleKeyAllowed: boolean;
  readonly simpleKeys: SimpleKey[];
  /** Number of a token that may be a key, to its place in `simpleKeys`. */
  readonly simpleKeysByToken: Map<number, number>;
}

/** One token of libyaml's scanner. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly startLine: number;
  readonly end: number;
  /** The scalar's value, the name of an anchor or alias, the handle of a tag or of a directive. */
  readonly value: string;
  /** Of a tag the suffix, of a %TAG directive the prefix, of a %YAML directive the version "1.1". */
  readonly suffix: string;
  readonly style: ScalarStyle;
  /** What a second scan of a scalar needs beside its position. */
  readonly context?: ScalarContext;
}

/** The kinds of tokens, with libyaml's names. */
export type TokenType =
  | "stream-start"
  | "stream-end"
  | "version-directive"
  | "tag-directive"
  | "document-start"
  | "document-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "flow-sequence-start"
  | "flow-sequence-end"
  | "flow-mapping-start"
  | "flow-mapping-end"
  | "block-entry"
  | "flow-entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

/** How a scalar is written. */
export type ScalarStyle = "plain" | "single-quoted" | "double-quoted" | "literal" | "folded";

/** Where a scalar is, which decides where it ends. */
export interface ScalarContext {
  readonly indent: number;
  readonly flowLevel: number;
}

/** A token that may turn out to be the key of a mapping. */
export interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  position: number;
  index: number;
  line: number;
  column: number;
}

/** A refusal of the text; thrown inside this folder only. `message` begins with "yaml: ". */
export class YamlFailure {
  readonly message: string;
  readonly position: number;
  constructor(message: string, position: number) {
    this.message = message;
    this.position = position;
  }
}

/** The code unit `ahead` of the position, 0 at the end. */
export function unitAt(s: Scanner, ahead = 0): number {
  const at = s.position + ahead;
  return at < s.text.length ? s.text.charCodeAt(at) : 0;
}

/** Makes sure that `count` characters can be read, as yaml_parser_update_buffer does. */
export function need(s: Scanner, count: number): void {
  if (s.position + count > s.unreadable.from) {
    throw new YamlFailure("yaml: control characters are not allowed", s.unreadable.at);
  }
}

/** Steps over one character of the line. */
export function skip(s: Scanner): void {
  const unit = unitAt(s);
  s.column++;
  s.position++;
  if (unit >= 0xd800 && unit <= 0xdbff) {
    const low = unitAt(s);
    if (low >= 0xdc00 && low <= 0xdfff) {
      s.position++;
      s.pairs++;
    }
  }
}

/** Steps over a line break, CRLF being one. */
export function skipLine(s: Scanner): void {
  s.position += unitAt(s) === 0x0d && unitAt(s, 1) === 0x0a ? 2 : 1;
  s.column = 0;
  s.line++;
}

/** Refuses the text at the position. Lines are counted as go-yaml counts them: none is named on the first. */
export function failScanning(s: Scanner, problem: string): never {
  const where = s.line > 0 ? `line ${s.line + 1}: ` : "";
  throw new YamlFailure(`yaml: ${where}${problem}`, s.position);
}

/** Whether a document marker, `---` or `...`, is at the position. */
export function isDocumentMarker(s: Scanner): boolean {
  if (s.column !== 0) return false;
  const unit = unitAt(s);
  return (
    (unit === 0x2d || unit === 0x2e) &&
    unitAt(s, 1) === unit &&
    unitAt(s, 2) === unit &&
    isBlankOrEnd(unitAt(s, 3))
  );
}

/** A token without the parts that only scalars have. */
export function makeToken(
  type: TokenType,
  start: number,
  startLine: number,
  end: number,
  value = "",
  suffix = "",
): Token {
  return { type, start, startLine, end, value, suffix, style: "plain" };
}

/** Steps to the end of the line where a comment is at the position. */
export function skipComment(s: Scanner): void {
  if (unitAt(s) !== 0x23) return;
  while (!isBreakOrEnd(unitAt(s))) {
    skip(s);
    need(s, 1);
  }
}

/** Steps over spaces and tabs. */
export function skipBlanks(s: Scanner): void {
  need(s, 1);
  while (isBlank(unitAt(s))) {
    skip(s);
    need(s, 1);
  }
}
