import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";

/** Calls `visit` for an expression and everything inside it: the whole first, then its parts in order. Depth costs no stack. */
export function walk(root: Expr, visit: (expr: Expr) => void): void {
  const open = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    visit(expr);
    open.push(...childrenOf(expr).toReversed());
  }
}

/** The expressions directly inside another, in the order in which they are in the tree. */
export function childrenOf(expr: Expr): readonly Expr[] {
  const kind = expr.exprKind;
  switch (kind.case) {
    case "selectExpr":
      return kind.value.operand === undefined ? [] : [kind.value.operand];
    case "callExpr":
      return kind.value.target === undefined
        ? kind.value.args
        : [kind.value.target, ...kind.value.args];
    case "listExpr":
      return kind.value.elements;
    case "structExpr":
      return kind.value.entries.flatMap(({ keyKind, value }) => [
        ...(keyKind.case === "mapKey" ? [keyKind.value] : []),
        ...(value === undefined ? [] : [value]),
      ]);
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result].filter(
        (each) => each !== undefined,
      );
    }
    default:
      return [];
  }
}

/** An identifier's name; undefined for every other expression. */
export function nameOf(expr: Expr | undefined): string | undefined {
  return expr?.exprKind.case === "identExpr" ? expr.exprKind.value.name : undefined;
}

/** A string literal's value; undefined for every other expression. */
export function textOf(expr: Expr | undefined): string | undefined {
  if (expr?.exprKind.case !== "constExpr") return undefined;
  const { constantKind } = expr.exprKind.value;
  return constantKind.case === "stringValue" ? constantKind.value : undefined;
}
