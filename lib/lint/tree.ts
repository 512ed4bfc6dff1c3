import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../cel/ast.ts";
import { callOf } from "../cel/shape.ts";

/** How an expression reads a claim. */
export interface ClaimRead {
  readonly claim: string;
  /** "plain" fails if the claim is missing, "optional" does not: `claims.?a`, `claims[?"a"]`. */
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
 * first part of `split`. A default is given back, since it can represent the claim.
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
