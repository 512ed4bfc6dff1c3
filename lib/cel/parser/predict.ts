import type { State, Transition } from "./atn.ts";
import { type Token, tokenTypes } from "./token.ts";

/** What the predictor needs of the parser at a decision. */
export interface PredictionInput {
  /** The n-th token from here, from 1; EOF beyond the end. */
  peek(n: number): Token;
  /** The calls that led here, innermost first: where each goes on. */
  getFollows(): readonly State[];
  /** The precedence that the innermost left-recursive rule was called with. */
  readonly precedence: number;
}

/** Which alternative comes next. */
export type Prediction =
  | { readonly kind: "alternative"; readonly alternative: number }
  /** No alternative goes on with the tokens up to `offending`. */
  | { readonly kind: "none"; readonly offending: Token };

/**
 * Which alternative (from 1) of a decision the tokens ahead ask for, as ANTLR's adaptive LL(*) decides: first with the
 * rule's own context alone, and in a conflict with the calls that led here. Follows ANTLR's ParserATNSimulator of the
 * Go runtime.
 */
export function predict(decision: State, input: PredictionInput): Prediction {
  const simulator = getSimulator(decision, input.precedence);
  let place = simulator.start;
  for (let n = 1; ; n++) {
    const token = input.peek(n);
    let next = place.edges.get(token.type);
    if (next === undefined) {
      next = simulator.move(place, token.type);
      place.edges.set(token.type, next);
    }
    if (next === "conflict") {
      return predictWithFullContext(decision, input);
    }
    if (typeof next === "number") {
      return next > 0
        ? { kind: "alternative", alternative: next }
        : conclude(finishedAlternative(place.configs), token);
    }
    place = next;
  }
}

/** What was found out about a decision without regard to the calls that led there; the same for all texts. */
interface Simulator {
  readonly start: Place;
  move(from: Place, type: number): Edge;
}

interface Place {
  readonly configs: ConfigSet;
  readonly edges: Map<number, Edge>;
}

/** Where a token leads: on, to a conflict, to the alternative, or (0) nowhere. */
type Edge = Place | "conflict" | number;

const simulators = new Map<State, Map<number, Simulator>>();
let places = 0;

function getSimulator(decision: State, precedence: number): Simulator {
  if (places > maxPlaces) {
    simulators.clear();
    places = 0;
  }
  const ofDecision = simulators.get(decision) ?? new Map<number, Simulator>();
  simulators.set(decision, ofDecision);
  // Elsewhere the precedence does not count.
  const key = decision.rule.leftRecursive ? precedence : 0;
  let simulator = ofDecision.get(key);
  if (simulator === undefined) {
    simulator = createSimulator(decision, precedence);
    ofDecision.set(key, simulator);
  }
  return simulator;
}

function createSimulator(decision: State, precedence: number): Simulator {
  const closure = createClosure(decision, precedence, false);
  const configs = closure.computeStart(closure.contexts.empty);
  const start = newPlace(
    decision.precedenceBlockEnd === undefined ? configs : applyPrecedenceFilter(configs),
  );
  return { start, move };

  function move(from: Place, type: number): Edge {
    const reach = closure.computeReach(from.configs, type);
    if (reach === undefined) {
      return 0;
    }
    const unique = uniqueAlternative(reach);
    if (unique !== 0) {
      return unique;
    }
    return conflicts(reach) ? "conflict" : newPlace(reach);
  }
}

function newPlace(configs: ConfigSet): Place {
  places++;
  return { configs, edges: new Map() };
}

function predictWithFullContext(decision: State, input: PredictionInput): Prediction {
  const closure = createClosure(decision, input.precedence, true);
  let outer = closure.contexts.empty;
  for (const follow of [...input.getFollows()].reverse()) {
    outer = closure.contexts.push(outer, follow);
  }
  let previous = closure.computeStart(outer);
  for (let n = 1; ; n++) {
    const reach = closure.computeReach(previous, input.peek(n).type);
    if (reach === undefined) {
      // The Go runtime has gone back to the first token by now.
      return conclude(finishedAlternative(previous), input.peek(1));
    }
    const unique = uniqueAlternative(reach) || singleViableAlternative(reach);
    if (unique !== 0) {
      return { kind: "alternative", alternative: unique };
    }
    previous = reach;
  }
}

function conclude(alternative: number, offending: Token): Prediction {
  return alternative === 0 ? { kind: "none", offending } : { kind: "alternative", alternative };
}

/** An alternative that has left the rule, and may still be right for what comes after it; or 0. */
function finishedAlternative(configs: ConfigSet): number {
  let alternative = 0;
  for (const config of configs.values()) {
    const finished = config.outer > 0 || (isStop(config) && config.context.entries.length === 0);
    if (finished && (alternative === 0 || config.alternative < alternative)) {
      alternative = config.alternative;
    }
  }
  return alternative;
}

