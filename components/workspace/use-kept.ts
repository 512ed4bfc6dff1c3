"use client";

import { type Dispatch, useCallback, useEffect, useRef, useState } from "react";
import { firstExample, loadExample } from "@/lib/examples/catalogue.ts";
import type { MaskedField } from "@/lib/workspace/mask-workspace.ts";
import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import { findRestoredMasks } from "@/lib/workspace/restored-masks.ts";
import { workspaceVersion } from "@/lib/workspace/workspace.ts";
import { emptyInputs, type Inputs, inputsOfExample } from "./inputs.ts";
import { readLastId, rememberWorkspace, writeLastId } from "./last-workspace.ts";
import { maskForStorage } from "./mask-client.ts";
import type { Action } from "./state.ts";
import { describeDropped, describeMasks, describeStorageFailure } from "./storage-words.ts";
import { readAllRecords, readRecord, writeWorkspace } from "./store.ts";
import { restoreExample, toInputs, toWorkspace, type WorkspaceHead } from "./to-workspace.ts";

const pauseMilliseconds = 300;

export interface KeepingState {
  /** Why the documents are not stored. */
  readonly problem: string | undefined;
  /** Tries to store them again. */
  readonly retry: () => void;
  /** Texts with secrets, which are masked in what is stored. */
  readonly masked: readonly MaskedField[];
  /** What is to be said about what came back from the store. */
  readonly restored: readonly string[];
  readonly dismissRestored: () => void;
}

/** The id that pages used before there were several workspaces. */
const firstHead: WorkspaceHead = { id: "default", name: "Workspace" };

/** Reads the kept workspace once (a first visit gets the example) and writes it after each change. */
export function useKept(inputs: Inputs, ready: boolean, dispatch: Dispatch<Action>): KeepingState {
  const [problem, setProblem] = useState<string | undefined>();
  const [masked, setMasked] = useState<readonly MaskedField[]>([]);
  const [restored, setRestored] = useState<readonly string[]>([]);
  const head = useRef<WorkspaceHead>(firstHead);
  const written = useRef<Inputs | undefined>(undefined);
  const newest = useRef(inputs);
  newest.current = inputs;

  useEffect(() => {
    let left = false;
    restore().then((outcome) => {
      if (left) return;
      head.current = outcome.head;
      written.current = outcome.stale ? undefined : outcome.inputs;
      setProblem(outcome.problem);
      setRestored(outcome.notes);
      dispatch({ kind: "restore", inputs: outcome.inputs });
    });
    return () => {
      left = true;
    };
  }, [dispatch]);

  const write = useCallback(async () => {
    const wanted = newest.current;
    written.current = wanted;
    try {
      const result = await maskForStorage(toWorkspace(wanted, head.current, Date.now()));
      await writeWorkspace(result.workspace);
      writeLastId(head.current.id);
      if (written.current !== wanted) return;
      setMasked(result.masked);
      setProblem(undefined);
    } catch (error) {
      if (written.current === wanted) setProblem(describeStorageFailure(error, "write"));
    }
  }, []);

  useEffect(() => {
    if (!ready) return;
    rememberWorkspace(toWorkspace(inputs, head.current, Date.now()));
    if (written.current === inputs) return;
    const timer = setTimeout(write, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [inputs, ready, write]);

  // What was typed a moment before the tab is left is stored too.
  useEffect(() => {
    if (!ready) return;
    const flush = () => {
      if (document.visibilityState === "hidden" && written.current !== newest.current) void write();
    };
    document.addEventListener("visibilitychange", flush);
    return () => document.removeEventListener("visibilitychange", flush);
  }, [ready, write]);

  const retry = useCallback(() => void write(), [write]);
  const dismissRestored = useCallback(() => setRestored([]), []);
  return { problem, retry, masked, restored, dismissRestored };
}

interface Restored {
  readonly head: WorkspaceHead;
  readonly inputs: Inputs;
  readonly problem: string | undefined;
  readonly notes: readonly string[];
  /** An older page wrote it, by older rules for secrets: it is written anew at once. */
  readonly stale: boolean;
}

async function restore(): Promise<Restored> {
  let stored: Awaited<ReturnType<typeof readStored>>;
  try {
    stored = await readStored();
  } catch (error) {
    // What could not be read is never written over.
    const head = { ...firstHead, id: crypto.randomUUID() };
    const problem = describeStorageFailure(error, "read");
    return { head, inputs: await firstInputs(), problem, notes: [], stale: false };
  }
  if (stored === undefined) {
    return {
      head: firstHead,
      inputs: await firstInputs(),
      problem: undefined,
      notes: [],
      stale: false,
    };
  }
  const { workspace, dropped } = parseWorkspace(stored.record, {
    ...firstHead,
    id: stored.id,
  });
  const masks = findRestoredMasks(workspace);
  return {
    head: { id: stored.id, name: workspace.name },
    inputs: await withExample(toInputs(workspace)),
    problem: undefined,
    notes: [
      ...(dropped.length > 0 ? [describeDropped(dropped)] : []),
      ...(masks.length > 0 ? [describeMasks(masks)] : []),
    ],
    stale: dropped.length === 0 && !isCurrent(stored.record),
  };
}

function isCurrent(record: unknown): boolean {
  return (record as { apiVersion?: unknown } | null)?.apiVersion === workspaceVersion;
}

/** The workspace that was open last; else the first one, whatever its id. */
async function readStored(): Promise<{ id: string; record: unknown } | undefined> {
  for (const id of [readLastId(), firstHead.id]) {
    const record = id === undefined ? undefined : await readRecord(id);
    if (id !== undefined && record !== undefined) return { id, record };
  }
  return (await readAllRecords())[0];
}

async function firstInputs(): Promise<Inputs> {
  const example = await loadExample(firstExample).catch(() => undefined);
  return example === undefined ? emptyInputs : inputsOfExample(example, emptyInputs.minor);
}

/** Tokens are not kept; an example brings its own again. */
async function withExample(inputs: Inputs): Promise<Inputs> {
  const mark = inputs.example;
  if (mark === undefined) return inputs;
  return restoreExample(inputs, await loadExample(mark.id).catch(() => undefined));
}
