"use client";

import type { DiagnosisView } from "@/lib/engine/diagnosis-view.ts";
import { trials } from "../workspace/background-client.ts";
import { useInputs } from "../workspace/context.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";

const question: EngineQuestion<"diagnose", Inputs> = {
  engine: trials,
  select: (inputs) => inputs,
  task: (inputs, now) => ({ kind: "diagnose", input: analysisInput(inputs, now) }),
  pauseMilliseconds: 200,
};

/**
 * Fixes that were tried, for the inputs as they are; undefined until they are known. For a component that is there
 * only if something failed: each fix is a run of the engine of its own.
 */
export function useDiagnosis(): DiagnosisView | undefined {
  const { answer, of } = useEngineAnswer(question);
  // A fix belongs to the texts and the token that it was tried with.
  const current = useInputs(
    ({ documents, token, minor }) =>
      of?.documents === documents && of.token === token && of.minor === minor,
  );
  return current ? answer : undefined;
}
