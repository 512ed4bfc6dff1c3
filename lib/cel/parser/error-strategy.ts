import type { State } from "./atn.ts";
import { type CallStack, epsilonToken, lookAhead, nextTokens } from "./look-ahead.ts";
import {
  callStack,
  consume,
  expectedTokens,
  type Failure,
  givenUp,
  maxSkippedTokens,
  peek,
  type Recognizer,
  recoverySet,
  report,
} from "./recognizer.ts";
import { type Token, tokenNames, tokenTypes } from "./token.ts";

// ANTLR's DefaultErrorStrategy of the Go runtime: it deletes or makes up one token if that helps, or skips to one that
// a caller can go on with.

/** Instead of a token that does not fit: the next one, a made-up one, or a failure. */
export function recoverInline(r: Recognizer): Token | undefined {
  checkAttempts(r);
  r.allowance = maxSkippedTokens;
  const deleted = deleteToken(r);
  if (deleted !== undefined) {
    consume(r);
    r.allowance = Number.POSITIVE_INFINITY;
    return deleted;
  }
  r.allowance = Number.POSITIVE_INFINITY;
  if (insertToken(r)) {
    return newMissingToken(r);
  }
  r.failure = newMismatch(r);
  return undefined;
}

/** Skips a token that the next one could represent. */
function deleteToken(r: Recognizer): Token | undefined {
  if (!expectedTokens(r).has(peek(r, 2).type)) {
    return undefined;
  }
  reportUnwantedToken(r);
  consume(r);
  endErrorCondition(r);
  return peek(r, 1);
}

/** Whether the token at hand could follow the one that is wanted. */
function insertToken(r: Recognizer): boolean {
  const target = r.state?.transitions[0]?.target;
  let calls: CallStack | "bottom" = "bottom";
  for (const { follow } of callStack(r).reverse()) {
    calls = { follow, parent: calls };
  }
  if (target === undefined || !lookAhead(target, calls).has(peek(r, 1).type)) {
    return false;
  }
  if (!r.recovering) {
    r.recovering = true;
    const token = peek(r, 1);
    const message = `missing ${formatTokens(expectedTokens(r))} at ${display(r, token)}`;
    report(r, message, token.start, token.end);
  }
  return true;
}

function newMissingToken(r: Recognizer): Token {
  const current = peek(r, 1);
  const type = Math.min(...expectedTokens(r));
  const at = current.type === tokenTypes.EOF ? (r.tokens[r.position - 1] ?? current) : current;
  const name = type < firstSymbolicType ? tokenNames[type] : "undefined";
  const text = type === tokenTypes.EOF ? "<missing EOF>" : `<missing ${name}>`;
  return { type, start: at.start, end: at.start, text };
}

/** Skips to a token that a rule under way can go on with. */
export function recover(r: Recognizer): void {
  checkAttempts(r);
  r.allowance = maxSkippedTokens;
  const at = r.state as State;
  if (r.lastErrorIndex === r.position && r.lastErrorStates.has(at)) {
    // A second failure at the same place and nothing skipped: at least one token has to go.
    consume(r);
  }
  r.lastErrorIndex = r.position;
  r.lastErrorStates.add(at);
  skipUntil(r, recoverySet(r));
  r.allowance = Number.POSITIVE_INFINITY;
}

/** Before a choice or a round of a loop: whether the token at hand fits, else it is skipped or the rule fails. */
export function sync(r: Recognizer, at: State): void {
  if (r.recovering) {
    return;
  }
  const expected = nextTokens(at);
  if (expected.has(epsilonToken) || expected.has(peek(r, 1).type)) {
    return;
  }
  if (at.kind === "blockStart" || at.kind === "starLoopEntry") {
    if (deleteToken(r) === undefined) {
      r.failure = newMismatch(r);
    }
  } else if (at.kind === "starLoopBack" || at.kind === "plusLoopBack") {
    reportUnwantedToken(r);
    skipUntil(r, new Set([...expectedTokens(r), ...recoverySet(r)]));
  }
}

function checkAttempts(r: Recognizer): void {
  if (r.attempts++ === maxAttempts) {
    const token = peek(r, 1);
    report(r, `error recovery attempt limit exceeded: ${maxAttempts}`, token.start, token.end);
    throw givenUp;
  }
}

function skipUntil(r: Recognizer, types: ReadonlySet<number>): void {
  while (peek(r, 1).type !== tokenTypes.EOF && !types.has(peek(r, 1).type)) {
    consume(r);
  }
}

/** After a token that fits: the next error is a new one. */
export function endErrorCondition(r: Recognizer): void {
  r.recovering = false;
  r.lastErrorStates = new Set();
  r.lastErrorIndex = -1;
}

function reportUnwantedToken(r: Recognizer): void {
  if (r.recovering) {
    return;
  }
  r.recovering = true;
  const token = peek(r, 1);
  const message = `extraneous input ${display(r, token)} expecting ${formatTokens(expectedTokens(r))}`;
  report(r, message, token.start, token.end);
}

function newMismatch(r: Recognizer): Failure {
  const offending = peek(r, 1);
  const message = `mismatched input ${display(r, offending)} expecting ${formatTokens(expectedTokens(r))}`;
  return { offending, message };
}

/** The failure of a choice that no token decides. */
export function newNoViableAlternative(r: Recognizer, start: Token, offending: Token): Failure {
  const input = start.type === tokenTypes.EOF ? "<EOF>" : textBetween(r, start, offending);
  const message = `no viable alternative at input ${quoteInput(input)}`;
  return { offending, message };
}

/** As the tokens have it, white space included and what the lexer skipped left out. */
function textBetween(r: Recognizer, start: Token, end: Token): string {
  const to = end.type === tokenTypes.EOF ? r.source.text.length : end.end;
  let text = "";
  let from = start.start;
  for (const error of r.lexicalErrors) {
    if (error.start >= from && error.end <= to) {
      text += r.source.text.slice(from, error.start);
      from = error.end;
    }
  }
  return text + r.source.text.slice(from, to);
}

function display(r: Recognizer, token: Token): string {
  return quoteInput(
    token.type === tokenTypes.EOF ? "<EOF>" : r.source.text.slice(token.start, token.end),
  );
}

function formatTokens(types: ReadonlySet<number>): string {
  const names = [...types]
    .sort((a, b) => a - b)
    .map((type) => (type === tokenTypes.EOF ? "<EOF>" : (tokenNames[type] ?? "")));
  return names.length === 1 ? (names[0] ?? "") : `{${names.join(", ")}}`;
}

function quoteInput(text: string): string {
  return `'${text.replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
}

/** From this type on the tokens have names but no fixed text. */
const firstSymbolicType = 29;
const maxAttempts = 30;
