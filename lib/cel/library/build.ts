import type { Minor } from "../../kube/minor.ts";
import type { CelType } from "../types.ts";
import type { CelResult, CelValue } from "../values.ts";
import type { Cost, Evaluate, Example, FunctionDeclaration, Overload } from "./declaration.ts";

/** What may be said of an overload beyond its signature. */
export interface OverloadOptions {
  readonly cost?: Cost;
  readonly since?: Minor;
  readonly isVariadic?: true;
}

/** What may be said of a function beyond its overloads. */
export interface FunctionOptions {
  readonly since?: Minor;
  readonly evaluate?: Evaluate;
  readonly cost?: Cost;
}

/** A function of a library, its examples as pairs of expression and result. */
export function declare(
  name: string,
  doc: string,
  examples: readonly (readonly [expression: string, result: string])[],
  overloads: readonly Overload[],
  options: FunctionOptions = {},
): FunctionDeclaration {
  const shown: readonly Example[] = examples.map(([expression, result]) => ({
    expression,
    result,
  }));
  return { name, doc, examples: shown, overloads, ...options };
}

/** An overload called as `f(x)`. */
export function global(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  evaluate?: Evaluate,
  options: OverloadOptions = {},
): Overload {
  return { id, style: "global", parameters, result, ...(evaluate && { evaluate }), ...options };
}

/** An overload called as `x.f()`, x being the first parameter. */
export function receiver(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  evaluate?: Evaluate,
  options: OverloadOptions = {},
): Overload {
  return { id, style: "receiver", parameters, result, ...(evaluate && { evaluate }), ...options };
}

/** An implementation that takes one value. */
export function unary(evaluate: (value: CelValue) => CelResult): Evaluate {
  return (args) => evaluate(args[0] as CelValue);
}

/** An implementation that takes two values. */
export function binary(evaluate: (left: CelValue, right: CelValue) => CelResult): Evaluate {
  return (args) => evaluate(args[0] as CelValue, args[1] as CelValue);
}
