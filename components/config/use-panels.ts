"use client";

import { useEffect, useRef, useState } from "react";
import type { PanelsInput, PanelsView } from "@/lib/engine/panels-view.ts";
import { useAnalysisState, useWorkbench } from "../workspace/context.tsx";
import { createEngineClient, type EngineClient } from "../workspace/engine-client.ts";
import { analysisInput, emptyInputs } from "../workspace/inputs.ts";

export interface PanelsState {
  /** The newest answer; undefined until there is one. */
  readonly view: PanelsView | undefined;
  /** Whether it belongs to the text that stands in the editor: the places in it hold. */
  readonly current: boolean;
  /** Why there is none. */
  readonly problem: string | undefined;
}

const pauseMilliseconds = 250;

/**
 * What stands under the configuration, from an engine of its own: eight versions of a large file must not keep the
 * verdict waiting. Asked after the first verdict, and after a pause in typing.
 */
export function usePanels({ metrics, unreachable }: PanelsInput): PanelsState {
  const { inputs } = useWorkbench();
  const { configuration } = inputs.documents;
  const started = useAnalysisState().analysis !== undefined;
  const client = useRef<EngineClient | undefined>(undefined);
  const asked = useRef<string | undefined>(undefined);
  const [answer, setAnswer] = useState<{ view: PanelsView; text: string | undefined }>();
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    client.current = createEngineClient((outcome) => {
      setProblem(outcome.kind === "done" ? undefined : problems[outcome.kind]);
      if (outcome.kind === "done" && outcome.analysis.panels !== undefined)
        setAnswer({ view: outcome.analysis.panels, text: asked.current });
    });
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  const { running, minor, server, clock } = inputs;
  useEffect(() => {
    if (!started) return;
    const timer = setTimeout(() => {
      asked.current = configuration;
      // Token and bindings have nothing to say here, and no business in another worker.
      const documents = { configuration, bindings: "" };
      const asking = { ...emptyInputs, documents, minor, server, running, clock };
      client.current?.analyze({
        ...analysisInput(asking, Math.floor(Date.now() / 1000)),
        panels: { metrics, unreachable },
      });
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [started, configuration, running, minor, server, clock, metrics, unreachable]);

  return { view: answer?.view, current: answer?.text === configuration, problem };
}

const problems = {
  stopped:
    "Other versions and the reload took longer than 5 seconds to work out and were given up. What stands here belongs to an earlier text.",
  failed: "Other versions and the reload could not be worked out, which is our mistake.",
  unavailable: "Other versions and the reload cannot be worked out: the engine did not load.",
} as const;
