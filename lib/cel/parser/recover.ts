import type { Minor } from "../../kube/minor.ts";
import type { CelIssue } from "../program.ts";
import type { Atn, Rule, State, Step } from "./atn.ts";
import type { Label, PluralLabel } from "./grammar.ts";
import { type CallStack, epsilonToken, lookAhead, nextTokens } from "./look-ahead.ts";
import { predict } from "./predict.ts";
import { formatWithoutArguments } from "./printf.ts";
import { createIssue, createUnlocatedIssue, type SourceText } from "./source-text.ts";
import { type LexicalError, type Token, tokenNames, tokenTypes } from "./token.ts";
import type { Node } from "./tree.ts";

/**
 * Tokens that are no expression to the parse tree that ANTLR's parser makes of them, reporting what it reports:
 * it deletes or makes up one token where that helps, or skips to one that a caller can go on with.
 * Returns undefined if cel-go gives up. Follows ANTLR's DefaultErrorStrategy and BaseParser of the Go runtime, the
 * generated cel_parser.go, and the limits of cel-go parser/parser.go.
 */
export function recoverTree(
  tokens: readonly Token[],
  lexicalErrors: readonly LexicalError[],
  source: SourceText,
  atn: Atn,
  maxDepth: number,
  issues: CelIssue[],
  minor: Minor,
): Node | undefined {
  const depths = new Map<Rule, number>();
  const frames: Frame[] = [];
  let active: Activation | undefined;
  let state: State | undefined;
  let position = 0;
  let fetched = 0;
  let reportedErrors = 0;
  /** Set while a rule is being left. */
  let failure: Failure | undefined;
  let recovering = false;
  let lastErrorIndex = -1;
  let lastErrorStates = new Set<State>();
  let attempts = 0;
  /** Tokens that the recovery under way may still skip. */
  let allowance = Number.POSITIVE_INFINITY;

  try {
    return run(atn.start);
  } catch (error) {
    if (error === givenUp) {
      return undefined;
    }
    throw error;
  }

  // The token stream: the lexer's errors appear when the parser first sees the token behind them.

  function peek(n: number): Token {
    const index = Math.min(position + n - 1, tokens.length - 1);
    fetch(index);
    return tokens[index] as Token;
  }

  function fetch(index: number): void {
    for (
      let error = lexicalErrors[fetched];
      error !== undefined && error.before <= index;
      error = lexicalErrors[fetched]
    ) {
      fetched++;
      const text = source.text.slice(error.start, error.end);
      report(`token recognition error at: '${text}'`, error.start, error.end);
    }
  }

  function consume(): void {
    if (--allowance < 0) {
      issues.push(
        createUnlocatedIssue(
          source,
          `error recovery token lookahead limit exceeded: ${maxSkippedTokens}`,
        ),
      );
      throw givenUp;
    }
    if (peek(1).type !== tokenTypes.EOF) {
      position++;
      fetch(Math.min(position, tokens.length - 1));
    }
  }

  function report(message: string, start: number, end: number): void {
    // cel-go keeps an older text where a literal represents a name.
    const text = message.includes("no viable alternative")
      ? message.replace(
          /no viable alternative at input '.(true|false|null)'/,
          "mismatched input '$1' expecting IDENTIFIER",
        )
      : message;
    if (reportedErrors < maxReportedErrors) {
      reportedErrors++;
      const whole = `Syntax error: ${text}`;
      // Before cel-go 0.23 the message went through Sprintf once too often.
      const printed = minor < 33 ? formatWithoutArguments(whole) : whole;
      const issue = createIssue(source, printed, start, end);
      // An empty text began at column 0 until cel-go 0.22 counted its lines anew.
      issues.push(minor < 32 && issue.column < 0 ? { ...issue, column: 0 } : issue);
      return;
    }
    const limit = `Syntax error: More than ${maxReportedErrors} syntax errors`;
    issues.push(createIssue(source, limit, start, end));
    throw givenUp;
  }

  // The rules. They run on a stack of their own: JavaScript's is too small for cel-go's depth of nesting.

  function run(rule: Rule): Node {
    enterRule(rule, 0, undefined);
    let result: Node | undefined;
    while (result === undefined) {
      const frame = frames[frames.length - 1] as Frame;
      if (failure !== undefined && frame.activation === undefined) {
        frames.pop();
      } else if (failure !== undefined) {
        result = exitRule();
      } else {
        const step = frame.steps[frame.next++];
        if (step !== undefined) {
          runStep(step);
        } else if (frame.loop !== undefined) {
          repeat(frame, frame.loop);
        } else if (frame.activation === undefined) {
          frames.pop();
        } else {
          result = exitRule();
        }
      }
    }
    return result;
  }

  function enterRule(rule: Rule, precedence: number, label: Label | undefined): void {
    const start = peek(1);
    const node: Node = { kind: rule.kind, start, stop: start };
    active = { rule, node, precedence, label, caller: active, invokedAt: state };
    frames.push({ steps: rule.steps, next: 0, activation: active });
    state = rule.start;
    const depth = (depths.get(rule) ?? 0) + 1;
    depths.set(rule, depth);
    if (depth > maxDepth) {
      const message = `expression recursion limit exceeded: ${maxDepth}`;
      issues.push(createUnlocatedIssue(source, message));
      throw givenUp;
    }
  }

  /** Ends the innermost rule, recovering first if it failed; gives the tree when it was the outermost. */
  function exitRule(): Node | undefined {
    const ended = active as Activation;
    if (failure !== undefined) {
      const { offending, message } = failure;
      if (!recovering) {
        recovering = true;
        report(message, offending.start, offending.end);
      }
      recover();
      failure = undefined;
    }
    frames.pop();
    ended.node.stop = tokens[position - 1] ?? ended.node.start;
    depths.set(ended.rule, (depths.get(ended.rule) ?? 1) - 1);
    state = ended.invokedAt;
    active = ended.caller;
    if (active === undefined) {
      return ended.node;
    }
    if (ended.label !== undefined) {
      setField(active.node, ended.label, ended.node);
    }
    return undefined;
  }

  function runStep(step: Step): void {
    const activation = active as Activation;
    const { node } = activation;
    if (step.kind === "suffix") {
      node.stop = tokens[position - 1] ?? node.start;
      activation.node = { kind: step.node, start: node.start, stop: node.stop, e: node };
      return;
    }
    state = step.state;
    switch (step.kind) {
      case "match": {
        const token = match(step.types);
        if (step.label !== undefined && token !== undefined) {
          setField(node, step.label, token);
        }
        return;
      }
      case "call":
        enterRule(step.rule, step.precedence, step.label);
        return;
      case "choose":
        runChoice(step, node);
        return;
      case "plus":
        sync(step.state);
        frames.push({ steps: step.steps, next: 0, loop: step });
        return;
      default:
        sync(step.state);
        if (failure === undefined && decide(step, step.state)) {
          const frame: Frame = { steps: step.steps, next: 0 };
          frames.push(step.kind === "star" ? { ...frame, loop: step } : frame);
        }
    }
  }

  function runChoice(step: Extract<Step, { kind: "choose" }>, node: Node): void {
    sync(step.state);
    if (failure !== undefined) {
      return;
    }
    const alternative = step.adaptive
      ? choose(step.state)
      : 1 + step.branches.findIndex((_, i) => startsBranch(step.state, i));
    const branch = step.branches[alternative - 1];
    if (branch === undefined) {
      failure ??= newNoViableAlternative(peek(1), peek(1));
      return;
    }
    if (branch.steps[0]?.kind !== "suffix") {
      node.kind = branch.node;
    }
    frames.push({ steps: branch.steps, next: 0 });
  }

  function repeat(frame: Frame, loop: LoopStep): void {
    state = loop.loopBack;
    sync(loop.loopBack);
    const decision = loop.kind === "plus" ? loop.loopBack : loop.state;
    // The generated code of an adaptive `+` predicts even where the synchronisation failed.
    const decides = failure === undefined || (loop.kind === "plus" && loop.adaptive);
    if (decides && decide(loop, decision)) {
      frame.next = 0;
    } else {
      frames.pop();
    }
  }

  /** Whether an optional part or another round of a loop begins here. */
  function decide(step: { readonly adaptive: boolean }, decision: State): boolean {
    return step.adaptive ? choose(decision) === 1 : startsBranch(decision, 0);
  }

  function startsBranch(decision: State, index: number): boolean {
    const target = decision.transitions[index]?.target;
    return target !== undefined && nextTokens(target).has(peek(1).type);
  }

  /** The alternative by prediction; 0 and a failure if there is none. */
  function choose(decision: State): number {
    const prediction = predict(decision, {
      peek,
      getFollows: () => callStack().map(({ follow }) => follow),
      precedence: active?.precedence ?? -1,
    });
    if (prediction.kind === "alternative") {
      failure = undefined;
      return prediction.alternative;
    }
    failure = newNoViableAlternative(peek(1), prediction.offending);
    return 0;
  }

  // Matching and recovery.

  function match(types: readonly number[]): Token | undefined {
    const token = peek(1);
    if (types.includes(token.type)) {
      endErrorCondition();
      consume();
      return token;
    }
    return recoverInline();
  }

  function recoverInline(): Token | undefined {
    checkAttempts();
    allowance = maxSkippedTokens;
    const deleted = deleteToken();
    if (deleted !== undefined) {
      consume();
      allowance = Number.POSITIVE_INFINITY;
      return deleted;
    }
    allowance = Number.POSITIVE_INFINITY;
    if (insertToken()) {
      return newMissingToken();
    }
    failure = newMismatch();
    return undefined;
  }

  /** Skips a token that the next one could represent. */
  function deleteToken(): Token | undefined {
    if (!expectedTokens().has(peek(2).type)) {
      return undefined;
    }
    reportUnwantedToken();
    consume();
    endErrorCondition();
    return peek(1);
  }

  /** Whether the token at hand could follow the one that is wanted. */
  function insertToken(): boolean {
    const target = state?.transitions[0]?.target;
    let calls: CallStack | "bottom" = "bottom";
    for (const { follow } of callStack().reverse()) {
      calls = { follow, parent: calls };
    }
    if (target === undefined || !lookAhead(target, calls).has(peek(1).type)) {
      return false;
    }
    if (!recovering) {
      recovering = true;
      const token = peek(1);
      const message = `missing ${formatTokens(expectedTokens())} at ${display(token)}`;
      report(message, token.start, token.end);
    }
    return true;
  }

  function newMissingToken(): Token {
    const current = peek(1);
    const type = Math.min(...expectedTokens());
    const at = current.type === tokenTypes.EOF ? (tokens[position - 1] ?? current) : current;
    const name = type < firstSymbolicType ? tokenNames[type] : "undefined";
    const text = type === tokenTypes.EOF ? "<missing EOF>" : `<missing ${name}>`;
    return { type, start: at.start, end: at.start, text };
  }

  function recover(): void {
    checkAttempts();
    allowance = maxSkippedTokens;
    const at = state as State;
    if (lastErrorIndex === position && lastErrorStates.has(at)) {
      // A second failure at the same place and nothing skipped: at least one token has to go.
      consume();
    }
    lastErrorIndex = position;
    lastErrorStates.add(at);
    skipUntil(recoverySet());
    allowance = Number.POSITIVE_INFINITY;
  }

  function sync(at: State): void {
    if (recovering) {
      return;
    }
    const expected = nextTokens(at);
    if (expected.has(epsilonToken) || expected.has(peek(1).type)) {
      return;
    }
    if (at.kind === "blockStart" || at.kind === "starLoopEntry") {
      if (deleteToken() === undefined) {
        failure = newMismatch();
      }
    } else if (at.kind === "starLoopBack" || at.kind === "plusLoopBack") {
      reportUnwantedToken();
      skipUntil(new Set([...expectedTokens(), ...recoverySet()]));
    }
  }

  function checkAttempts(): void {
    if (attempts++ === maxAttempts) {
      const token = peek(1);
      report(`error recovery attempt limit exceeded: ${maxAttempts}`, token.start, token.end);
      throw givenUp;
    }
  }

  function skipUntil(types: ReadonlySet<number>): void {
    while (peek(1).type !== tokenTypes.EOF && !types.has(peek(1).type)) {
      consume();
    }
  }

  function endErrorCondition(): void {
    recovering = false;
    lastErrorStates = new Set();
    lastErrorIndex = -1;
  }

  function reportUnwantedToken(): void {
    if (recovering) {
      return;
    }
    recovering = true;
    const token = peek(1);
    const message = `extraneous input ${display(token)} expecting ${formatTokens(expectedTokens())}`;
    report(message, token.start, token.end);
  }

  function newMismatch(): Failure {
    const offending = peek(1);
    const message = `mismatched input ${display(offending)} expecting ${formatTokens(expectedTokens())}`;
    return { offending, message };
  }

  function newNoViableAlternative(start: Token, offending: Token): Failure {
    const input = start.type === tokenTypes.EOF ? "<EOF>" : textBetween(start, offending);
    const message = `no viable alternative at input ${quoteInput(input)}`;
    return { offending, message };
  }

  /** As the tokens have it, white space included and what the lexer skipped left out. */
  function textBetween(start: Token, end: Token): string {
    const to = end.type === tokenTypes.EOF ? source.text.length : end.end;
    let text = "";
    let from = start.start;
    for (const error of lexicalErrors) {
      if (error.start >= from && error.end <= to) {
        text += source.text.slice(from, error.start);
        from = error.end;
      }
    }
    return text + source.text.slice(from, to);
  }

  function display(token: Token): string {
    return quoteInput(
      token.type === tokenTypes.EOF ? "<EOF>" : source.text.slice(token.start, token.end),
    );
  }

  // Sets of tokens.

  /** Where the calls that led here go on, innermost first. */
  function callStack(): { readonly follow: State }[] {
    const stack: { follow: State }[] = [];
    for (let at = active; at?.invokedAt !== undefined; at = at.caller) {
      const [call] = at.invokedAt.transitions;
      if (call?.kind === "call") {
        stack.push(call);
      }
    }
    return stack;
  }

  function expectedTokens(): ReadonlySet<number> {
    const expected = new Set<number>();
    let following = nextTokens(state as State);
    const stack = callStack();
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

  function recoverySet(): ReadonlySet<number> {
    const types = new Set<number>();
    for (const { follow } of callStack()) {
      for (const type of nextTokens(follow)) {
        types.add(type);
      }
    }
    types.delete(epsilonToken);
    return types;
  }
}

/** A rule under way. */
interface Activation {
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
interface Frame {
  readonly steps: readonly Step[];
  next: number;
  readonly loop?: LoopStep;
  /** Of a rule's own steps. */
  readonly activation?: Activation;
}

type LoopStep = Extract<Step, { readonly loopBack: State }>;

/** Why a rule is being left; it is reported as it ends. */
interface Failure {
  readonly offending: Token;
  readonly message: string;
}

/** The grammar says which labels take tokens and which take nodes; the types of `Node` say the same. */
function setField(node: Node, label: Label, value: Token | Node): void {
  const fields = node as unknown as Record<Label, unknown>;
  if (!isPlural(label)) {
    fields[label] = value;
  } else if (fields[label] === undefined) {
    fields[label] = [value];
  } else {
    (fields[label] as unknown[]).push(value);
  }
}

function isPlural(label: Label): label is PluralLabel {
  return ["ops", "ids", "items", "cols", "values"].includes(label);
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

/** Thrown and caught in `recoverTree` alone: cel-go stops parsing, its errors stand. */
const givenUp = Symbol("given up");
/** From this type on the tokens have names but no fixed text. */
const firstSymbolicType = 29;
const maxReportedErrors = 100;
const maxAttempts = 30;
const maxSkippedTokens = 256;
