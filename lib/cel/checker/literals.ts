import { celUint } from "@bufbuild/cel";
import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Environment } from "../environment.ts";
import { compileRegularExpression } from "../evaluator/regular-expressions.ts";
import type { CelType } from "../types.ts";
import type { CelResult, CelValue } from "../values.ts";
import { CelError, typeName } from "../values.ts";

/** The value of a literal; undefined where the expression is none. */
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

/** The call of a function of one argument, dispatched by the argument's run-time type as the planner's calls are. */
export function evaluateUnary(environment: Environment, name: string, value: CelValue): CelResult {
  const found = environment.functions.get(name);
  if (found?.evaluate !== undefined) return found.evaluate([value], environment.minor);
  const type = typeName(value);
  for (const { style, parameters, evaluate } of found?.overloads ?? []) {
    const [parameter] = parameters;
    if (style !== "global" || parameters.length !== 1 || parameter === undefined) continue;
    if (evaluate !== undefined && takes(parameter.kind, type))
      return evaluate([value], environment.minor);
  }
  return new CelError(`no such overload: ${name}(${type})`);
}

/** What Go's regexp.Compile says of a pattern; undefined where it compiles. */
export function regularExpressionError(pattern: string): string | undefined {
  const compiled = compileRegularExpression(pattern);
  return compiled instanceof CelError ? compiled.message : undefined;
}

function takes(parameter: CelType["kind"], type: string): boolean {
  return (
    parameter === "dyn" ||
    parameter === "param" ||
    runtimeNames[parameter] === type ||
    parameter === type
  );
}

const runtimeNames: Partial<Record<CelType["kind"], string>> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};
