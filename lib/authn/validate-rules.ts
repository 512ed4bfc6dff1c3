import type { CheckedExpression, CompileResult } from "../cel/program.ts";
import {
  duplicate,
  type FieldError,
  internalError,
  invalid,
  required,
} from "../diagnostics/field-error.ts";
import type { ClaimValidationRule, UserValidationRule } from "./types.ts";
import { type ExpressionState, sinceTerse, type Validation } from "./validate.ts";

/** The state of one issuer. */
export function createExpressionState(): ExpressionState {
  return { verifying: [] };
}

/** claimValidationRules: required claims and expressions over `claims`. */
export function validateClaimValidationRules(
  v: Validation,
  state: ExpressionState,
  rules: readonly ClaimValidationRule[],
  rulesPath: string,
): void {
  const seenClaims = new Set<string>();
  const seenExpressions = new Set<string>();
  rules.forEach((rule, index) => {
    const path = `${rulesPath}[${index}]`;
    const { claim, expression } = rule;
    if (claim !== "" && expression !== "") {
      v.errors.push(invalid(path, claim, "claim and expression can't both be set"));
    } else if (claim !== "") {
      if (rule.message !== "") {
        const detail = sinceTerse(
          v,
          "may not be specified when claim is set",
          "message can't be set when claim is set",
        );
        v.errors.push(invalid(`${path}.message`, rule.message, detail));
      }
      if (seenClaims.has(claim)) v.errors.push(duplicate(`${path}.claim`, claim));
      seenClaims.add(claim);
    } else if (expression !== "") {
      if (rule.requiredValue !== "") {
        const detail = sinceTerse(
          v,
          "may not be specified when expression is set",
          "requiredValue can't be set when expression is set",
        );
        v.errors.push(invalid(`${path}.requiredValue`, rule.requiredValue, detail));
      }
      if (seenExpressions.has(expression)) {
        v.errors.push(duplicate(`${path}.expression`, expression));
        return;
      }
      seenExpressions.add(expression);
      const checked = compileField(v, `${path}.expression`, expression, "claims", "bool");
      if (checked !== undefined) state.verifying.push(checked);
    } else {
      v.errors.push(required(path, "claim or expression is required"));
    }
  });
}

/** userValidationRules: expressions over `user`. */
export function validateUserValidationRules(
  v: Validation,
  rules: readonly UserValidationRule[],
  rulesPath: string,
): void {
  const seen = new Set<string>();
  rules.forEach(({ expression }, index) => {
    const path = `${rulesPath}[${index}].expression`;
    if (expression === "") {
      v.errors.push(required(path, sinceTerse(v, "", "expression is required")));
    } else if (seen.has(expression)) {
      v.errors.push(duplicate(path, expression));
    } else {
      seen.add(expression);
      compileField(v, path, expression, "user", "bool");
    }
  });
}

/**
 * Compiles the expression of a field, with the type that it must have: pkg/authentication/cel/compile.go. A finding goes
 * to the errors, and there is no result then.
 */
export function compileField(
  v: Validation,
  path: string,
  source: string,
  variable: "claims" | "user",
  type: "bool" | "any",
): CheckedExpression | undefined {
  const result = v.options.compile(source, variable);
  v.compilations.set(path, result);
  const error = findError(path, source, result, type);
  if (error === undefined && result.kind === "compiled") return result.checked;
  if (error !== undefined) v.errors.push(error);
  return undefined;
}

// The return type is looked at after the checks and before the program is made.
function findError(
  path: string,
  source: string,
  result: CompileResult,
  type: "bool" | "any",
): FieldError | undefined {
  const checked = result.kind === "compiled" ? result.checked : result.partial;
  const refused = result.kind === "failed" && result.message.startsWith("compilation failed: ");
  const dies = result.kind === "failed" && result.crash && result.checks !== "passed";
  if (result.kind === "failed" && (refused || dies)) {
    return dies ? internalError(path, result.message) : invalid(path, source, result.message);
  }
  if (type === "bool" && checked?.outputType?.kind !== "bool") {
    return invalid(path, source, "must evaluate to bool");
  }
  return result.kind === "failed" ? internalError(path, result.message) : undefined;
}
