import type { Atn, Rule, State, Step } from "./atn.ts";
import {
  endErrorCondition,
  newNoViableAlternative,
  recover,
  recoverInline,
  sync,
} from "./error-strategy.ts";
import type { Label, PluralLabel } from "./grammar.ts";
import { nextTokens } from "./look-ahead.ts";
import { predict } from "./predict.ts";
import {
  type Activation,
  callStack,
  consume,
  type Frame,
  givenUp,
  type LoopStep,
  peek,
  type Recognizer,
  report,
} from "./recognizer.ts";
import { createUnlocatedIssue } from "./source-text.ts";
import type { Token } from "./token.ts";
import type { Node } from "./tree.ts";

/** The parts of a recognizer that do not change. `issues` is added to. */
export type RecoveredText = Pick<
  Recognizer,
  "tokens" | "lexicalErrors" | "source" | "maxDepth" | "issues" | "minor"
>;

/**
 * Tokens that are no expression to the parse tree that ANTLR's parser makes of them, reporting what it reports:
 * it deletes or makes up one token where that helps, or skips to one that a caller can go on with.
 * Returns undefined if cel-go gives up. Follows ANTLR's DefaultErrorStrategy and BaseParser of the Go runtime, the
 * generated cel_parser.go, and the limits of cel-go parser/parser.go.
 */
export function recoverTree(atn: Atn, text: RecoveredText): Node | undefined {
  const r: Recognizer = {
    ...text,
    depths: new Map(),
    frames: [],
    active: undefined,
    state: undefined,
    position: 0,
    fetched: 0,
    reportedErrors: 0,
    failure: undefined,
    recovering: false,
    lastErrorIndex: -1,
    lastErrorStates: new Set(),
    attempts: 0,
    allowance: Number.POSITIVE_INFINITY,
  };
  try {
    return run(r, atn.start);
  } catch (error) {
    if (error === givenUp) {
      return undefined;
    }
    throw error;
  }
}

// The rules run on a stack of their own: JavaScript's is too small for cel-go's depth of nesting.
function run(r: Recognizer, rule: Rule): Node {
  enterRule(r, rule, 0, undefined);
  let result: Node | undefined;
  while (result === undefined) {
    const frame = r.frames[r.frames.length - 1] as Frame;
    if (r.failure !== undefined && frame.activation === undefined) {
      r.frames.pop();
    } else if (r.failure !== undefined) {
      result = exitRule(r);
    } else {
      const step = frame.steps[frame.next++];
      if (step !== undefined) {
        runStep(r, step);
      } else if (frame.loop !== undefined) {
        repeat(r, frame, frame.loop);
      } else if (frame.activation === undefined) {
        r.frames.pop();
      } else {
        result = exitRule(r);
      }
    }
  }
  return result;
}

function enterRule(r: Recognizer, rule: Rule, precedence: number, label: Label | undefined): void {
  const start = peek(r, 1);
  const node: Node = { kind: rule.kind, start, stop: start };
  r.active = { rule, node, precedence, label, caller: r.active, invokedAt: r.state };
  r.frames.push({ steps: rule.steps, next: 0, activation: r.active });
  r.state = rule.start;
  const depth = (r.depths.get(rule) ?? 0) + 1;
  r.depths.set(rule, depth);
  if (depth > r.maxDepth) {
    const message = `expression recursion limit exceeded: ${r.maxDepth}`;
    r.issues.push(createUnlocatedIssue(r.source, message));
    throw givenUp;
  }
}

/** Ends the innermost rule, recovering first if it failed; gives the tree when it was the outermost. */
function exitRule(r: Recognizer): Node | undefined {
  const ended = r.active as Activation;
  if (r.failure !== undefined) {
    const { offending, message } = r.failure;
    if (!r.recovering) {
      r.recovering = true;
      report(r, message, offending.start, offending.end);
    }
    recover(r);
    r.failure = undefined;
  }
  r.frames.pop();
  ended.node.stop = r.tokens[r.position - 1] ?? ended.node.start;
  r.depths.set(ended.rule, (r.depths.get(ended.rule) ?? 1) - 1);
  r.state = ended.invokedAt;
  r.active = ended.caller;
  if (r.active === undefined) {
    return ended.node;
  }
  if (ended.label !== undefined) {
    setField(r.active.node, ended.label, ended.node);
  }
  return undefined;
}