function applyPrecedenceFilter(configs: ConfigSet): ConfigSet {
  const first = new Map<State, Context>();
  for (const config of configs.values()) {
    if (config.alternative === 1) {
      first.set(config.state, config.context);
    }
  }
  const filtered: ConfigSet = new Map();
  for (const [key, config] of configs) {
    const shadowed =
      config.alternative !== 1 && !config.unfiltered && first.get(config.state) === config.context;
    if (!shadowed) {
      filtered.set(key, config);
    }
  }
  return filtered;
}

/** The closure of places under moves without a token. `full`: with the calls that led to the decision. */
function createClosure(decision: State, precedence: number, full: boolean) {
  const contexts = createContexts();
  const precedenceRule = decision.precedenceBlockEnd === undefined ? undefined : decision.rule;
  return { contexts, computeStart, computeReach };

  function computeStart(context: Context): ConfigSet {
    const configs: ConfigSet = new Map();
    for (const [i, transition] of decision.transitions.entries()) {
      const config = newConfig(transition.target, i + 1, context);
      close(config, configs, new Set(), { collect: true, endOfInput: false });
    }
    return configs;
  }

  function computeReach(configs: ConfigSet, type: number): ConfigSet | undefined {
    const endOfInput = type === tokenTypes.EOF;
    const moved: ConfigSet = new Map();
    const stopped: Config[] = [];
    for (const config of configs.values()) {
      if (isStop(config)) {
        if (full || endOfInput) {
          stopped.push(config);
        }
        continue;
      }
      for (const transition of config.state.transitions) {
        if (transition.kind === "tokens" && transition.types.includes(type)) {
          add(moved, { ...config, state: transition.target });
        }
      }
    }
    let reach: ConfigSet;
    if (stopped.length === 0 && !endOfInput && moved.size > 0 && uniqueAlternative(moved) !== 0) {
      reach = moved;
    } else {
      reach = new Map();
      const busy = new Set<string>();
      for (const config of moved.values()) {
        close(config, reach, busy, { collect: false, endOfInput });
      }
    }
    if (endOfInput) {
      reach = new Map([...reach].filter(([, config]) => isStop(config)));
    }
    if (stopped.length > 0 && (!full || ![...reach.values()].some(isStop))) {
      for (const config of stopped) {
        add(reach, config);
      }
    }
    return reach.size === 0 ? undefined : reach;
  }

  function close(start: Config, configs: ConfigSet, busy: Set<string>, mode: ClosureMode): void {
    // The depth counts the calls entered, and below 0 the rules left, since the decision.
    const pending: Pending[] = [{ config: start, depth: 0 }];
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      const { config, depth } = item;
      if (isStop(config)) {
        const { entries } = config.context;
        if (entries.length > 0) {
          for (const [state, context] of entries) {
            pending.push({ config: { ...config, state, context, unfiltered: false }, depth });
          }
          continue;
        }
        if (full) {
          add(configs, config);
          continue;
        }
      }
      step(item, configs, busy, mode, pending);
    }
  }

  function step(
    { config, depth }: Pending,
    configs: ConfigSet,
    busy: Set<string>,
    mode: ClosureMode,
    pending: Pending[],
  ): void {
    const { state } = config;
    if (state.transitions.length === 0 || state.transitions.some(isConsuming)) {
      add(configs, config);
    }
    for (const [i, transition] of state.transitions.entries()) {
      if (i === 0 && canSkipLoop(config)) {
        continue;
      }
      const next = follow(config, transition, mode, depth);
      if (next === undefined) {
        continue;
      }
      if (isStop(config)) {
        next.unfiltered =
          next.unfiltered ||
          (precedenceRule !== undefined &&
            transition.kind === "epsilon" &&
            transition.outermostReturn === precedenceRule);
        next.outer++;
        if (!isBusy(busy, next)) {
          pending.push({ config: next, depth: depth - 1 });
        }
      } else if (transition.kind !== "tokens" || !isBusy(busy, next)) {
        const entered = transition.kind === "call" && depth >= 0;
        pending.push({ config: next, depth: entered ? depth + 1 : depth });
      }
    }
  }

  function follow(
    config: Config,
    transition: Transition,
    mode: ClosureMode,
    depth: number,
  ): Config | undefined {
    const next = { ...config, state: transition.target };
    switch (transition.kind) {
      case "call":
        next.context = contexts.push(config.context, transition.follow);
        return next;
      case "precedence":
        // A predicate counts only if this very call of the rule is meant.
        return mode.collect && depth === 0 && transition.precedence < precedence ? undefined : next;
      case "tokens":
        return mode.endOfInput && transition.types.includes(tokenTypes.EOF) ? next : undefined;
      default:
        return next;
    }
  }

  /** In an operand of the same rule the loop need not be entered: the caller's own loop goes on with what follows. */
  function canSkipLoop(config: Config): boolean {
    const { state, context } = config;
    const blockEnd = state.precedenceBlockEnd;
    if (blockEnd === undefined || context.entries.length === 0) {
      return false;
    }
    return context.entries.every(([follow]) => {
      const [only, another] = follow.transitions;
      if (follow.rule !== state.rule || only?.kind !== "epsilon" || another !== undefined) {
        return false;
      }
      return follow === blockEnd || only.target === blockEnd;
    });
  }

  function add(configs: ConfigSet, config: Config): void {
    const key = config.state.id * 16 + config.alternative;
    const existing = configs.get(key);
    if (existing === undefined) {
      configs.set(key, { ...config });
      return;
    }
    existing.outer = Math.max(existing.outer, config.outer);
    existing.unfiltered ||= config.unfiltered;
    existing.context = contexts.merge(existing.context, config.context, !full);
  }
}

