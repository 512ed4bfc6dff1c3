import {
  type Alternative,
  createGrammar,
  type Element,
  type GrammarRule,
  type Label,
  type RuleName,
} from "./grammar.ts";
import type { NodeKind } from "./tree.ts";

/** A state of the automaton that ANTLR builds of a grammar (its "augmented transition network"). */
export interface State {
  readonly id: number;
  readonly kind: StateKind;
  readonly rule: Rule;
  readonly transitions: Transition[];
  /** Of the entry of a left-recursive rule's loop: the end of the block that it repeats. */
  precedenceBlockEnd?: State;
}

/** What a state is in the automaton; names and meaning are ANTLR's. */
export type StateKind =
  | "basic"
  | "blockStart"
  | "starLoopEntry"
  | "starLoopBack"
  | "plusLoopBack"
  | "blockEnd"
  | "ruleStop";

/** A way from one state to the next. */
export type Transition =
  | {
      readonly kind: "epsilon";
      target: State;
      /** Out of a left-recursive rule, called with precedence 0. */
      readonly outermostReturn?: Rule;
    }
  | { readonly kind: "call"; readonly target: State; follow: State }
  | { readonly kind: "precedence"; target: State; readonly precedence: number }
  | { readonly kind: "tokens"; target: State; readonly types: readonly number[] };

/** A rule of the grammar with its part of the automaton. */
export interface Rule {
  readonly name: RuleName;
  readonly kind: NodeKind;
  readonly start: State;
  readonly stop: State;
  readonly leftRecursive: boolean;
  /** What the generated parser does in this rule. */
  readonly steps: readonly Step[];
}

/** One statement of the generated parser; `state` is the one that it sets before. */
export type Step =
  | {
      readonly kind: "match";
      readonly state: State;
      readonly types: readonly number[];
      readonly label?: Label;
    }
  | {
      readonly kind: "call";
      readonly state: State;
      readonly rule: Rule;
      readonly precedence: number;
      readonly label?: Label;
    }
  | {
      readonly kind: "choose";
      readonly state: State;
      readonly adaptive: boolean;
      readonly branches: readonly Branch[];
    }
  | {
      readonly kind: "optional";
      readonly state: State;
      readonly adaptive: boolean;
      readonly steps: readonly Step[];
    }
  | {
      readonly kind: "star" | "plus";
      readonly state: State;
      readonly loopBack: State;
      readonly adaptive: boolean;
      readonly steps: readonly Step[];
    }
  /** A left-recursive rule's new node around the one so far. */
  | { readonly kind: "suffix"; readonly node: NodeKind };

/** A labelled alternative of a rule, with what the generated parser does in it. */
export interface Branch {
  readonly node: NodeKind;
  readonly steps: readonly Step[];
}

/** The automaton of the whole grammar. */
export interface Atn {
  readonly start: Rule;
}

/** The automaton of the grammar with or without back-quoted names; made once each. Follows ANTLR's ParserATNFactory. */
export function getAtn(escapedIdentifiers: boolean): Atn {
  const found = automata.get(escapedIdentifiers);
  if (found !== undefined) {
    return found;
  }
  const atn = buildAtn(createGrammar(escapedIdentifiers));
  automata.set(escapedIdentifiers, atn);
  return atn;
}

const automata = new Map<boolean, Atn>();

interface MutableRule extends Rule {
  steps: readonly Step[];
}

interface Fragment {
  readonly first: State;
  readonly last: State;
  readonly steps: readonly Step[];
}

