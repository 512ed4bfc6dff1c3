import type { Expr, Expr_Call } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { childrenOf } from "../ast.ts";
import type { Environment } from "../environment.ts";
import type { CelType } from "../types.ts";
import { typeParameters } from "../types.ts";
import { isError } from "../values.ts";
import type { CheckerResult } from "./check.ts";
import type { CheckerFinding } from "./checker.ts";
import { crashMessages, invalidArgument, typeMismatch } from "./errors.ts";
import { checkFormatCall } from "./format-string.ts";
import { evaluateUnary, literalValue, regularExpressionError } from "./literals.ts";
import { isExactType, unspecified } from "./substitution.ts";

/** The findings of the validators in a checked tree. */
export type ValidatorResult =
  | { readonly kind: "findings"; readonly findings: readonly CheckerFinding[] }
  /** The real server's validator panics here. */
  | { readonly kind: "crash"; readonly finding: CheckerFinding };

/**
 * The AST validators of the server's environment, over a tree without type errors: homogeneous literals, durations,
 * timestamps, regular expressions, format strings. Follows cel-go cel/validator.go and ext/formatting.go.
 */
export function validateExpression(
  root: Expr,
  checked: CheckerResult,
  environment: Environment,
): ValidatorResult {
  const findings = validators.map(() => []);
  const validator: Validator = { environment, checked, findings };
  const crash = visit(validator, root, false);
  return crash === undefined
    ? { kind: "findings", findings: findings.flat() }
    : { kind: "crash", finding: crash };
}

/** The order in which the server runs its validators. It decides which of several findings is reported. */
const validators = ["list", "map", "duration", "timestamp", "matches", "format"] as const;

interface Validator {
  readonly environment: Environment;
  readonly checked: CheckerResult;
  /** Findings by validator. */
  readonly findings: readonly CheckerFinding[][];
}

/**
 * Visits the parts of an expression before the expression, as the server does. `exempt` is true inside the call of
 * `format`, whose literals may mix types. Returns the panic of the server, if there is one.
 */
function visit(validator: Validator, expr: Expr, exempt: boolean): CheckerFinding | undefined {
  const kind = expr.exprKind;
  const isFormat = kind.case === "callExpr" && kind.value.function === "format";
  // In 1.30 only literals that are in the call itself or in its literals are exempt.
  const inherits = validator.environment.minor >= 31 || isLiteral(expr);
  for (const child of childrenOf(expr)) {
    const crash = visit(validator, child, isFormat || (exempt && inherits));
    if (crash !== undefined) return crash;
  }
  if (kind.case === "callExpr") return validateCall(validator, expr, kind.value);
  return isLiteral(expr) && !exempt ? validateHomogeneous(validator, expr) : undefined;
}

function isLiteral({ exprKind }: Expr): boolean {
  return exprKind.case === "listExpr" || exprKind.case === "structExpr";
}

function validateHomogeneous(validator: Validator, expr: Expr): CheckerFinding | undefined {
  const kind = expr.exprKind;
  if (kind.case === "listExpr") {
    let first: CelType | undefined;
    for (const [i, element] of kind.value.elements.entries()) {
      const optional = kind.value.optionalIndices.includes(i);
      const type = entryType(validator, element, optional);
      if (type === undefined) return { id: element.id, message: crashMessages.optionalOfDynamic };
      if (first === undefined || first === unspecified) {
        first = type;
      } else if (!isExactType(first, type)) {
        // The server reports one finding for each list and ignores the elements after it.
        report(validator, "list", element.id, typeMismatch(first, type));
        return undefined;
      }
    }
    return undefined;
  }
  if (kind.case !== "structExpr" || kind.value.messageName !== "") return undefined;
  let keyType: CelType | undefined;
  let valueType: CelType | undefined;
  for (const { keyKind, value, optionalEntry } of kind.value.entries) {
    if (keyKind.case !== "mapKey" || value === undefined) continue;
    const key = entryType(validator, keyKind.value, false);
    const type = entryType(validator, value, optionalEntry);
    if (type === undefined || key === undefined) {
      return { id: value.id, message: crashMessages.optionalOfDynamic };
    }
    if (keyType === undefined || valueType === undefined) {
      keyType = key;
      valueType = type;
      continue;
    }
    if (!isExactType(keyType, key)) {
      report(validator, "map", keyKind.value.id, typeMismatch(keyType, key));
    }
    if (!isExactType(valueType, type)) {
      report(validator, "map", value.id, typeMismatch(valueType, type));
    }
  }
  return undefined;
}

/** The type of an entry; of an optional one the type inside, undefined if it has none. */
function entryType(validator: Validator, expr: Expr, optional: boolean): CelType | undefined {
  const type = validator.checked.types.get(expr.id);
  return type === undefined || !optional ? type : typeParameters(type)[0];
}

function validateCall(
  validator: Validator,
  expr: Expr,
  call: Expr_Call,
): CheckerFinding | undefined {
  const { environment } = validator;
  switch (call.function) {
    case "duration":
    case "timestamp": {
      const [argument] = call.args;
      const value = argument && literalValue(argument);
      if (argument === undefined || value === undefined) return undefined;
      if (isError(evaluateUnary(environment, call.function, value))) {
        report(validator, call.function, argument.id, invalidArgument(call.function));
      }
      return undefined;
    }
    case "matches": {
      // Always the first argument; in matches(text, pattern) this is the text.
      const [argument] = call.args;
      const value = argument && literalValue(argument);
      if (argument === undefined || typeof value !== "string") return undefined;
      if (regularExpressionError(value) !== undefined) {
        report(validator, call.function, argument.id, invalidArgument(call.function));
      }
      return undefined;
    }
    case "format": {
      const result = checkFormatCall(expr, call, validator.checked, environment);
      if (result?.kind === "crash") return result.finding;
      if (result !== undefined)
        report(validator, "format", result.finding.id, result.finding.message);
      return undefined;
    }
    default:
      return undefined;
  }
}

function report(
  validator: Validator,
  name: (typeof validators)[number],
  id: bigint,
  message: string,
): void {
  validator.findings[validators.indexOf(name)]?.push({ id, message });
}
