import type { Minor } from "../../kube/minor.ts";
import { sizeForCost } from "../values/size.ts";
import type { CelResult } from "../values.ts";
import type { Cost } from "./declaration.ts";

/* The rules by which run-time cost grows with the size of the operands. Follows cel-go interpreter/runtimecost.go. */

/** What going through one character costs. */
export const stringTraversalCost = 0.1;

/** What one character of a regular expression costs. */
export const regexLengthCost = 0.25;

/** A walk through the first argument. */
export const costOfFirst: Cost = (args, _result, minor) => walk(args[0], minor);

/** A walk through the second argument: a prefix or suffix; up to 1.36 the first was walked. */
export const costOfOther: Cost = (args, _result, minor) =>
  walk(minor >= 37 ? args[1] : args[0], minor);

/** A walk through both sides as far as the shorter one reaches. */
export const costOfEquality: Cost = (args, _result, minor) =>
  Math.ceil(
    Math.min(sizeForCost(args[0], minor), sizeForCost(args[1], minor)) * stringTraversalCost,
  );

/** A copy of both sides. */
export const costOfJoining: Cost = (args, _result, minor) =>
  Math.ceil((sizeForCost(args[0], minor) + sizeForCost(args[1], minor)) * stringTraversalCost);

/** A look at every element of a list. */
export const costOfIn: Cost = (args, _result, minor) => sizeForCost(args[1], minor);

/** A search for one string in another. */
export const costOfSearch: Cost = (args, _result, minor) =>
  walk(args[0], minor) * walk(args[1], minor);

/** A regular expression run over a string. */
export const costOfMatches: Cost = (args, _result, minor) =>
  Math.ceil((1 + sizeForCost(args[0], minor)) * stringTraversalCost) *
  Math.ceil(sizeForCost(args[1], minor) * regexLengthCost);

/** `matches(text, pattern)`: up to 1.36 cel-go had a price only for `text.matches(pattern)`. */
export const costOfGlobalMatches: Cost = (args, result, minor) =>
  minor >= 37 ? costOfMatches(args, result, minor) : 1;

/** The cost of going through a value once: a tenth of its size, rounded up. Looks into optionals, as cel-go. */
function walk(value: CelResult | undefined, minor: Minor): number {
  return Math.ceil(sizeForCost(value, minor) * stringTraversalCost);
}
