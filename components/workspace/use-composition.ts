"use client";

import { useMemo } from "react";
import type { ComposeRequest, ComposeView } from "@/lib/engine/compose-view.ts";
import { trials } from "./background-client.ts";
import { analysisInput, type Inputs } from "./inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "./use-engine-answer.ts";

/** What adding an issuer would do, as far as it is known. */
export interface Composition {
  /** Of the newest request that was answered. */
  readonly view: ComposeView | undefined;
  /** The request that `view` is the answer to. */
  readonly of: ComposeRequest | undefined;
  /** Why there is no answer. */
  readonly problem: string | undefined;
}

interface AskedPart {
  readonly inputs: Inputs;
  readonly request: ComposeRequest;
}

/** Tries an issuer beside the page. The same request must be the same object from one drawing to the next. */
export function useComposition(request: ComposeRequest | undefined): Composition {
  const question = useMemo<EngineQuestion<"compose", AskedPart> | undefined>(
    () =>
      request && {
        engine: trials,
        select: (inputs) => ({ inputs, request }),
        task: ({ inputs }, now) => ({
          kind: "compose",
          input: analysisInput(inputs, now),
          request,
        }),
      },
    [request],
  );
  const { answer, of, pending, failed } = useEngineAnswer(question);
  return useMemo(
    () =>
      failed === undefined
        ? { view: answer, of: of?.request, problem: undefined }
        : { view: undefined, of: pending ? undefined : request, problem: problems[failed] },
    [answer, of, pending, failed, request],
  );
}

const problems = {
  failed: "The engine failed. This is an error of Claimcheck.",
  unavailable: "The engine could not be loaded.",
  stopped: "It took longer than five seconds and was stopped.",
} as const;
