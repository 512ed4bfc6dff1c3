"use client";

import { type Dispatch, useEffect, useRef, useState } from "react";
import { firstExample, loadExample } from "@/lib/examples/catalogue.ts";
import { maskSecrets } from "@/lib/secrets/mask-secrets.ts";
import { emptyInputs, type Inputs, inputsOfExample } from "./inputs.ts";
import type { Action } from "./state.ts";
import { type Kept, keptOf, readKept, writeKept } from "./store.ts";

const pauseMilliseconds = 300;

export interface KeepingState {
  /** Why the documents are not stored. */
  readonly problem: string | undefined;
  /** Something secret stands in a document: it is masked in what is stored. */
  readonly masked: boolean;
}

/** Reads the kept workspace once (a first visit gets the example) and writes it after each change. */
export function useKept(inputs: Inputs, ready: boolean, dispatch: Dispatch<Action>): KeepingState {
  const [problem, setProblem] = useState<string | undefined>();
  const [masked, setMasked] = useState(false);
  const written = useRef<Inputs | undefined>(undefined);

  useEffect(() => {
    let left = false;
    restore()
      .catch(async (error: unknown) => {
        setProblem(storageProblem(error));
        return await firstInputs();
      })
      .then((restored) => {
        if (left) return;
        written.current = restored;
        dispatch({ kind: "restore", inputs: restored });
      });
    return () => {
      left = true;
    };
  }, [dispatch]);

  useEffect(() => {
    if (!ready || written.current === inputs) return;
    const timer = setTimeout(() => {
      written.current = inputs;
      const kept = keptOf(inputs);
      setMasked(
        kept.documents.configuration !== inputs.documents.configuration ||
          kept.documents.bindings !== inputs.documents.bindings ||
          kept.running !== inputs.running ||
          kept.runningBindings !== inputs.runningBindings,
      );
      writeKept(kept).then(
        () => setProblem(undefined),
        (error: unknown) => setProblem(storageProblem(error)),
      );
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [inputs, ready]);

  return { problem, masked };
}

async function restore(): Promise<Inputs> {
  const kept = await readKept();
  return kept === undefined ? await firstInputs() : await inputsOfKept(kept);
}

async function firstInputs(): Promise<Inputs> {
  const example = await loadExample(firstExample);
  return example === undefined ? emptyInputs : inputsOfExample(example, emptyInputs.minor);
}

/** Tokens are not kept; an example brings its own again. */
async function inputsOfKept(kept: Kept): Promise<Inputs> {
  const example = kept.example && (await loadExample(kept.example.id));
  const token = example?.tokens.find(({ id }) => id === kept.example?.token);
  return {
    ...emptyInputs,
    documents: kept.documents,
    token: token?.text ?? "",
    keys: example?.keys ?? {},
    minor: kept.minor,
    server: kept.server ?? emptyInputs.server,
    running: kept.running,
    runningBindings: kept.runningBindings,
    // Without the example's token its moment would only confuse.
    clock: kept.clock,
    namespace: kept.namespace,
    defaultPolicy: kept.defaultPolicy,
    example: example === undefined ? undefined : kept.example,
    exportOptions: kept.exportOptions ?? emptyInputs.exportOptions,
  };
}

function storageProblem(error: unknown): string {
  // Words of the browser only: never the text that was to be stored.
  const name = error instanceof DOMException ? error.name : "unknown error";
  return `Your documents are not being stored: the browser refuses (${maskSecrets(name, "plain").text}). They are lost when this tab closes.`;
}
