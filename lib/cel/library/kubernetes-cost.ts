import { countBytes } from "../../go/byte-string.ts";
import { type CelResult, elementsOf, isError, isList, isMap, sizeForCost } from "../values.ts";
import { regexLengthCost, stringTraversalCost, traversal } from "./cost.ts";
import type { Cost } from "./declaration.ts";

/* What Kubernetes charges for its functions and for some of cel-go's. Follows apiserver pkg/cel/library/cost.go CallCost. */

/** The price of an accessor. */
export const nominalCost: Cost = () => 1;

/** A walk through the first argument's characters. */
export const costOfParsing: Cost = (args) => traversal(args[0]);

/** A walk through the first argument and the making of a result as long. */
export const costOfRewriting: Cost = (args) => traversal(args[0], 2);

/** The making of the result. */
export const costOfMaking: Cost = (_args, result) => traversal(result, 2);

/** A walk through everything in the first argument; strings count a tenth of their bytes, rounded down. */
export const costOfTraversal: Cost = (args) => deepTraversal(args[0]);

/** A regular expression of the second argument's length run over the first. */
export const costOfFinding: Cost = (args) =>
  Math.ceil((1 + sizeForCost(args[0])) * stringTraversalCost) *
  Math.ceil(sizeForCost(args[1]) * regexLengthCost);

function deepTraversal(value: CelResult | undefined): number {
  if (typeof value === "string") return Math.trunc(countBytes(value) * stringTraversalCost);
  if (value === undefined || value === null || isError(value)) return 1;
  if (value instanceof Uint8Array) return Math.trunc(value.length * stringTraversalCost);
  if (isList(value)) {
    return elementsOf(value).reduce((sum: number, element) => sum + deepTraversal(element), 0);
  }
  if (isMap(value)) {
    const inner = value.raw ?? value;
    return inner
      .keys()
      .reduce((sum: number, key) => sum + deepTraversal(key) + deepTraversal(inner.find(key)), 0);
  }
  return 1;
}
