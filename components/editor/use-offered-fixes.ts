"use client";

import { useMemo } from "react";
import { listOfferedFixes, type OfferedFix } from "@/lib/diagnostics/offered-fixes.ts";
import { useAnalysis, usePointed } from "../workspace/context.ts";

const none: readonly OfferedFix[] = [];

/** The fixes that the page offers elsewhere than at the findings of a document. */
export function useOfferedFixes(document: string): readonly OfferedFix[] {
  const diagnostics = useAnalysis((analysis) => analysis.diagnostics);
  const fixes = useAnalysis(({ headline }) => headline.fixes);
  const tried = usePointed(({ triedFixes }) => triedFixes);
  const nearMisses = useAnalysis(({ access }) => access?.nearMisses);
  return useMemo(
    () =>
      diagnostics === undefined
        ? none
        : listOfferedFixes(
            { diagnostics, fixes: [...(fixes ?? []), ...tried], nearMisses },
            document,
          ),
    [diagnostics, fixes, tried, nearMisses, document],
  );
}
