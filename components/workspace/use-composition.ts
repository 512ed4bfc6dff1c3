"use client";

import { useEffect, useRef, useState } from "react";
import type { ComposeRequest, ComposeView } from "@/lib/engine/compose-view.ts";
import { trials } from "./background-client.ts";
import { useInputs } from "./context.ts";
import type { EngineClient } from "./engine-client.ts";
import { analysisInput } from "./inputs.ts";

/** What adding an issuer would do, as far as it is known. */
export interface Composition {
  /** Of the newest request that was answered. */
  readonly view: ComposeView | undefined;
  /** The request that `view` is the answer to. */
  readonly of: ComposeRequest | undefined;
  /** Why there is no answer. */
  readonly problem: string | undefined;
}

const none: Composition = { view: undefined, of: undefined, problem: undefined };

/** Tries an issuer beside the page. The same request must be the same object from one drawing to the next. */
export function useComposition(request: ComposeRequest | undefined): Composition {
  const [composition, setComposition] = useState(none);
  const inputs = useInputs((all) => all);
  const client = useRef<EngineClient<"compose"> | undefined>(undefined);
  const asked = useRef<ComposeRequest | undefined>(undefined);
  useEffect(() => {
    const opened = trials.open<"compose">((outcome) => {
      const of = asked.current;
      if (outcome.kind === "done") setComposition({ view: outcome.answer, of, problem: undefined });
      else setComposition({ view: undefined, of, problem: problems[outcome.kind] });
    });
    client.current = opened;
    return () => opened.dispose();
  }, []);
  useEffect(() => {
    asked.current = request;
    if (request === undefined) return setComposition(none);
    const input = analysisInput(inputs, Math.floor(Date.now() / 1000));
    client.current?.ask({ kind: "compose", input, request });
  }, [request, inputs]);
  return composition;
}

const problems = {
  failed: "The engine failed. This is an error of Claimcheck.",
  unavailable: "The engine could not be loaded.",
  stopped: "It took longer than five seconds and was stopped.",
} as const;
