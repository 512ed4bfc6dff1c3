"use client";

import { useMemo } from "react";
import { useAnalysisState, useWorkbench } from "../workspace/context.tsx";
import type { CelContext } from "./cel-places.ts";

/** What the editor of the configuration knows of its expressions, as far as the engine has answered. */
export function useCelContext(): CelContext | undefined {
  const { minor } = useWorkbench().inputs;
  const { analysis } = useAnalysisState();
  const places = analysis?.places;
  const claims = analysis?.token.claimsText;
  const user = analysis?.authentication?.user;
  return useMemo(() => places && { ...places, minor, claims, user }, [places, minor, claims, user]);
}
