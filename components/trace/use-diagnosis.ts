"use client";

import { replaceEqualDeep } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { DiagnosisView } from "@/lib/engine/diagnosis-view.ts";
import { useInputs, useInputsEffect } from "../workspace/context.ts";
import { createEngineClient, type EngineClient } from "../workspace/engine-client.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";

const pauseMilliseconds = 200;

/**
 * Fixes that were tried, for the inputs as they are; undefined until they are known. Asked only while `wanted`: each fix is
 * a run of the engine of its own.
 */
export function useDiagnosis(wanted: boolean): DiagnosisView | undefined {
  const client = useRef<EngineClient | undefined>(undefined);
  const asked = useRef<Inputs | undefined>(undefined);
  const [found, setFound] = useState<{ diagnosis: DiagnosisView | undefined; of: Inputs }>();

  useEffect(() => () => client.current?.dispose(), []);

  const ask = useCallback(
    (inputs: Inputs) => {
      if (!wanted) return;
      const timer = setTimeout(() => {
        client.current ??= createEngineClient((outcome) => {
          const of = asked.current;
          if (outcome.kind !== "done" || of === undefined) return;
          const { diagnosis } = outcome.analysis;
          setFound((last) => ({ diagnosis: replaceEqualDeep(last?.diagnosis, diagnosis), of }));
        });
        asked.current = inputs;
        const now = Math.floor(Date.now() / 1000);
        client.current.analyze({ ...analysisInput(inputs, now), diagnosing: true });
      }, pauseMilliseconds);
      return () => clearTimeout(timer);
    },
    [wanted],
  );
  useInputsEffect(selectAll, ask);

  // A fix belongs to the texts and the token that it was tried with.
  const current = useInputs(
    ({ documents, token, minor }) =>
      found?.of.documents === documents && found.of.token === token && found.of.minor === minor,
  );
  return wanted && current ? found?.diagnosis : undefined;
}

function selectAll(inputs: Inputs): Inputs {
  return inputs;
}
