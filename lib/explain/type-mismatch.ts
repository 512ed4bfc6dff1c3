import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { textOf, walk } from "../cel/ast.ts";
import { boolOf, callOf } from "../cel/shape.ts";
import { readExpression, readPathOf, valueAt } from "./claim-paths.ts";

/** A comparison of a claim with a constant of another type, which is never true. */
export interface Mismatch {
  /** The whole comparison. */
  readonly expr: Expr;
  /** The constant in it. */
  readonly literal: Expr;
  readonly path: readonly string[];
  readonly value: unknown;
  readonly constant: string | boolean | number;
  readonly operator: "==" | "!=";
}

/** The comparisons in an expression whose two sides have different types for these claims. */
export function listMismatches(root: Expr, claims: unknown): readonly Mismatch[] {
  const found: Mismatch[] = [];
  walk(root, (expr) => {
    const call = callOf(expr);
    if (call?.name !== "_==_" && call?.name !== "_!=_") return;
    const [left, right] = call.args;
    for (const [read, literal] of [
      [left, right],
      [right, left],
    ] as const) {
      const path = readPathOf(read);
      const constant = constantOf(literal);
      if (path === undefined || path.length === 0 || constant === undefined || !literal) continue;
      const value = valueAt(claims, path);
      if (value === undefined || value === null || typeof value === typeof constant) continue;
      found.push({
        ...{ expr, literal, path, value, constant },
        operator: call.name === "_==_" ? "==" : "!=",
      });
    }
  });
  return found;
}

/** The sentence about such a comparison. */
export function describeMismatch({ path, value, constant }: Mismatch): string {
  return `${readExpression(path)} is ${typeName(value)}, ${show(value)}, and is compared with ${typeName(constant)}, ${show(constant)}: values of two types are never equal.`;
}

/** A value of the claims as JSON, cut short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a string";
  if (typeof value === "boolean") return "a boolean";
  return typeof value === "number" ? "a number" : "an object";
}

function constantOf(expr: Expr | undefined): string | boolean | number | undefined {
  const simple = textOf(expr) ?? boolOf(expr);
  if (simple !== undefined || expr?.exprKind.case !== "constExpr") return simple;
  const { constantKind } = expr.exprKind.value;
  switch (constantKind.case) {
    case "int64Value":
    case "uint64Value":
    case "doubleValue":
      return Number(constantKind.value);
    default:
      return undefined;
  }
}
