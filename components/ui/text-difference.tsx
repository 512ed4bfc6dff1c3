"use client";

import { lazy, Suspense } from "react";
import type { DifferenceProps } from "./difference.tsx";

// The comparison of lines is not needed for the first paint.
const Difference = lazy(async () => ({ default: (await import("./difference.tsx")).Difference }));

/** The lines in which texts differ. */
export function TextDifference(props: DifferenceProps) {
  return (
    <Suspense fallback={<p>Comparing …</p>}>
      <Difference {...props} />
    </Suspense>
  );
}
