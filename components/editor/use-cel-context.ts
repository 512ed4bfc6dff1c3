"use client";

import { useMemo } from "react";
import { useAnalysis, useInputs } from "../workspace/context.ts";
import type { CelContext } from "./cel-places.ts";

/** What the editor of the configuration knows of its expressions, as far as the engine has answered. */
export function useCelContext(): CelContext | undefined {
  const minor = useInputs((inputs) => inputs.minor);
  const places = useAnalysis((analysis) => analysis.places);
  const claims = useAnalysis(({ token }) => token.claimsText);
  const user = useAnalysis(({ authentication }) => authentication?.user);
  return useMemo(() => places && { ...places, minor, claims, user }, [places, minor, claims, user]);
}
