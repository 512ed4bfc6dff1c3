import { type Minor, newestMinor } from "../../kube/minor.ts";
import { compileExpression } from "../compile.ts";
import { evaluate } from "../evaluator/evaluate.ts";
import { formatCel } from "../evaluator/format.ts";
import { claimsValue } from "../evaluator/input.ts";
import { planExpression } from "../evaluator/plan.ts";

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
