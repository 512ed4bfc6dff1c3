import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";

/**
 * Whether an expression reads a claim in a way that the server's e-mail rule sees: `claims.email`, `claims.?email`,
 * `has(claims.email)`. Follows hasSelectExp of validation.go; `claims["email"]` and `dyn(claims).email` do not count.
 */
export function usesClaim(root: Expr | undefined, claim: string): boolean {
  const stack = [root];
  while (stack.length > 0) {
    const expr = stack.pop();
    const kind = expr?.exprKind;
    switch (kind?.case) {
      case "selectExpr":
        if (isClaims(kind.value.operand) && kind.value.field === claim) return true;
        stack.push(kind.value.operand);
        break;
      case "callExpr": {
        const { function: name, target, args } = kind.value;
        const [operand, field] = args;
        if (target === undefined && name === "_?._" && args.length === 2) {
          if (isClaims(operand) && isConstant(field, claim)) return true;
        }
        stack.push(target, ...args);
        break;
      }
      case "listExpr":
        stack.push(...kind.value.elements);
        break;
      case "structExpr":
        for (const { keyKind, value } of kind.value.entries) {
          if (keyKind.case === "mapKey") stack.push(keyKind.value);
          stack.push(value);
        }
        break;
      case "comprehensionExpr": {
        const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
        stack.push(iterRange, accuInit, loopCondition, loopStep, result);
        break;
      }
    }
  }
  return false;
}

function isClaims(expr: Expr | undefined): boolean {
  return expr?.exprKind.case === "identExpr" && expr.exprKind.value.name === "claims";
}

function isConstant(expr: Expr | undefined, text: string): boolean {
  if (expr?.exprKind.case !== "constExpr") return false;
  const { constantKind } = expr.exprKind.value;
  return constantKind.case === "stringValue" && constantKind.value === text;
}
