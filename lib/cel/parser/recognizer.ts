import type { Minor } from "../../kube/minor.ts";
import type { CelIssue } from "../program.ts";
import type { Rule, State, Step } from "./atn.ts";
import type { Label } from "./grammar.ts";
import { epsilonToken, nextTokens } from "./look-ahead.ts";
import { formatWithoutArguments } from "./printf.ts";
import { createIssue, createUnlocatedIssue, type SourceText } from "./source-text.ts";
import { type LexicalError, type Token, tokenTypes } from "./token.ts";
import type { Node } from "./tree.ts";

/** The state of ANTLR's parser: its stream of tokens, the rules under way, and what its error strategy remembers. */
export interface Recognizer {
  readonly tokens: readonly Token[];
  readonly lexicalErrors: readonly LexicalError[];
  readonly source: SourceText;
  readonly maxDepth: number;
  /** What was found wrong; it is added to. */
  readonly issues: CelIssue[];
  readonly minor: Minor;
  /** How many activations of each rule are under way. */
  readonly depths: Map<Rule, number>;
  readonly frames: Frame[];
  active: Activation | undefined;
  state: State | undefined;
  /** The index of the token at hand. */
  position: number;
  /** How many of the lexer's errors were reported. */
  fetched: number;
  reportedErrors: number;
  /** Set while a rule is being left. */
  failure: Failure | undefined;
  recovering: boolean;
  lastErrorIndex: number;
  lastErrorStates: Set<State>;
  attempts: number;
  /** Tokens that the recovery under way may still skip. */
  allowance: number;
}

/** A rule under way. */
export interface Activation {
  readonly rule: Rule;
  node: Node;
  readonly precedence: number;
  /** Where the node goes in the caller's. */
  readonly label: Label | undefined;
  readonly caller: Activation | undefined;
  /** The state of the caller; undefined for the outermost rule. */
  readonly invokedAt: State | undefined;
}

/** Steps under way: a rule's, or those of a block inside it. */
export interface Frame {
  readonly steps: readonly Step[];
  next: number;
  readonly loop?: LoopStep;
  /** Of a rule's own steps. */
  readonly activation?: Activation;
}

/** A step that is done again and again. */
export type LoopStep = Extract<Step, { readonly loopBack: State }>;

/** Why a rule is being left; it is reported as it ends. */
export interface Failure {
  readonly offending: Token;
  readonly message: string;
}

/** The token `n` places ahead; 1 is the one at hand. The lexer's errors appear when the token behind them is seen. */
export function peek(r: Recognizer, n: number): Token {
  const index = Math.min(r.position + n - 1, r.tokens.length - 1);
  fetch(r, index);
  return r.tokens[index] as Token;
}

/** Goes on to the next token. Gives up if a recovery skips too many. */
export function consume(r: Recognizer): void {
  if (--r.allowance < 0) {
    r.issues.push(
      createUnlocatedIssue(
        r.source,
        `error recovery token lookahead limit exceeded: ${maxSkippedTokens}`,
      ),
    );
    throw givenUp;
  }
  if (peek(r, 1).type !== tokenTypes.EOF) {
    r.position++;
    fetch(r, Math.min(r.position, r.tokens.length - 1));
  }
}

/** Reports a syntax error as cel-go does, which gives up after many. */
export function report(r: Recognizer, message: string, start: number, end: number): void {
  // cel-go keeps an older text where a literal represents a name.
  const text = message.includes("no viable alternative")
    ? message.replace(
        /no viable alternative at input '.(true|false|null)'/,
        "mismatched input '$1' expecting IDENTIFIER",
      )
    : message;
  if (r.reportedErrors < maxReportedErrors) {
    r.reportedErrors++;
    const whole = `Syntax error: ${text}`;
    // Before cel-go 0.23 the message went through Sprintf once too often.
    const printed = r.minor < 33 ? formatWithoutArguments(whole) : whole;
    const issue = createIssue(r.source, printed, start, end);
    // An empty text began at column 0 until cel-go 0.22 counted its lines anew.
    r.issues.push(r.minor < 32 && issue.column < 0 ? { ...issue, column: 0 } : issue);
    return;
  }
  const limit = `Syntax error: More than ${maxReportedErrors} syntax errors`;
  r.issues.push(createIssue(r.source, limit, start, end));
  throw givenUp;
}

/** Where the calls that led here go on, innermost first. */
export function callStack(r: Recognizer): { readonly follow: State }[] {
  const stack: { follow: State }[] = [];
  for (let at = r.active; at?.invokedAt !== undefined; at = at.caller) {
    const [call] = at.invokedAt.transitions;
    if (call?.kind === "call") {
      stack.push(call);
    }
  }
  return stack;
}

/** The types of tokens that could follow here (getExpectedTokens). */
export function expectedTokens(r: Recognizer): ReadonlySet<number> {
  const expected = new Set<number>();
  let following = nextTokens(r.state as State);
  const stack = callStack(r);
  for (let i = 0; ; i++) {
    for (const type of following) {
      expected.add(type);
    }
    expected.delete(epsilonToken);
    const caller = stack[i];
    if (!following.has(epsilonToken) || caller === undefined) {
      break;
    }
    following = nextTokens(caller.follow);
  }
  if (following.has(epsilonToken)) {
    expected.add(tokenTypes.EOF);
  }
  return expected;
}

/** The types of tokens that a rule under way can go on with (getErrorRecoverySet). */
export function recoverySet(r: Recognizer): ReadonlySet<number> {
  const types = new Set<number>();
  for (const { follow } of callStack(r)) {
    for (const type of nextTokens(follow)) {
      types.add(type);
    }
  }
  types.delete(epsilonToken);
  return types;
}

function fetch(r: Recognizer, index: number): void {
  for (
    let error = r.lexicalErrors[r.fetched];
    error !== undefined && error.before <= index;
    error = r.lexicalErrors[r.fetched]
  ) {
    r.fetched++;
    const text = r.source.text.slice(error.start, error.end);
    report(r, `token recognition error at: '${text}'`, error.start, error.end);
  }
}

/** Thrown by a recognizer and caught where it was started: cel-go stops parsing, its errors stand. */
export const givenUp = Symbol("given up");
/** The most tokens that one recovery skips. */
export const maxSkippedTokens = 256;
const maxReportedErrors = 100;
