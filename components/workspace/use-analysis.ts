"use client";

import { replaceEqualDeep } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Analysis } from "@/lib/engine/analysis.ts";
import { createEngineClient, type EngineClient, type EngineOutcome } from "./engine-client.ts";
import type { ReadingProgress } from "./engine-messages.ts";
import { analysisInput, type Inputs } from "./inputs.ts";

export interface AnalysisState {
  /** The newest answer; while a newer one is being made, the one before it. */
  readonly analysis: Analysis | undefined;
  /** The answer is older than the inputs, and has been for longer than a blink. */
  readonly late: boolean;
  /** Why there is no answer for the inputs as they stand. */
  readonly problem: string | undefined;
  /** How far a large file is read, while one is. */
  readonly reading: ReadingProgress | undefined;
}

const blinkMilliseconds = 150;
const tickMilliseconds = 10_000;

/** The analysis of the inputs, made in the worker whenever they change, and as time goes by while the clock is "now". */
export function useAnalysis(inputs: Inputs, ready: boolean): AnalysisState {
  const client = useRef<EngineClient | undefined>(undefined);
  const [outcome, setOutcome] = useState<EngineOutcome | undefined>();
  const [reading, setReading] = useState<ReadingProgress | undefined>();
  const [analysis, setAnalysis] = useState<Analysis | undefined>();
  const [late, setLate] = useState(false);
  const blink = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const tick = useTick(ready && inputs.clock.kind === "now");

  useEffect(() => {
    client.current = createEngineClient((done) => {
      setReading(undefined);
      clearTimeout(blink.current);
      setLate(false);
      setOutcome(done.kind === "done" ? undefined : done);
      // What is as it was keeps its identity, so that only what changed is drawn again.
      if (done.kind === "done") setAnalysis((last) => replaceEqualDeep(last, done.analysis));
    }, setReading);
    return () => {
      clearTimeout(blink.current);
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick of the clock asks again with the same inputs.
  useEffect(() => {
    if (!ready) return;
    clearTimeout(blink.current);
    blink.current = setTimeout(() => setLate(true), blinkMilliseconds);
    client.current?.analyze(analysisInput(inputs, Math.floor(Date.now() / 1000)), inputs.files);
  }, [inputs, ready, tick]);

  const problem = problemOf(outcome);
  return useMemo(() => ({ analysis, late, problem, reading }), [analysis, late, problem, reading]);
}

function problemOf(outcome: EngineOutcome | undefined): string | undefined {
  if (outcome?.kind === "stopped")
    return "The analysis took longer than 5 seconds and was stopped. What you see belongs to an earlier text; yours is kept.";
  if (outcome?.kind === "failed")
    return `The analysis failed, which is our mistake. What you see belongs to an earlier text; yours is kept. (${outcome.message})`;
  if (outcome?.kind === "unavailable") {
    if (outcome.reason === "no-workers")
      return "Nothing can be analysed: this browser runs no web workers, in which the engine works. Allow them for this page, or use another browser. Your text is kept.";
    return navigator.onLine
      ? "The engine could not be loaded: a newer version was installed. Reload the page; your text is kept."
      : "The engine could not be loaded: this browser is offline. Your text is kept.";
  }
  return undefined;
}

/** A number that grows while `active` and the page is looked at. */
function useTick(active: boolean): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!active) return;
    const advance = () => {
      if (document.visibilityState === "visible") setTick((value) => value + 1);
    };
    const timer = setInterval(advance, tickMilliseconds);
    document.addEventListener("visibilitychange", advance);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", advance);
    };
  }, [active]);
  return tick;
}
