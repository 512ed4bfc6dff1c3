import { duplicate, invalid, required } from "../diagnostics/field-error.ts";
import { compileField } from "./compile-field.ts";
import type { ClaimValidationRule, UserValidationRule } from "./types.ts";
import { type ExpressionState, sinceTerse, type Validation } from "./validation.ts";

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
