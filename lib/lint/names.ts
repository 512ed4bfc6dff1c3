import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { PrefixedClaimOrExpression } from "../authn/types.ts";
import { nameOf, textOf } from "../cel/ast.ts";
import { callOf, claimValueOf, elementsOf, iterationOf } from "./tree.ts";

/** A piece of a name that a mapping makes: fixed text, a claim's value, or something else. */
export type NamePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "claim"; readonly claim: string; readonly node?: Expr }
  | { readonly kind: "other" };

/**
 * What the names of a mapping are made of: one list of pieces for each way through its conditions. Takes the mapping
 * and the tree of its expression, where that parses. Empty where it makes no names.
 */
export function partsOf(
  mapping: PrefixedClaimOrExpression,
  expr: Expr | undefined,
): readonly (readonly NamePart[])[] {
  const { claim, prefix } = mapping;
  if (claim !== "") {
    const part: NamePart = { kind: "claim", claim };
    return [
      prefix === undefined || prefix === "" ? [part] : [{ kind: "text", text: prefix }, part],
    ];
  }
  if (expr === undefined) return [];
  return waysOf(expr, new Map()).slice(0, mostWays);
}

/** The text that a name surely begins with. */
export function beginningOf(parts: readonly NamePart[]): string {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") break;
    text += part.text;
  }
  return text;
}

/** The text that a name surely ends with. */
export function endingOf(parts: readonly NamePart[]): string {
  let text = "";
  for (const part of [...parts].reverse()) {
    if (part.kind !== "text") break;
    text = part.text + text;
  }
  return text;
}

/** Whether one of two texts begins with the other: names that begin with them can be the same. */
export function areComparable(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

const mostWays = 64;

type Ways = readonly (readonly NamePart[])[];

const unknown: Ways = [[{ kind: "other" }]];

function waysOf(expr: Expr | undefined, variables: ReadonlyMap<string, Ways>): Ways {
  const text = textOf(expr);
  if (text !== undefined) return text === "" ? [[]] : [[{ kind: "text", text }]];
  const variable = variables.get(nameOf(expr) ?? "");
  if (variable !== undefined) return variable;
  const elements = elementsOf(expr);
  if (elements !== undefined) return elements.flatMap((each) => waysOf(each, variables));
  const claim = claimValueOf(expr);
  if (claim !== undefined && expr !== undefined) {
    return [[{ kind: "claim", claim: claim.claim, node: expr }]];
  }
  const iteration = iterationOf(expr);
  if (iteration !== undefined) {
    const range = waysOf(iteration.range, variables);
    if (iteration.kind === "filter") return range;
    if (iteration.kind !== "map") return unknown;
    return waysOf(iteration.body, new Map([...variables, [iteration.variable, range]]));
  }
  const call = callOf(expr);
  const [first, second, third] = call?.args ?? [];
  switch (call?.name) {
    case "_?_:_":
      return [...waysOf(second, variables), ...waysOf(third, variables)];
    case "_+_":
      return textOf(first) === undefined &&
        textOf(second) === undefined &&
        (isListLike(first) || isListLike(second))
        ? [...waysOf(first, variables), ...waysOf(second, variables)]
        : join(waysOf(first, variables), waysOf(second, variables));
    case "string":
    case "dyn":
      return waysOf(first, variables);
    case "orValue":
      return [...waysOf(call.target, variables), ...waysOf(first, variables)];
    case "distinct":
    case "sort":
    case "slice":
    case "reverse":
    case "flatten":
      return waysOf(call.target, variables);
    default:
      return unknown;
  }
}

function join(left: Ways, right: Ways): Ways {
  if (left.length * right.length > mostWays) return unknown;
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

// Whether `+` joins lists rather than texts.
function isListLike(expr: Expr | undefined): boolean {
  if (elementsOf(expr) !== undefined) return true;
  if (iterationOf(expr) !== undefined) return true;
  const call = callOf(expr);
  if (call?.name === "split" || call?.name === "findAll") return true;
  if (call?.name === "_+_") return call.args.some(isListLike);
  if (call?.name === "_?_:_") return call.args.slice(1).some(isListLike);
  if (call?.name === "orValue") return isListLike(call.args[0]);
  return false;
}
