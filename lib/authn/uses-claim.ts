import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../cel/ast.ts";

/**
 * Whether an expression reads a claim in a way that the server's e-mail rule sees: `claims.email`, `claims.?email`,
 * `has(claims.email)`. Follows hasSelectExp of validation.go; `claims["email"]` and `dyn(claims).email` do not count.
 */
export function usesClaim(root: Expr | undefined, claim: string): boolean {
  let found = false;
  if (root !== undefined) {
    walk(root, ({ exprKind }) => {
      found ||= selectedClaim(exprKind) === claim;
    });
  }
  return found;
}

function selectedClaim(kind: Expr["exprKind"]): string | undefined {
  if (kind.case === "selectExpr")
    return isClaims(kind.value.operand) ? kind.value.field : undefined;
  if (kind.case !== "callExpr") return undefined;
  const { function: name, target, args } = kind.value;
  const [operand, field] = args;
  if (target !== undefined || name !== "_?._" || args.length !== 2) return undefined;
  return isClaims(operand) ? textOf(field) : undefined;
}

function isClaims(expr: Expr | undefined): boolean {
  return nameOf(expr) === "claims";
}
