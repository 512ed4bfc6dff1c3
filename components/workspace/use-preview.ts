"use client";

import { useMemo } from "react";
import type { Headline } from "@/lib/engine/headline-view.ts";
import { trials } from "./background-client.ts";
import { analysisInput, type Inputs } from "./inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "./use-engine-answer.ts";

/** The verdict that other inputs would have; undefined until it is known. */
export function usePreview(inputs: Inputs | undefined): Headline | undefined {
  const question = useMemo<EngineQuestion<"preview", Inputs> | undefined>(
    () =>
      inputs && {
        engine: trials,
        select: () => inputs,
        task: (other, now) => ({ kind: "preview", input: analysisInput(other, now) }),
      },
    [inputs],
  );
  const { answer, pending } = useEngineAnswer(question);
  return pending ? undefined : answer;
}
