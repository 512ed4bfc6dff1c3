"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import type { ConversionAsked, ConversionView } from "@/lib/engine/conversion-view.ts";
import { trials } from "../../workspace/background-client.ts";
import { useReadInputs } from "../../workspace/context.ts";
import { analysisInput, type Inputs } from "../../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../../workspace/use-engine-answer.ts";

/** What became of the last question about a mapping. */
export type ConversionState =
  | { readonly kind: "none" }
  | { readonly kind: "asking"; readonly asked: ConversionAsked }
  | {
      readonly kind: "answered";
      readonly asked: ConversionAsked;
      /** The text that the edits are for. */
      readonly text: string;
      readonly view: ConversionView;
    };

interface AskedOnce {
  readonly asked: ConversionAsked;
  readonly text: string;
  readonly question: EngineQuestion<"convert", Inputs>;
}

/** Asks the engine to write a mapping the other way; `onAnswer` hears the answer once. */
export function useConversion(
  onAnswer: (view: ConversionView, text: string) => void,
): readonly [ConversionState, (asked: ConversionAsked | undefined) => void] {
  const [once, setOnce] = useState<AskedOnce>();
  const readInputs = useReadInputs();
  const { answer, pending, failed } = useEngineAnswer(once?.question);
  const state = useMemo<ConversionState>(() => {
    if (once === undefined) return { kind: "none" };
    const { asked, text } = once;
    const view = failed === undefined ? answer : notCompared;
    if (pending || view === undefined) return { kind: "asking", asked };
    return { kind: "answered", asked, text, view };
  }, [once, answer, pending, failed]);

  const hear = useRef(onAnswer);
  hear.current = onAnswer;
  useEffect(() => {
    if (state.kind === "answered") hear.current(state.view, state.text);
  }, [state]);

  return [state, (asked) => setOnce(asked && askOnce(asked, readInputs()))];
}

const notCompared = {
  kind: "refused",
  reason: "The comparison took too long, or did not run.",
} as const;

/** A question for the inputs of its moment: what is edited meanwhile does not ask again. */
function askOnce(asked: ConversionAsked, inputs: Inputs): AskedOnce {
  return {
    asked,
    text: inputs.documents.configuration,
    question: {
      engine: trials,
      select: () => inputs,
      task: (taken, now) => ({ kind: "convert", input: analysisInput(taken, now), asked }),
    },
  };
}
