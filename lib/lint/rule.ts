import type { Fix, Severity } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import type { LintContext } from "./context.ts";

/** One piece of our own advice on a configuration. */
export interface LintRule {
  /** Stable, in kebab case; the code of its findings is `lint/<id>`. */
  readonly id: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** Why it matters, for a reference page: a few sentences. */
  readonly explanation: string;
  check(context: LintContext): readonly LintFinding[];
}

/** What a rule found; document, code and source are added by the caller. */
export interface LintFinding {
  readonly severity: Severity;
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
  /** Repairs, best first; without edits that change nothing. */
  readonly fixes?: readonly LintFix[];
}

/** A repair without its id, which the caller makes. */
export type LintFix = Omit<Fix, "id">;
