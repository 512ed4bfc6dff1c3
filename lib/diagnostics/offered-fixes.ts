import type { Span } from "../source/span.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";

/** A fix at its place in a document. */
export interface OfferedFix {
  readonly fix: Fix;
  readonly span: Span;
}

/** What has fixes. */
export interface FixSources {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the verdict. */
  readonly fixes?: readonly Fix[] | undefined;
  readonly nearMisses?: readonly { readonly fixes: readonly Fix[] }[] | undefined;
}

/**
 * The fixes that the page offers beside the findings of a document, of the verdict and of near misses, each at the text
 * that it changes. Fixes of findings are left out: the findings bring them along.
 */
export function listOfferedFixes(
  { diagnostics, fixes: ofVerdict = [], nearMisses = [] }: FixSources,
  document: string,
): readonly OfferedFix[] {
  const found = new Set(
    diagnostics
      .filter((one) => one.document === document)
      .flatMap(({ fixes = [] }) => fixes.map(keyOf)),
  );
  const others = [
    ...ofVerdict,
    ...diagnostics.filter((one) => one.document !== document).flatMap(({ fixes = [] }) => fixes),
    ...nearMisses.flatMap(({ fixes }) => fixes),
  ];
  const offered = new Map<string, OfferedFix>();
  for (const fix of others) {
    const spans = fix.edits.filter((edit) => edit.document === document).map(({ span }) => span);
    const key = keyOf(fix);
    if (spans.length === 0 || found.has(key) || offered.has(key)) continue;
    const start = Math.min(...spans.map((span) => span.start));
    const end = Math.max(...spans.map((span) => span.end));
    offered.set(key, { fix, span: { start, end } });
  }
  return [...offered.values()];
}

function keyOf({ title, edits }: Fix): string {
  return JSON.stringify([title, edits]);
}
