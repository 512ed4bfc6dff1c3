import type { CelResult, CelValue } from "../values.ts";
import { sizeForCost } from "../values.ts";
import type { Cost } from "./declaration.ts";

/* The rules by which run-time cost grows with the size of the operands. Follows cel-go interpreter/runtimecost.go. */

/** What going through one character costs. */
export const stringTraversalCost = 0.1;

/** What one character of a regular expression costs. */
export const regexLengthCost = 0.25;

/** A walk through the first argument. */
export const costOfFirst: Cost = (args) => traversal(args[0]);

/** A walk through the second argument: a prefix or suffix; up to 1.36 the first was walked. */
export const costOfOther: Cost = (args, _result, minor) =>
  traversal(minor >= 37 ? args[1] : args[0]);

/** A walk through both sides as far as the shorter one reaches. */
export const costOfEquality: Cost = (args) =>
  Math.ceil(Math.min(sizeForCost(args[0]), sizeForCost(args[1])) * stringTraversalCost);

/** A copy of both sides. */
export const costOfJoining: Cost = (args) =>
  Math.ceil((sizeForCost(args[0]) + sizeForCost(args[1])) * stringTraversalCost);

/** A look at every element of a list. */
export const costOfIn: Cost = (args) => sizeForCost(args[1]);

/** A search for one string in another. */
export const costOfSearch: Cost = (args) => traversal(args[0]) * traversal(args[1]);

/** A regular expression run over a string. */
export const costOfMatches: Cost = (args) =>
  Math.ceil((1 + sizeForCost(args[0])) * stringTraversalCost) *
  Math.ceil(sizeForCost(args[1]) * regexLengthCost);

/** The cost of going through a value once: a tenth of its size, rounded up. */
export function traversal(value: CelValue | CelResult | undefined, factor = 1): number {
  return Math.ceil(sizeForCost(value) * factor * stringTraversalCost);
}
