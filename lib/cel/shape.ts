import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf } from "./ast.ts";

/** A boolean literal's value. */
export function boolOf(expr: Expr | undefined): boolean | undefined {
  if (expr?.exprKind.case !== "constExpr") return undefined;
  const { constantKind } = expr.exprKind.value;
  return constantKind.case === "boolValue" ? constantKind.value : undefined;
}

/** A call's parts; `target` is what a member function is called on. */
export interface Call {
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

/** A call or operator, "_==_", "@in", "startsWith". */
export function callOf(expr: Expr | undefined): Call | undefined {
  if (expr?.exprKind.case !== "callExpr") return undefined;
  const { function: name, target, args } = expr.exprKind.value;
  return { name, target, args };
}

/** The elements of a list literal without optional ones. */
export function elementsOf(expr: Expr | undefined): readonly Expr[] | undefined {
  if (expr?.exprKind.case !== "listExpr") return undefined;
  const { elements, optionalIndices } = expr.exprKind.value;
  return optionalIndices.length > 0 ? undefined : elements;
}

/** What a macro over a list or map does with each element. */
export interface Loop {
  readonly kind: "all" | "exists" | "exists-one" | "map" | "filter";
  readonly range: Expr;
  /** One, or a key (an index) and a value. */
  readonly variables: readonly [string] | readonly [string, string];
  /** Of `map` with a condition, what each element must fulfil. */
  readonly condition?: Expr;
  /** The predicate, or what `map` makes of each element. */
  readonly body: Expr;
}

/** Which macro made a comprehension, from the shape of its parts; undefined for other expressions. */
export function loopOf(expr: Expr | undefined): Loop | undefined {
  if (expr?.exprKind.case !== "comprehensionExpr") return undefined;
  const { iterRange: range, iterVar, iterVar2, accuVar, accuInit, loopStep } = expr.exprKind.value;
  const step = callOf(loopStep);
  const [first, second] = step?.args ?? [];
  if (range === undefined || first === undefined || [iterVar, iterVar2].includes(accuVar)) {
    return undefined;
  }
  const variables: Loop["variables"] = iterVar2 === "" ? [iterVar] : [iterVar, iterVar2];
  const made = (kind: Loop["kind"], body: Expr | undefined): Loop | undefined =>
    body && { kind, range, variables, body };
  switch (step?.name) {
    case "_&&_":
      return made("all", second);
    case "_||_":
      return made("exists", second);
    case "_+_":
      return made("map", elementsOf(second)?.[0]);
    case "_?_:_": {
      if (accuInit?.exprKind.case === "constExpr") return made("exists-one", first);
      const added = elementsOf(callOf(second)?.args[1])?.[0];
      if (added === undefined) return undefined;
      if (iterVar2 === "" && nameOf(added) === iterVar) return made("filter", first);
      return { kind: "map", range, variables, condition: first, body: added };
    }
    default:
      return undefined;
  }
}

/** What `optMap` and its like bind a name to: `result` with `value` in the place of `variable`. */
export function bindingOf(
  expr: Expr | undefined,
): { readonly variable: string; readonly value: Expr; readonly result: Expr } | undefined {
  if (expr?.exprKind.case !== "comprehensionExpr") return undefined;
  const { iterRange, accuVar, accuInit, loopCondition, result } = expr.exprKind.value;
  if (elementsOf(iterRange)?.length !== 0 || boolOf(loopCondition) !== false) return undefined;
  return accuInit && result && { variable: accuVar, value: accuInit, result };
}
