"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { PanelsInput, PanelsView } from "@/lib/engine/panels-view.ts";
import { background } from "../workspace/background-client.ts";
import { useAnalysis, useInputs, useInputsEffect } from "../workspace/context.ts";
import type { EngineClient } from "../workspace/engine-client.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import { keepEqual } from "../workspace/keep-equal.ts";

export interface PanelsState {
  /** The newest answer; undefined until there is one. */
  readonly view: PanelsView | undefined;
  /** The text that it is about: `useIsCurrent` says whether that is still the text in the editor. */
  readonly of: string | undefined;
  /** Why there is none. */
  readonly problem: string | undefined;
}

const pauseMilliseconds = 250;

/**
 * What stands under the configuration, from the engine in the background: the other versions of a large file must not keep the
 * verdict waiting. Asked after the first verdict, and after a pause in typing.
 */
export function usePanels(
  metrics: PanelsInput["metrics"],
  unreachable: PanelsInput["unreachable"],
): PanelsState {
  const started = useAnalysis(() => true) ?? false;
  const client = useRef<EngineClient<"panels"> | undefined>(undefined);
  const asked = useRef<string | undefined>(undefined);
  const [answer, setAnswer] = useState<{ view: PanelsView; of: string | undefined }>();
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    client.current = background.open<"panels">((outcome) => {
      setProblem(outcome.kind === "done" ? undefined : problems[outcome.kind]);
      if (outcome.kind === "done") {
        // What is as it was keeps its identity, so that only what changed is drawn again.
        setAnswer((last) => ({
          view: keepEqual(last?.view, outcome.answer),
          of: asked.current,
        }));
      }
    });
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  const ask = useCallback(
    ({ configuration, ...inputs }: ReturnType<typeof selectAsked>) => {
      if (!started) return;
      const timer = setTimeout(() => {
        asked.current = configuration;
        // Token and bindings have nothing to say here, and no business in another worker.
        const documents = { configuration, bindings: "" };
        const now = Math.floor(Date.now() / 1000);
        const input = analysisInput({ ...emptyInputs, ...inputs, documents }, now);
        client.current?.ask({ kind: "panels", input, panels: { metrics, unreachable } });
      }, pauseMilliseconds);
      return () => clearTimeout(timer);
    },
    [started, metrics, unreachable],
  );
  useInputsEffect(selectAsked, ask);

  return { view: answer?.view, of: answer?.of, problem };
}

/** Whether an answer about the text `of` is about the text in the editor: the places in it hold. */
export function useIsCurrent(of: string | undefined): boolean {
  return useInputs(({ documents }) => of === documents.configuration);
}

function selectAsked({ documents, running, minor, server, clock }: Inputs) {
  return { configuration: documents.configuration, running, minor, server, clock };
}

const problems = {
  stopped:
    "Other versions and the reload took longer than 5 seconds to work out and were stopped. What is shown belongs to an earlier text.",
  failed: "Other versions and the reload could not be worked out, which is our mistake.",
  unavailable: "Other versions and the reload cannot be worked out: the engine did not load.",
} as const;
