import type { CheckedExpression, CompileResult } from "../cel/program.ts";
import type { FieldError } from "../diagnostics/field-error.ts";
import type { Minor } from "../kube/minor.ts";

/** For which server a configuration is validated, and what compiles its expressions. */
export interface ValidateOptions {
  readonly minor: Minor;
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
  readonly compile: (source: string, variable: "claims" | "user") => CompileResult;
}

/** Findings under construction. */
export interface Validation {
  readonly options: ValidateOptions;
  readonly errors: FieldError[];
  readonly compilations: Map<string, CompileResult>;
}

/** The checked expressions of one issuer that the e-mail rule looks at. */
export interface ExpressionState {
  /** Expressions of claim rules and of extra: where `claims.email_verified` counts. */
  readonly verifying: CheckedExpression[];
}

/** The words of 1.34 and later, or the longer ones of before. */
export function sinceTerse(v: Validation, terse: string, verbose: string): string {
  return v.options.minor >= 34 ? terse : verbose;
}
