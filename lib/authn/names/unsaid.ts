import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { CompileResult } from "../../cel/program.ts";
import { boolOf, callOf, elementsOf } from "../../cel/shape.ts";
import type { JwtAuthenticator } from "../types.ts";
import { treeOf } from "./create-analyst.ts";

/**
 * The rules of an issuer that facts do not say to their end: all expressions but those that are made of comparisons of
 * claims, or of the user's name, with texts and booleans. `all`: every rule, because there was too much to follow.
 */
export function listUnsaid(
  { claimValidationRules, userValidationRules }: JwtAuthenticator,
  index: number,
  compilations: ReadonlyMap<string, CompileResult>,
  all: boolean,
): readonly string[] {
  const rules = [
    ...claimValidationRules.map(({ expression }, i) => ({
      expression,
      at: `claimValidationRules[${i}]`,
    })),
    ...userValidationRules.map(({ expression }, i) => ({
      expression,
      at: `userValidationRules[${i}]`,
    })),
  ];
  return rules.flatMap(({ expression, at }) => {
    if (expression === "") return [];
    const tree = treeOf(compilations.get(`jwt[${index}].${at}.expression`));
    const isSaid = !all && tree !== undefined && isPlain(tree.expr);
    return isSaid ? [] : [expression.trim().replace(/\s+/g, " ")];
  });
}

function isPlain(expr: Expr | undefined): boolean {
  if (expr === undefined) return false;
  if (expr.exprKind.case === "selectExpr" && expr.exprKind.value.testOnly)
    return isClaim(expr.exprKind.value.operand) || isVariable(expr.exprKind.value.operand);
  const call = callOf(expr);
  const [first, second] = call?.args ?? [];
  switch (call?.name) {
    case "_&&_":
    case "_||_":
      return isPlain(first) && isPlain(second);
    case "!_":
      return isPlain(first);
    case "_==_":
    case "_!=_":
      return (isRead(first) && isConstant(second)) || (isConstant(first) && isRead(second));
    case "@in":
      return isRead(first) && (elementsOf(second)?.every(isText) ?? false);
    case "startsWith":
    case "endsWith":
    case "contains":
      return isRead(call.target) && isText(first);
    default:
      return false;
  }
}

// `claims.a`, `user.username`, `claims.?a.orValue("b")`.
function isRead(expr: Expr | undefined): boolean {
  const call = callOf(expr);
  if (call === undefined) return isClaim(expr);
  const optional = callOf(call.target);
  return (
    call.name === "orValue" &&
    isConstant(call.args[0]) &&
    optional?.name === "_?._" &&
    isVariable(optional.args[0])
  );
}

function isClaim(expr: Expr | undefined): boolean {
  if (expr?.exprKind.case !== "selectExpr") return false;
  const { operand, field, testOnly } = expr.exprKind.value;
  if (testOnly) return false;
  if (!isVariable(operand)) return isClaim(operand);
  // Groups and extra of the user are made of several claims.
  const isUser = operand?.exprKind.case === "identExpr" && operand.exprKind.value.name === "user";
  return !isUser || field === "username";
}

function isVariable(expr: Expr | undefined): boolean {
  return (
    expr?.exprKind.case === "identExpr" && ["claims", "user"].includes(expr.exprKind.value.name)
  );
}

function isConstant(expr: Expr | undefined): boolean {
  return isText(expr) || boolOf(expr) !== undefined;
}

function isText(expr: Expr | undefined): boolean {
  return (
    expr?.exprKind.case === "constExpr" && expr.exprKind.value.constantKind.case === "stringValue"
  );
}
