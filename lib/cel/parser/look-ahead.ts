import type { Rule, State } from "./atn.ts";
import { tokenTypes } from "./token.ts";

/** In a set of tokens: the end of the rule can be reached without one. */
export const epsilonToken = -2;

/** The calls that led to a state, innermost first; `null` beyond what is known. */
export interface CallStack {
  readonly follow: State;
  readonly parent: CallStack | "bottom" | null;
}

/** The tokens that can come next in the rule, and `epsilonToken` where it can end. */
export function nextTokens(state: State): ReadonlySet<number> {
  const cached = nextTokensCache.get(state);
  if (cached !== undefined) {
    return cached;
  }
  const tokens = lookAhead(state, null);
  nextTokensCache.set(state, tokens);
  return tokens;
}

const nextTokensCache = new WeakMap<State, ReadonlySet<number>>();

/**
 * The tokens that can come next. `stack` null: within the rule, its end is `epsilonToken`; otherwise the calls are
 * followed, and the end of the whole is EOF. Follows ANTLR's LL1Analyzer.
 */
export function lookAhead(from: State, stack: CallStack | "bottom" | null): ReadonlySet<number> {
  const tokens = new Set<number>();
  const busy = new Set<string>();
  const called = new Set<Rule>();
  look(from, stack, pathOf(stack));
  return tokens;

  function look(state: State, calls: CallStack | "bottom" | null, path: string): void {
    const key = `${state.id}|${path}`;
    if (busy.has(key)) {
      return;
    }
    busy.add(key);
    if (state.kind === "ruleStop") {
      if (calls === null) {
        tokens.add(epsilonToken);
        return;
      }
      if (calls === "bottom") {
        tokens.add(tokenTypes.EOF);
        return;
      }
      const removed = called.delete(state.rule);
      look(calls.follow, calls.parent, path.slice(path.indexOf(",") + 1));
      if (removed) {
        called.add(state.rule);
      }
      return;
    }
    for (const transition of state.transitions) {
      if (transition.kind === "tokens") {
        for (const type of transition.types) {
          tokens.add(type);
        }
      } else if (transition.kind === "call") {
        const { rule } = transition.target;
        if (!called.has(rule)) {
          called.add(rule);
          const { follow } = transition;
          look(transition.target, { follow, parent: calls }, `${follow.id},${path}`);
          called.delete(rule);
        }
      } else {
        look(transition.target, calls, path);
      }
    }
  }
}

function pathOf(stack: CallStack | "bottom" | null): string {
  let path = "";
  let calls = stack;
  while (calls !== null && calls !== "bottom") {
    path += `${calls.follow.id},`;
    calls = calls.parent;
  }
  return path;
}
