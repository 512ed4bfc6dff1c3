import type { ExpressionPlace } from "@/lib/cel/editor/expression-place.ts";
import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";

/**
 * Findings about an expression with the places that they have in the expression itself. One that is not inside of a single
 * stretch of the text is about the whole.
 */
export function findingsInside(
  findings: readonly Diagnostic[],
  place: Pick<ExpressionPlace, "source" | "pieces"> | undefined,
): readonly Diagnostic[] {
  if (place === undefined) return [];
  return findings.map((finding) => {
    const { start, end } = finding.span;
    const piece = place.pieces.find(({ at, length }) => at <= start && end <= at + length);
    const span =
      piece === undefined
        ? { start: 0, end: place.source.length }
        : { start: piece.start + start - piece.at, end: piece.start + end - piece.at };
    return { ...finding, span };
  });
}
