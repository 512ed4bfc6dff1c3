import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import type { Analysis } from "@/lib/engine/analysis.ts";

const none: readonly Diagnostic[] = [];

/** The findings to show. A configuration that nobody has begun has none, whatever a server would say of an empty file. */
export function shownDiagnostics(analysis: Analysis | undefined): readonly Diagnostic[] {
  if (analysis === undefined) return none;
  if (analysis.configuration.verdict !== "empty") return analysis.diagnostics;
  return analysis.diagnostics.filter(({ document }) => document !== "configuration");
}
