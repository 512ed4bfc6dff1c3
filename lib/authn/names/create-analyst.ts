import { unescapeName } from "../../cel/evaluator/escape.ts";
import type { CheckedExpression } from "../../cel/program.ts";
import { type Analyst, unknownWay } from "./analyst.ts";
import { decideExpression } from "./decide.ts";
import { evaluateExpression } from "./evaluate.ts";
import { noFacts } from "./fact.ts";

/** Numbers that were not used before. */
export interface Counter {
  next(): number;
}

/** Counts from 1. */
export function createCounter(): Counter {
  let last = 0;
  return {
    next: () => {
      last++;
      return last;
    },
  };
}

/** Makes what follows one expression. Numbers come from a counter that its whole issuer shares. */
export function createAnalyst(checked: CheckedExpression, counter: Counter): Analyst {
  let budget = mostVisits;
  const { source, spans, types, environment } = checked;
  const analyst: Analyst = {
    evaluate(expr, variables) {
      if (expr === undefined) return [];
      if (budget-- <= 0) return [unknownWay("an expression too large to follow", expr)];
      return evaluateExpression(analyst, expr, variables);
    },
    decide(expr, wanted, variables) {
      if (expr === undefined || budget-- <= 0) return noFacts;
      return decideExpression(analyst, expr, wanted, variables);
    },
    next: counter.next,
    since(first) {
      const last = counter.next();
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    },
    sourceOf(expr) {
      const span = spans.get(expr.id);
      return span === undefined ? source : source.slice(span.start, span.end);
    },
    typeOf: (expr) => types.get(expr.id),
    nameOf: (field) => (environment.minor >= 34 ? (unescapeName(field) ?? field) : field),
  };
  return analyst;
}

const mostVisits = 20_000;
