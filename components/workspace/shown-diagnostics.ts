import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import type { Analysis } from "@/lib/engine/analysis.ts";

const none: readonly Diagnostic[] = [];

/**
 * The findings to show. A configuration that is empty or not finished has no errors yet: the checklist names what is
 * missing.
 */
export function shownDiagnostics(analysis: Analysis | undefined): readonly Diagnostic[] {
  if (analysis === undefined) return none;
  if (analysis.headline.checklist !== undefined)
    return analysis.diagnostics.filter(
      ({ document, severity }) => document !== "configuration" || severity !== "error",
    );
  if (analysis.configuration.verdict !== "empty") return analysis.diagnostics;
  return analysis.diagnostics.filter(({ document }) => document !== "configuration");
}
