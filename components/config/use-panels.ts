"use client";

import { useMemo } from "react";
import type { PanelsInput, PanelsView } from "@/lib/engine/panels-view.ts";
import { background } from "../workspace/background-client.ts";
import { useAnalysis, useInputs } from "../workspace/context.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import {
  type Asking,
  type EngineQuestion,
  useAsked,
  useAsking,
} from "../workspace/use-engine-answer.ts";

export interface PanelsState {
  /** The newest answer; undefined until there is one. */
  readonly view: PanelsView | undefined;
  /** For `useIsCurrent`. */
  readonly asking: AskingPanels;
  /** Why there is none. */
  readonly problem: string | undefined;
}

/** What was asked for the panels. */
export type AskingPanels = Asking<"panels", AskedInputs>;

interface AskedInputs extends Pick<Inputs, "running" | "minor" | "server" | "clock"> {
  readonly configuration: string;
}

/**
 * What is under the configuration, from the engine in the background: the other versions of a large file must not keep the
 * verdict waiting. Asked after the first verdict, and after a pause in typing.
 */
export function usePanels(
  metrics: PanelsInput["metrics"],
  unreachable: PanelsInput["unreachable"],
): PanelsState {
  const started = useAnalysis(() => true) ?? false;
  const question = useMemo<EngineQuestion<"panels", AskedInputs> | undefined>(
    () => (started ? questionOf({ metrics, unreachable }) : undefined),
    [started, metrics, unreachable],
  );
  const asking = useAsking(question);
  const { view, failed } = useAsked(asking, ({ answer, failed }) => ({ view: answer, failed }));
  return { view, asking, problem: failed && problems[failed] };
}

/** Whether what is shown is about the text in the editor: the places in it hold. */
export function useIsCurrent(asking: AskingPanels): boolean {
  const of = useAsked(asking, ({ of }) => of?.configuration);
  return useInputs(({ documents }) => of === documents.configuration);
}

function questionOf(panels: PanelsInput): EngineQuestion<"panels", AskedInputs> {
  return {
    engine: background,
    // Token and bindings have nothing to say here, and no business in another worker.
    select: ({ documents, running, minor, server, clock }) => ({
      configuration: documents.configuration,
      ...{ running, minor, server, clock },
    }),
    task({ configuration, ...inputs }, now) {
      const documents = { configuration, bindings: "" };
      const input = analysisInput({ ...emptyInputs, ...inputs, documents }, now);
      return { kind: "panels", input, panels };
    },
    pauseMilliseconds: 250,
  };
}

const problems = {
  stopped:
    "Other versions and the reload took longer than 5 seconds to work out and were stopped. What is shown belongs to an earlier text.",
  failed: "Other versions and the reload could not be worked out, which is our mistake.",
  unavailable: "Other versions and the reload cannot be worked out: the engine did not load.",
} as const;
