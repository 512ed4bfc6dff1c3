import { countBytes } from "../../go/byte-string.ts";
import { sizeForCost } from "../values/size.ts";
import { type CelMap, type CelResult, elementsOf, isError, isList, isMap } from "../values.ts";
import { costOfEquality, regexLengthCost, stringTraversalCost } from "./cost.ts";
import type { Cost } from "./declaration.ts";

/* What Kubernetes charges for its functions and for some of cel-go's. Follows apiserver pkg/cel/library/cost.go CallCost. */

/** The price of an accessor. */
export const nominalCost: Cost = () => 1;

/** A walk through the first argument's characters. */
export const costOfParsing: Cost = (args) => traverse(args[0]);

/** A walk through the first argument and the making of a result as long. */
export const costOfRewriting: Cost = (args) => traverse(args[0], 2);

/** The making of the result. */
export const costOfMaking: Cost = (_args, result) => traverse(result, 2);

/** A walk through everything in the first argument; strings count a tenth of their bytes, rounded down. */
export const costOfTraversal: Cost = (args) => deepTraversal(args[0]);

/** A regular expression of the second argument's length run over the first. */
export const costOfFinding: Cost = (args) =>
  Math.ceil((1 + actualSize(args[0])) * stringTraversalCost) *
  Math.ceil(actualSize(args[1]) * regexLengthCost);

/** `==`: a look at each of Kubernetes' own values, from 1.32; anything else as cel-go has it. `!=` is not changed. */
export const costOfEquals: Cost = (args, result, minor) => {
  const [left] = args;
  const isOwn =
    typeof left === "object" && left !== null && "kind" in left && left.kind === "object";
  return isOwn && minor >= 32 ? 1 : costOfEquality(args, result, minor);
};

/** What going through a value costs, `factor` times over. */
export function traverse(value: CelResult | undefined, factor = 1): number {
  return Math.ceil(actualSize(value) * factor * stringTraversalCost);
}

/** The size of strings, bytes, lists, maps, addresses and networks; 1 of anything else, an optional included. */
export function actualSize(value: CelResult | undefined): number {
  return sizeForCost(value, 30);
}

function deepTraversal(value: CelResult | undefined): number {
  if (typeof value === "string") return Math.trunc(countBytes(value) * stringTraversalCost);
  if (value === undefined || value === null || isError(value)) return 1;
  if (value instanceof Uint8Array) return Math.trunc(value.length * stringTraversalCost);
  if (isList(value)) {
    return elementsOf(value).reduce((sum: number, element) => sum + deepTraversal(element), 0);
  }
  return isMap(value) ? traverseMap(value.raw ?? value) : 1;
}

function traverseMap(map: CelMap): number {
  let cost = 0;
  for (const key of map.keys()) {
    // Iterating the lazily read variable gives its values, which then are looked up as if they were keys.
    const walked = map.typeName === undefined ? key : map.find(key);
    const found = walked === undefined || isError(walked) ? undefined : map.find(walked);
    cost += deepTraversal(walked) + deepTraversal(found);
  }
  return cost;
}
