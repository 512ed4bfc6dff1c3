"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { TestsView } from "@/lib/engine/tests/tests-view.ts";
import { background } from "../workspace/background-client.ts";
import { useInputsEffect } from "../workspace/context.ts";
import type { EngineClient } from "../workspace/engine-client.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import { keepEqual } from "../workspace/keep-equal.ts";

const pauseMilliseconds = 100;

/** The tests with the documents as they are; undefined until they ran, and if there are none. */
export function useTests(): TestsView | undefined {
  const client = useRef<EngineClient<"test"> | undefined>(undefined);
  const [view, setView] = useState<TestsView | undefined>();

  useEffect(
    () => () => {
      client.current?.dispose();
      client.current = undefined;
    },
    [],
  );

  const ask = useCallback((inputs: Inputs) => {
    if (inputs.tests.trim() === "") {
      setView(undefined);
      return;
    }
    const timer = setTimeout(() => {
      client.current ??= background.open<"test">((outcome) => {
        if (outcome.kind === "done") setView((last) => keepEqual(last, outcome.answer));
      });
      const now = Math.floor(Date.now() / 1000);
      const input = analysisInput(inputs, now);
      client.current.ask({ kind: "test", input, tests: inputs.tests });
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  useInputsEffect(selectTested, ask);
  return view;
}

// What a test depends on: no token, no key and no answer of an issuer goes to the engine for what can wait.
function selectTested(inputs: Inputs): Inputs {
  const { documents, minor, server, clock, defaultPolicy, tests } = inputs;
  return { ...emptyInputs, documents, minor, server, clock, defaultPolicy, tests };
}
