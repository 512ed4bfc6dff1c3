"use client";

import type { TestsView } from "@/lib/engine/tests/tests-view.ts";
import { background } from "../workspace/background-client.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useAsked, useAsking } from "../workspace/use-engine-answer.ts";

const question: EngineQuestion<"test", Inputs> = {
  engine: background,
  // What a test depends on: no token, no key and no answer of an issuer goes to the engine for what can wait.
  select({ documents, minor, server, clock, defaultPolicy, tests }) {
    if (tests.trim() === "") return undefined;
    return { ...emptyInputs, documents, minor, server, clock, defaultPolicy, tests };
  },
  task: (inputs, now) => ({
    kind: "test",
    input: analysisInput(inputs, now),
    tests: inputs.tests,
  }),
  pauseMilliseconds: 100,
};

/** The tests with the documents as they are; undefined until they ran, and if there are none. */
export function useTests(): TestsView | undefined {
  return useAsked(useAsking(question), ({ answer }) => answer);
}