function runStep(r: Recognizer, step: Step): void {
  const activation = r.active as Activation;
  const { node } = activation;
  if (step.kind === "suffix") {
    node.stop = r.tokens[r.position - 1] ?? node.start;
    activation.node = { kind: step.node, start: node.start, stop: node.stop, e: node };
    return;
  }
  r.state = step.state;
  switch (step.kind) {
    case "match": {
      const token = match(r, step.types);
      if (step.label !== undefined && token !== undefined) {
        setField(node, step.label, token);
      }
      return;
    }
    case "call":
      enterRule(r, step.rule, step.precedence, step.label);
      return;
    case "choose":
      runChoice(r, step, node);
      return;
    case "plus":
      sync(r, step.state);
      r.frames.push({ steps: step.steps, next: 0, loop: step });
      return;
    default:
      sync(r, step.state);
      if (r.failure === undefined && decide(r, step, step.state)) {
        const frame: Frame = { steps: step.steps, next: 0 };
        r.frames.push(step.kind === "star" ? { ...frame, loop: step } : frame);
      }
  }
}

function runChoice(r: Recognizer, step: Extract<Step, { kind: "choose" }>, node: Node): void {
  sync(r, step.state);
  if (r.failure !== undefined) {
    return;
  }
  const alternative = step.adaptive
    ? choose(r, step.state)
    : 1 + step.branches.findIndex((_, i) => startsBranch(r, step.state, i));
  const branch = step.branches[alternative - 1];
  if (branch === undefined) {
    r.failure ??= newNoViableAlternative(r, peek(r, 1), peek(r, 1));
    return;
  }
  if (branch.steps[0]?.kind !== "suffix") {
    node.kind = branch.node;
  }
  r.frames.push({ steps: branch.steps, next: 0 });
}

function repeat(r: Recognizer, frame: Frame, loop: LoopStep): void {
  r.state = loop.loopBack;
  sync(r, loop.loopBack);
  const decision = loop.kind === "plus" ? loop.loopBack : loop.state;
  // The generated code of an adaptive `+` predicts even where the synchronisation failed.
  const decides = r.failure === undefined || (loop.kind === "plus" && loop.adaptive);
  if (decides && decide(r, loop, decision)) {
    frame.next = 0;
  } else {
    r.frames.pop();
  }
}

/** Whether an optional part or another round of a loop begins here. */
function decide(r: Recognizer, step: { readonly adaptive: boolean }, decision: State): boolean {
  return step.adaptive ? choose(r, decision) === 1 : startsBranch(r, decision, 0);
}

function startsBranch(r: Recognizer, decision: State, index: number): boolean {
  const target = decision.transitions[index]?.target;
  return target !== undefined && nextTokens(target).has(peek(r, 1).type);
}

/** The alternative by prediction; 0 and a failure if there is none. */
function choose(r: Recognizer, decision: State): number {
  const prediction = predict(decision, {
    peek: (n) => peek(r, n),
    getFollows: () => callStack(r).map(({ follow }) => follow),
    precedence: r.active?.precedence ?? -1,
  });
  if (prediction.kind === "alternative") {
    r.failure = undefined;
    return prediction.alternative;
  }
  r.failure = newNoViableAlternative(r, peek(r, 1), prediction.offending);
  return 0;
}

function match(r: Recognizer, types: readonly number[]): Token | undefined {
  const token = peek(r, 1);
  if (types.includes(token.type)) {
    endErrorCondition(r);
    consume(r);
    return token;
  }
  return recoverInline(r);
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
