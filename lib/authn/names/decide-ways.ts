import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { type Analyst, mostWays, rootNames, type Variables } from "./analyst.ts";
import { type Alternatives, both, either, noFacts } from "./fact.ts";
import type { Way } from "./value.ts";

/** What is known without a fact: nothing more is needed, or it cannot be. */
export function fixed(known: boolean): Alternatives {
  return known ? noFacts : [];
}

/** What is not followed: only how it is written, if no variable of an iteration is in it. */
export function other(
  analyst: Analyst,
  expr: Expr,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  if (variables.size > rootNames) return noFacts;
  return [[{ kind: "other", source: analyst.sourceOf(expr), holds: wanted }]];
}

/** What holds on one of the ways; nothing is said if there are too many. */
export function decideWays(ways: readonly Way[], decide: (way: Way) => Alternatives): Alternatives {
  if (ways.length > mostWays) return noFacts;
  return ways.reduce<Alternatives>((all, way) => either(all, both([way.when], decide(way))), []);
}
