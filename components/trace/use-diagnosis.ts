"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { DiagnosisView } from "@/lib/engine/diagnosis-view.ts";
import { trials } from "../workspace/background-client.ts";
import { useInputs, useInputsEffect } from "../workspace/context.ts";
import type { EngineClient } from "../workspace/engine-client.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";
import { keepEqual } from "../workspace/keep-equal.ts";

const pauseMilliseconds = 200;

/**
 * Fixes that were tried, for the inputs as they are; undefined until they are known. Asked only while `wanted`: each fix is
 * a run of the engine of its own.
 */
export function useDiagnosis(wanted: boolean): DiagnosisView | undefined {
  const client = useRef<EngineClient<"diagnose"> | undefined>(undefined);
  const asked = useRef<Inputs | undefined>(undefined);
  const [found, setFound] = useState<{ diagnosis: DiagnosisView | undefined; of: Inputs }>();

  // The engine that was given the token goes when it is not asked any more.
  useEffect(() => {
    if (!wanted) return;
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, [wanted]);

  const ask = useCallback(
    (inputs: Inputs) => {
      if (!wanted) return;
      const timer = setTimeout(() => {
        client.current ??= trials.open<"diagnose">((outcome) => {
          const of = asked.current;
          if (outcome.kind !== "done" || of === undefined) return;
          const { answer } = outcome;
          setFound((last) => ({ diagnosis: keepEqual(last?.diagnosis, answer), of }));
        });
        asked.current = inputs;
        const now = Math.floor(Date.now() / 1000);
        client.current.ask({ kind: "diagnose", input: analysisInput(inputs, now) });
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
