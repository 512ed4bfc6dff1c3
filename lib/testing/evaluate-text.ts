import { compileExpression } from "../cel/compile.ts";
import { evaluate } from "../cel/evaluator/evaluate.ts";
import { claimsValue } from "../cel/evaluator/input.ts";
import { planExpression } from "../cel/evaluator/plan.ts";
import { formatCel } from "../cel/values/format.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";

/** For the tests of the libraries: what an expression comes to in CEL's notation, or the words of its failure. */
export function evaluateText(
  expression: string,
  minor: Minor = newestMinor,
  claims: object = {},
): string {
  const compiled = compileExpression(expression, { minor, variable: "claims" });
  if (compiled.kind === "failed") return compiled.message;
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return planned.message;
  return formatCel(evaluate(planned.program, claimsValue(claims, minor)).result);
}

/** A row of a library's table. */
export interface LibraryCase {
  readonly name: string;
  readonly input: string;
  readonly minor?: Minor;
  readonly want: string;
}
