import { celUint } from "@bufbuild/cel";
import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Environment } from "../environment.ts";
import { resolveCall } from "../library/calls.ts";
import { compileRegularExpression } from "../values/regular-expressions.ts";
import type { CelResult, CelValue } from "../values.ts";
import { CelError, noSuchOverload } from "../values.ts";

/** The value of a literal; undefined if the expression is none. */
export function literalValue(expr: Expr): CelValue | undefined {
  if (expr.exprKind.case !== "constExpr") return undefined;
  const literal = expr.exprKind.value.constantKind;
  switch (literal.case) {
    case "nullValue":
      return null;
    case "uint64Value":
      return celUint(literal.value);
    case "boolValue":
    case "int64Value":
    case "doubleValue":
    case "stringValue":
    case "bytesValue":
      return literal.value;
    default:
      return undefined;
  }
}

/** The call of a function of one argument; `overloads` are those that the checker left, none outside of a program. */
export function evaluateUnary(
  environment: Environment,
  name: string,
  value: CelValue,
  overloads: readonly string[] = [],
): CelResult {
  const found = environment.functions.get(name);
  const { evaluate } = resolveCall(found, overloads, 1, environment.minor);
  // Not `??`: null is a value.
  return evaluate === undefined ? noSuchOverload : evaluate([value]);
}

/** What Go's regexp.Compile says of a pattern; undefined if it compiles. */
export function regularExpressionError(pattern: string): string | undefined {
  const compiled = compileRegularExpression(pattern);
  return compiled instanceof CelError ? compiled.message : undefined;
}
