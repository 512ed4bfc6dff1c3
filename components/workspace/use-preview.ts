"use client";

import { useEffect, useState } from "react";
import type { Headline } from "@/lib/engine/headline-view.ts";
import { trials } from "./background-client.ts";
import { analysisInput, type Inputs } from "./inputs.ts";

/** The verdict that other inputs would have; undefined until it is known. */
export function usePreview(inputs: Inputs | undefined): Headline | undefined {
  const [headline, setHeadline] = useState<Headline | undefined>();
  useEffect(() => {
    setHeadline(undefined);
    if (inputs === undefined) return;
    const client = trials.open<"preview">((outcome) => {
      if (outcome.kind === "done") setHeadline(outcome.answer);
    });
    client.ask({ kind: "preview", input: analysisInput(inputs, Math.floor(Date.now() / 1000)) });
    return () => client.dispose();
  }, [inputs]);
  return headline;
}
