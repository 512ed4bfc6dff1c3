import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../cel/ast.ts";

/** How an expression reads a claim. */
export interface ClaimRead {
  readonly claim: string;
  /** "plain" fails where the claim is missing, "optional" does not: `claims.?a`, `claims[?"a"]`. */
  readonly kind: "plain" | "optional";
}

/** The claim that this node itself reads: `claims.a`, `claims["a"]`, `dyn(claims).a`, `claims.?a`, `claims[?"a"]`. */
export function readOf(expr: Expr | undefined): ClaimRead | undefined {
  const kind = expr?.exprKind;
  if (kind?.case === "selectExpr") {
    if (kind.value.testOnly || !isClaims(kind.value.operand)) return undefined;
    return { claim: kind.value.field, kind: "plain" };
  }
  if (kind?.case !== "callExpr" || kind.value.target !== undefined) return undefined;
  const [operand, key] = kind.value.args;
  const indexer = { "_[_]": "plain", "_?._": "optional", "_[?_]": "optional" } as const;
  const how = indexer[kind.value.function as keyof typeof indexer];
  const claim = textOf(key);
  if (how === undefined || claim === undefined || !isClaims(operand)) return undefined;
  return { claim, kind: how };
}

/** The claim whose presence this node asks for: `has(claims.a)`, `claims.?a.hasValue()`, `"a" in claims`. */
export function presenceOf(expr: Expr | undefined): string | undefined {
  const kind = expr?.exprKind;
  if (kind?.case === "selectExpr") {
    return kind.value.testOnly && isClaims(kind.value.operand) ? kind.value.field : undefined;
  }
  const call = callOf(expr);
  if (call === undefined) return undefined;
  if (call.name === "hasValue") {
    const read = readOf(call.target);
    return read?.kind === "optional" ? read.claim : undefined;
  }
  return call.name === "@in" && isClaims(call.args[1]) ? textOf(call.args[0]) : undefined;
}

/** The variable `claims`, also as `dyn(claims)`. */
export function isClaims(expr: Expr | undefined): boolean {
  const call = callOf(expr);
  if (call?.name === "dyn") return isClaims(call.args[0]);
  return nameOf(expr) === "claims";
}

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

/** A comprehension of a macro that asks or makes something of each element. */
export interface Iteration {
  readonly kind: "all" | "exists" | "exists_one" | "map" | "filter";
  readonly range: Expr;
  readonly variable: string;
  /** The predicate, or what `map` makes of each element. */
  readonly body: Expr;
}

/** Which macro made a comprehension, from the shape of its parts; undefined for other expressions and two variables. */
export function iterationOf(expr: Expr | undefined): Iteration | undefined {
  if (expr?.exprKind.case !== "comprehensionExpr") return undefined;
  const { iterRange: range, iterVar: variable, iterVar2, loopStep, accuInit } = expr.exprKind.value;
  if (range === undefined || iterVar2 !== "") return undefined;
  const made = (kind: Iteration["kind"], body: Expr | undefined) =>
    body && { kind, range, variable, body };
  const step = callOf(loopStep);
  const [first, second] = step?.args ?? [];
  switch (step?.name) {
    case "_&&_":
      return made("all", second);
    case "_||_":
      return made("exists", second);
    case "_+_":
      return made("map", elementsOf(second)?.[0]);
    case "_?_:_": {
      if (elementsOf(accuInit) === undefined) return made("exists_one", first);
      const added = elementsOf(callOf(second)?.args[1])?.[0];
      return nameOf(added) === variable ? made("filter", first) : made("map", added);
    }
    default:
      return undefined;
  }
}

/** Whether an expression reads the claim anywhere, its presence included. */
export function mentionsClaim(root: Expr, claim: string): boolean {
  let found = false;
  walk(root, (expr) => {
    found ||= readOf(expr)?.claim === claim || presenceOf(expr) === claim;
  });
  return found;
}

/**
 * The claim that a value is, through what keeps its text: `string(…)`, `dyn(…)`, `.orValue("")`, `.lowerAscii()`, the
 * first part of `split`. A default is given back, since it can stand for the claim.
 */
export function claimValueOf(
  expr: Expr | undefined,
): { readonly claim: string; readonly fallback?: Expr } | undefined {
  const read = readOf(expr);
  if (read !== undefined) return { claim: read.claim };
  const call = callOf(expr);
  if (call === undefined) return undefined;
  const [first] = call.args;
  switch (call.name) {
    case "string":
    case "dyn":
      return claimValueOf(first);
    case "orValue": {
      const inner = claimValueOf(call.target);
      return inner && first && { ...inner, fallback: first };
    }
    case "lowerAscii":
    case "upperAscii":
    case "trim":
    case "value":
      return claimValueOf(call.target);
    case "_[_]": {
      const split = callOf(first);
      const index = call.args[1]?.exprKind;
      const isFirst =
        index?.case === "constExpr" &&
        index.value.constantKind.case === "int64Value" &&
        index.value.constantKind.value === 0n;
      return split?.name === "split" && isFirst ? claimValueOf(split.target) : undefined;
    }
    default:
      return undefined;
  }
}