function buildAtn(grammar: readonly GrammarRule[]): Atn {
  const states: State[] = [];
  const rules = new Map<RuleName, MutableRule>();
  const calls: {
    readonly target: MutableRule;
    readonly transition: Extract<Transition, { kind: "call" }>;
    readonly precedence: number;
  }[] = [];

  for (const { name, kind, suffixes } of grammar) {
    const rule = { name, kind, leftRecursive: suffixes !== undefined, steps: [] } as unknown as {
      -readonly [K in keyof MutableRule]: MutableRule[K];
    };
    rule.start = newState("basic", rule);
    rule.stop = newState("ruleStop", rule);
    rules.set(name, rule);
  }
  for (const definition of grammar) {
    const rule = ruleNamed(definition.name);
    const fragment = buildRule(definition, rule);
    epsilon(rule.start, fragment.first);
    epsilon(fragment.last, rule.stop);
    rule.steps = fragment.steps;
  }
  removeTailEpsilons(states);
  for (const { target, transition, precedence } of calls) {
    const { follow } = transition;
    target.stop.transitions.push(
      target.leftRecursive && precedence === 0
        ? { kind: "epsilon", target: follow, outermostReturn: target }
        : { kind: "epsilon", target: follow },
    );
  }
  return { start: ruleNamed("start") };

  function ruleNamed(name: RuleName): MutableRule {
    return rules.get(name) as MutableRule;
  }

  function newState(kind: StateKind, rule: Rule): State {
    const state: State = { id: states.length, kind, rule, transitions: [] };
    states.push(state);
    return state;
  }

  function epsilon(from: State, target: State): void {
    from.transitions.push({ kind: "epsilon", target });
  }

  function buildRule(definition: GrammarRule, rule: Rule): Fragment {
    const { alternatives, suffixes } = definition;
    const adaptive = definition.adaptive ?? false;
    const primary = buildChoice(alternatives, rule, adaptive, () => []);
    if (suffixes === undefined) {
      return primary;
    }
    // ANTLR turns `r : a | r b` into `r[p] : a ({precedence of b >= p}? b)*`.
    const precedences = suffixes.map((_, i) => suffixes.length - i);
    const repeated = buildChoice(suffixes, rule, true, (i) => {
      const first = newState("basic", rule);
      const last = newState("basic", rule);
      first.transitions.push({
        kind: "precedence",
        target: last,
        precedence: precedences[i] as number,
      });
      return [{ first, last, steps: [{ kind: "suffix", node: suffixes[i]?.kind as NodeKind }] }];
    });
    const loop = buildStar(repeated, rule, true);
    loop.first.precedenceBlockEnd = repeated.last;
    return join([primary, loop]);
  }

  /** Alternatives side by side; a single one represents itself, except in a loop, which needs its block. */
  function buildChoice(
    alternatives: readonly Alternative[],
    rule: Rule,
    adaptive: boolean,
    prefix: (index: number) => Fragment[],
  ): Fragment {
    const fragments = alternatives.map((alternative, i) =>
      join([...prefix(i), ...alternative.elements.map((element) => buildElement(element, rule))]),
    );
    const first = newState("blockStart", rule);
    const last = newState("blockEnd", rule);
    for (const fragment of fragments) {
      epsilon(first, fragment.first);
      epsilon(fragment.last, last);
    }
    const branches = fragments.map(({ steps }, i) => ({
      node: alternatives[i]?.kind as NodeKind,
      steps,
    }));
    const [only] = branches;
    const steps: Step[] =
      branches.length === 1 && only !== undefined
        ? [...only.steps]
        : [{ kind: "choose", state: first, adaptive, branches }];
    return { first, last, steps };
  }

  function join(fragments: readonly Fragment[]): Fragment {
    for (const [i, fragment] of fragments.entries()) {
      const next = fragments[i + 1];
      if (next !== undefined) {
        epsilon(fragment.last, next.first);
      }
    }
    return {
      first: fragments[0]?.first as State,
      last: fragments[fragments.length - 1]?.last as State,
      steps: fragments.flatMap(({ steps }) => steps),
    };
  }

  function buildElement(element: Element, rule: Rule): Fragment {
    switch (element.kind) {
      case "token":
        return buildMatch([element.type], element.label, rule);
      case "set":
        return buildMatch(element.types, element.label, rule);
      case "rule":
        return buildCall(element, rule);
      default: {
        const body = join(element.elements.map((inner) => buildElement(inner, rule)));
        const first = newState("blockStart", rule);
        const last = newState("blockEnd", rule);
        epsilon(first, body.first);
        epsilon(body.last, last);
        const block = { first, last, steps: body.steps };
        const { adaptive } = element;
        if (element.kind === "star") {
          return buildStar(block, rule, adaptive);
        }
        if (element.kind === "plus") {
          return buildPlus(block, rule, adaptive);
        }
        epsilon(first, last);
        return {
          first,
          last,
          steps: [{ kind: "optional", state: first, adaptive, steps: body.steps }],
        };
      }
    }
  }

  function buildMatch(types: readonly number[], label: Label | undefined, rule: Rule): Fragment {
    const first = newState("basic", rule);
    const last = newState("basic", rule);
    first.transitions.push({ kind: "tokens", target: last, types });
    const step = { kind: "match", state: first, types } as const;
    return { first, last, steps: [label === undefined ? step : { ...step, label }] };
  }

  function buildCall(element: Extract<Element, { kind: "rule" }>, rule: Rule): Fragment {
    const target = ruleNamed(element.rule);
    const first = newState("basic", rule);
    const last = newState("basic", rule);
    const transition: Extract<Transition, { kind: "call" }> = {
      kind: "call",
      target: target.start,
      follow: last,
    };
    first.transitions.push(transition);
    calls.push({ target, transition, precedence: element.precedence });
    const { precedence, label } = element;
    const step = { kind: "call", state: first, rule: target, precedence } as const;
    return { first, last, steps: [label === undefined ? step : { ...step, label }] };
  }

  function buildStar(block: Fragment, rule: Rule, adaptive: boolean): Fragment {
    const entry = newState("starLoopEntry", rule);
    const end = newState("basic", rule);
    const loopBack = newState("starLoopBack", rule);
    epsilon(entry, block.first);
    epsilon(entry, end);
    epsilon(block.last, loopBack);
    epsilon(loopBack, entry);
    const { steps } = block;
    return {
      first: entry,
      last: end,
      steps: [{ kind: "star", state: entry, loopBack, adaptive, steps }],
    };
  }

  function buildPlus(block: Fragment, rule: Rule, adaptive: boolean): Fragment {
    const loopBack = newState("plusLoopBack", rule);
    const end = newState("basic", rule);
    epsilon(block.last, loopBack);
    epsilon(loopBack, block.first);
    epsilon(loopBack, end);
    const { first, steps } = block;
    return {
      first,
      last: end,
      steps: [{ kind: "plus", state: first, loopBack, adaptive, steps }],
    };
  }
}

/**
 * Lets the last match or call of an alternative lead to the end of its block directly. Calls of one rule at the end of
 * two alternatives thus go on at the same place, which prediction relies on. Follows ANTLR's TailEpsilonRemover.
 */
function removeTailEpsilons(states: readonly State[]): void {
  for (const { kind, transitions } of states) {
    const [transition] = transitions;
    if (kind !== "basic" || transition === undefined || transitions.length !== 1) {
      continue;
    }
    const next = transition.kind === "call" ? transition.follow : transition.target;
    const [tail, another] = next.transitions;
    if (next.kind !== "basic" || tail?.kind !== "epsilon" || another !== undefined) {
      continue;
    }
    if (tailEnds.has(tail.target.kind)) {
      if (transition.kind === "call") {
        transition.follow = tail.target;
      } else {
        transition.target = tail.target;
      }
    }
  }
}

const tailEnds: ReadonlySet<StateKind> = new Set(["blockEnd", "plusLoopBack", "starLoopBack"]);
