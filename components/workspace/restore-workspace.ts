import { firstExample, loadExample } from "@/lib/examples/catalogue.ts";
import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import { findWhole } from "@/lib/workspace/part-line.ts";
import { findRestoredMasks } from "@/lib/workspace/restored-masks.ts";
import { type Workspace, workspaceVersion } from "@/lib/workspace/workspace.ts";
import { emptyInputs, type Inputs, inputsOfExample } from "./inputs.ts";
import { readLastId } from "./last-workspace.ts";
import {
  describeDropped,
  describeMasks,
  describePart,
  describeStorageFailure,
} from "./storage-words.ts";
import { changeOf, readAllRecords, readRecord } from "./store.ts";
import { restoreExample, toInputs, type WorkspaceHead } from "./to-workspace.ts";

/** A workspace as it came out of the store. */
export interface Restored {
  readonly head: WorkspaceHead;
  readonly inputs: Inputs;
  /** Undefined if there was no record. */
  readonly stored: Workspace | undefined;
  /** When the record was changed, if it says. */
  readonly changed: number | undefined;
  readonly problem: string | undefined;
  readonly notes: readonly string[];
  /** An older page wrote it, by older rules for secrets: it is written anew at once. */
  readonly stale: boolean;
}

/** The id that pages used before there were several workspaces. */
const firstHead: WorkspaceHead = { id: "default", name: "Workspace" };

/** The workspace that was open last; a first visit gets an example. Never rejects. */
export async function restoreLast(): Promise<Restored> {
  let stored: Awaited<ReturnType<typeof readLast>>;
  try {
    stored = await readLast();
  } catch (error) {
    // What could not be read is never written over.
    const head = { ...firstHead, id: createId() };
    const problem = describeStorageFailure(error, "read");
    return { ...fresh(head, await firstInputs()), problem };
  }
  if (stored === undefined) return fresh(firstHead, await firstInputs());
  return await restoreRecord(stored.id, stored.record);
}

/** The workspace of a record, whatever its shape. Never rejects. */
export async function restoreRecord(id: string, record: unknown): Promise<Restored> {
  const { workspace, dropped } = parseWorkspace(record, { ...firstHead, id });
  const masks = findRestoredMasks(workspace);
  const whole =
    findWhole(workspace.configuration) ?? findWhole(workspace.running.configuration ?? "");
  return {
    head: { id, name: workspace.name },
    inputs: await withExample(toInputs(workspace)),
    stored: workspace,
    changed: changeOf(record),
    problem: undefined,
    notes: [
      ...(dropped.length > 0 ? [describeDropped(dropped)] : []),
      ...(masks.length > 0 ? [describeMasks(masks)] : []),
      ...(whole !== undefined ? [describePart(whole)] : []),
    ],
    stale: dropped.length === 0 && !isCurrent(record),
  };
}

/** A workspace that is not stored yet. */
export function fresh(head: WorkspaceHead, inputs: Inputs): Restored {
  const nothing = { stored: undefined, changed: undefined, problem: undefined };
  return { head, inputs, ...nothing, notes: [], stale: false };
}

/** An id that no other workspace has. */
export function createId(): string {
  // Not randomUUID: it is missing on pages that are not served over TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The inputs with what an example brings again: tokens are not kept. */
export async function withExample(inputs: Inputs): Promise<Inputs> {
  const mark = inputs.example;
  if (mark === undefined) return inputs;
  return restoreExample(inputs, await loadExample(mark.id).catch(() => undefined));
}

/** Inputs out of the store with what only this tab knows. */
export function keepMemory(stored: Inputs, mine: Inputs): Inputs {
  const { savedTokens, answers, files, access, scratch } = mine;
  const isOwn = mine.token.trim() !== "" && mine.example?.token === undefined;
  return {
    ...stored,
    ...(isOwn && { token: mine.token }),
    keys: mine.example === undefined ? { ...stored.keys, ...mine.keys } : stored.keys,
    savedTokens,
    answers,
    files,
    access,
    scratch,
  };
}

function isCurrent(record: unknown): boolean {
  return (record as { apiVersion?: unknown } | null)?.apiVersion === workspaceVersion;
}

/** The workspace that was open last; else the first one, whatever its id. */
async function readLast(): Promise<{ id: string; record: unknown } | undefined> {
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
