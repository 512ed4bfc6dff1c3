import { unescapeName } from "../../cel/evaluator/escape.ts";
import type { CheckedExpression, CompileResult } from "../../cel/program.ts";
import { newestMinor } from "../../kube/minor.ts";
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

/** What is followed of an expression: one that parses is, even if the server refuses it for its types. */
export type Tree = Pick<CheckedExpression, "expr"> & Partial<CheckedExpression>;

/** The tree of an expression; undefined if it does not parse to its end. */
export function treeOf(result: CompileResult | undefined): Tree | undefined {
  if (result?.kind === "compiled") return result.checked;
  const { expr, sourceInfo, ...rest } = result?.partial ?? {};
  return expr === undefined || sourceInfo === undefined ? undefined : { ...rest, expr, sourceInfo };
}

/** Makes what follows one expression. Numbers come from a counter that its whole issuer shares. */
export function createAnalyst(tree: Tree, counter: Counter): Analyst {
  let budget = mostVisits;
  const { source = "", spans, types, environment } = tree;
  const minor = environment?.minor ?? newestMinor;
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
      const span = spans?.get(expr.id);
      return span === undefined ? source : source.slice(span.start, span.end);
    },
    typeOf: (expr) => types?.get(expr.id),
    nameOf: (field) => (minor >= 34 ? (unescapeName(field) ?? field) : field),
  };
  return analyst;
}

const mostVisits = 20_000;
