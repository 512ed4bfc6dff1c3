import { compileExpression } from "../cel/compile.ts";
import { evaluate } from "../cel/evaluator/evaluate.ts";
import { claimsValue, userValue } from "../cel/evaluator/input.ts";
import { planExpression } from "../cel/evaluator/plan.ts";
import { type ExpressionView, viewExpression } from "../cel/expression-view.ts";
import type { CelIssue } from "../cel/program.ts";
import { formatType } from "../cel/types.ts";
import { formatCel } from "../cel/values/format.ts";
import { CelError } from "../cel/values.ts";
import type { Minor } from "../kube/minor.ts";
import type { UserInfo } from "../kube/user-info.ts";

/** An expression to try, over the claims of the current token or over the user that it becomes. */
export interface ScratchInput {
  readonly expression: string;
  readonly variable: "claims" | "user";
}

/** The type and the result of the expression. Values are untrusted text. */
export type ScratchView =
  | { readonly kind: "empty" }
  | {
      readonly kind: "refused";
      /** The compiler's whole text. */
      readonly message: string;
      readonly issues: readonly CelIssue[];
    }
  | {
      readonly kind: "evaluated";
      /** The static type. */
      readonly type: string;
      readonly value?: string;
      readonly error?: string;
      readonly view: ExpressionView;
    }
  /** It compiles, and there is nothing to evaluate it over. */
  | { readonly kind: "compiled"; readonly type: string; readonly missing: "claims" | "user" };

/** Compiles the expression for the version and evaluates it over the claims or the user, if there are any. */
export function tryExpression(
  { expression, variable }: ScratchInput,
  minor: Minor,
  claims: string | undefined,
  user: UserInfo | undefined,
): ScratchView {
  if (expression.trim() === "") return { kind: "empty" };
  const compiled = compileExpression(expression, { minor, variable });
  if (compiled.kind === "failed") {
    return { kind: "refused", message: compiled.message, issues: compiled.issues };
  }
  const type = formatType(compiled.checked.outputType);
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return { kind: "refused", message: planned.message, issues: [] };
  const input =
    variable === "claims"
      ? claims === undefined
        ? undefined
        : claimsValue(claims, minor)
      : user && userValue(user, minor);
  if (input === undefined) return { kind: "compiled", type, missing: variable };
  const evaluation = evaluate(planned.program, input);
  const view = viewExpression(compiled.checked, evaluation);
  return evaluation.result instanceof CelError
    ? { kind: "evaluated", type, error: evaluation.result.message, view }
    : { kind: "evaluated", type, value: formatCel(evaluation.result, 4000), view };
}
