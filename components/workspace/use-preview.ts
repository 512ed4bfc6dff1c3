"use client";

import { useEffect, useState } from "react";
import type { Headline } from "@/lib/engine/headline-view.ts";
import { createEngineClient } from "./engine-client.ts";
import { analysisInput, type Inputs } from "./inputs.ts";

/** The verdict that other inputs would have, from an engine of its own; undefined until it is known. */
export function usePreview(inputs: Inputs | undefined): Headline | undefined {
  const [headline, setHeadline] = useState<Headline | undefined>();
  useEffect(() => {
    setHeadline(undefined);
    if (inputs === undefined) return;
    const client = createEngineClient((outcome) => {
      if (outcome.kind === "done") setHeadline(outcome.analysis.headline);
    });
    client.analyze(analysisInput(inputs, Math.floor(Date.now() / 1000)));
    return () => client.dispose();
  }, [inputs]);
  return headline;
}
