"use client";

import { useMemo } from "react";
import type { CelVariable } from "@/lib/cel/program.ts";
import type { CelContext } from "@/lib/editor/cel-places.ts";
import { useAnalysis, useInputs } from "../workspace/context.ts";

/** What the editor of the configuration knows of its expressions, as far as the engine has answered. */
export function useCelContext(): CelContext | undefined {
  const minor = useInputs((inputs) => inputs.minor);
  const places = useAnalysis((analysis) => analysis.places);
  const claims = useAnalysis(({ token }) => token.claimsText);
  const user = useAnalysis(({ authentication }) => authentication?.user);
  const traces = useAnalysis(({ authentication }) => authentication?.issuers);
  const configured = useAnalysis(({ configuration }) => configuration.issuers);
  return useMemo(() => {
    if (places === undefined) return undefined;
    const outputs = new Map<string, string>();
    for (const { steps } of traces ?? []) {
      for (const { path, output } of steps) if (output !== undefined) outputs.set(path, output);
    }
    const issuers = (configured ?? []).map(({ url }) => url);
    return { ...places, minor, claims, user, outputs, issuers };
  }, [places, minor, claims, user, traces, configured]);
}

/** The same for a text that is one expression over a variable. */
export function useExpressionContext(
  path: string,
  variable: CelVariable,
  source: string,
): CelContext {
  const minor = useInputs((inputs) => inputs.minor);
  const claims = useAnalysis(({ token }) => token.claimsText);
  const user = useAnalysis(({ authentication }) => authentication?.user);
  const configured = useAnalysis(({ configuration }) => configuration.issuers);
  return useMemo(() => {
    const issuers = (configured ?? []).map(({ url }) => url);
    const pieces = [{ start: 0, at: 0, length: source.length }];
    const expressions = [{ path, variable, source, pieces }];
    return { text: source, expressions, minor, claims, user, issuers };
  }, [path, variable, source, minor, claims, user, configured]);
}
