import type { CheckedExpression, CompileResult } from "../cel/program.ts";
import type { FieldError } from "../diagnostics/field-error.ts";
import type { Minor } from "../kube/minor.ts";

/** The server that a configuration is validated for, and the compiler of its expressions. */
export interface ValidateOptions {
  readonly minor: Minor;
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
  readonly compile: (source: string, variable: "claims" | "user") => CompileResult;
}

/** Collects findings. */
export interface Validation {
  readonly options: ValidateOptions;
  readonly errors: FieldError[];
  readonly compilations: Map<string, CompileResult>;
}

/** The checked expressions of one issuer that the rule about e-mail addresses reads. */
export interface ExpressionState {
  /** Expressions of claim rules and of extra, in which a use of `claims.email_verified` counts. */
  readonly verifying: CheckedExpression[];
}

/** The message of 1.34 and later, or the longer one of earlier versions. */
export function sinceTerse(v: Validation, terse: string, verbose: string): string {
  return v.options.minor >= 34 ? terse : verbose;
}
