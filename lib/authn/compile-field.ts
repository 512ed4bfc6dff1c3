import type { CheckedExpression, CompileResult } from "../cel/program.ts";
import type { FieldError } from "../diagnostics/field-error.ts";
import { internalError, invalid } from "../diagnostics/field-error.ts";
import type { Validation } from "./validation.ts";

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
