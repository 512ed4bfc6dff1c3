"use client";

import { useEffect, useState } from "react";
import type { ConversionAsked, ConversionView } from "@/lib/engine/conversion-view.ts";
import { trials } from "../../workspace/background-client.ts";
import { useReadInputs } from "../../workspace/context.ts";
import { analysisInput } from "../../workspace/inputs.ts";

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

/** Asks the engine to write a mapping the other way; `onAnswer` hears the answer once. */
export function useConversion(
  onAnswer: (view: ConversionView, text: string) => void,
): readonly [ConversionState, (asked: ConversionAsked | undefined) => void] {
  const [state, setState] = useState<ConversionState>({ kind: "none" });
  const readInputs = useReadInputs();
  const asked = state.kind === "asking" ? state.asked : undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a question is asked once, for the inputs of its moment.
  useEffect(() => {
    if (asked === undefined) return;
    const inputs = readInputs();
    const text = inputs.documents.configuration;
    const client = trials.open<"convert">((outcome) => {
      const view: ConversionView =
        outcome.kind === "done"
          ? outcome.answer
          : { kind: "refused", reason: "The comparison took too long, or did not run." };
      setState({ kind: "answered", asked, text, view });
      onAnswer(view, text);
    });
    const input = analysisInput(inputs, Math.floor(Date.now() / 1000));
    client.ask({ kind: "convert", input, asked });
    return () => client.dispose();
  }, [asked]);

  return [
    state,
    (next) => setState(next === undefined ? { kind: "none" } : { kind: "asking", asked: next }),
  ];
}