interface Pending {
  readonly config: Config;
  readonly depth: number;
}

/** A place that an alternative may have come to. */
interface Config {
  state: State;
  readonly alternative: number;
  context: Context;
  /** How many rules beyond the decision's own were left. */
  outer: number;
  /** Exempt from the precedence filter. */
  unfiltered: boolean;
}

/** By state and alternative. */
type ConfigSet = Map<number, Config>;

interface ClosureMode {
  /** Heed the predicates of precedence: before the first token. */
  readonly collect: boolean;
  readonly endOfInput: boolean;
}

/** Stacks of calls, merged to a graph; equal ones are one object. Without entries: the bottom. */
interface Context {
  readonly id: number;
  readonly entries: readonly (readonly [follow: State, parent: Context])[];
}

function createContexts() {
  const known = new Map<string, Context>();
  const empty: Context = { id: 0, entries: [] };
  return { empty, push, merge };

  function push(parent: Context, follow: State): Context {
    return intern([[follow, parent]]);
  }

  /** `wildcard`: the bottom represents any stack. */
  function merge(a: Context, b: Context, wildcard: boolean): Context {
    if (a === b) {
      return a;
    }
    if (wildcard && (a === empty || b === empty)) {
      return empty;
    }
    // With full context the Go runtime loses the bottom here.
    const merged = new Map(a.entries);
    for (const [follow, parent] of b.entries) {
      const other = merged.get(follow);
      merged.set(follow, other === undefined ? parent : merge(other, parent, wildcard));
    }
    return intern([...merged].sort(([x], [y]) => x.id - y.id));
  }

  function intern(entries: Context["entries"]): Context {
    const key = entries.map(([follow, parent]) => `${follow.id}:${parent.id}`).join();
    let context = known.get(key);
    if (context === undefined) {
      context = { id: known.size + 1, entries };
      known.set(key, context);
    }
    return context;
  }
}

function newConfig(state: State, alternative: number, context: Context): Config {
  return { state, alternative, context, outer: 0, unfiltered: false };
}

function isStop(config: Config): boolean {
  return config.state.kind === "ruleStop";
}

function isConsuming(transition: Transition): boolean {
  return transition.kind === "tokens";
}

function isBusy(busy: Set<string>, config: Config): boolean {
  const key = `${config.state.id},${config.alternative},${config.context.id},${config.unfiltered}`;
  if (busy.has(key)) {
    return true;
  }
  busy.add(key);
  return false;
}

/** 0 if there is more than one. */
function uniqueAlternative(configs: ConfigSet): number {
  let alternative = 0;
  for (const config of configs.values()) {
    if (alternative !== 0 && config.alternative !== alternative) {
      return 0;
    }
    alternative = config.alternative;
  }
  return alternative;
}

/** No further token can tell the alternatives apart without the calls that led here. */
function conflicts(configs: ConfigSet): boolean {
  if ([...configs.values()].every(isStop)) {
    return true;
  }
  const alternativesOfState = new Map<State, Set<number>>();
  for (const config of configs.values()) {
    const alternatives = alternativesOfState.get(config.state) ?? new Set();
    alternativesOfState.set(config.state, alternatives.add(config.alternative));
  }
  return (
    groupByPlace(configs).some((group) => group.size > 1) &&
    [...alternativesOfState.values()].every((alternatives) => alternatives.size > 1)
  );
}

/** The one alternative that is the first of every group of equal places, or 0. */
function singleViableAlternative(configs: ConfigSet): number {
  const firsts = new Set(groupByPlace(configs).map((group) => Math.min(...group)));
  const [first] = firsts;
  return firsts.size === 1 && first !== undefined ? first : 0;
}

/** The alternatives that are at the same state with the same context. */
function groupByPlace(configs: ConfigSet): readonly ReadonlySet<number>[] {
  const groups = new Map<string, Set<number>>();
  for (const { state, context, alternative } of configs.values()) {
    const key = `${state.id},${context.id}`;
    const group = groups.get(key) ?? new Set();
    groups.set(key, group.add(alternative));
  }
  return [...groups.values()];
}

/** More remembered places than this are forgotten, all at once. */
const maxPlaces = 20_000;
