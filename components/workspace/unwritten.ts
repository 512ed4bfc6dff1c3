import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import { recordState } from "./history-store.ts";
import { nameCopy } from "./name-workspace.ts";
import { createId } from "./restore-workspace.ts";
import { describeCopied } from "./storage-words.ts";
import { changeOf, listWorkspaces, readRecord, writeOver } from "./store.ts";
import { contentOf } from "./to-workspace.ts";

/** The newest state of a workspace that was not in the store when its tab was left, secrets masked. */
export interface Unwritten {
  readonly workspace: Workspace;
  /** The changes of the record that it may replace; null is no record. */
  readonly bases: readonly (number | null)[];
  /** What was done last. */
  readonly title: string;
}

const prefix = "claimcheck.unwritten.";

/**
 * Notes it for the next visit, before this returns: a page that is left is not told any more what became of its database.
 * `tab` is any name that only this tab has. False if the browser has no room for it.
 */
export function keepUnwritten(tab: string, unwritten: Unwritten): boolean {
  try {
    localStorage.setItem(keyOf(tab, unwritten.workspace.id), JSON.stringify(unwritten));
    return true;
  } catch {
    return false;
  }
}

/** The store has it now. */
export function dropUnwritten(tab: string, workspace: string): void {
  try {
    localStorage.removeItem(keyOf(tab, workspace));
  } catch {
    // Without local storage nothing was noted.
  }
}

/** What became of the notes: sentences to be said, and the workspaces whose last change was found. */
export interface StoredUnwritten {
  readonly notes: readonly string[];
  readonly stored: readonly string[];
}

/**
 * Stores what tabs noted when they were left. What does not fit to its record any more, because another tab changed that,
 * becomes a workspace of its own. Never rejects: what the store does not take stays noted.
 */
export async function storeUnwritten(): Promise<StoredUnwritten> {
  const notes: string[] = [];
  const stored: string[] = [];
  for (const key of listKeys()) {
    try {
      const unwritten = readUnwritten(key);
      if (unwritten !== undefined) {
        const copy = await store(unwritten);
        if (copy !== undefined) notes.push(describeCopied(unwritten.workspace.name, copy));
        stored.push(unwritten.workspace.id);
      }
      localStorage.removeItem(key);
    } catch {
      // The page says that it cannot store when it tries to.
    }
  }
  return { notes, stored };
}

/** The name of the copy, if one had to be made. */
async function store({ workspace, bases, title }: Unwritten): Promise<string | undefined> {
  for (;;) {
    const record = await readRecord(workspace.id);
    const base = changeOf(record);
    const present = record === undefined ? undefined : parseWorkspace(record, workspace).workspace;
    if (present !== undefined && contentOf(present) === contentOf(workspace)) return undefined;
    const fits = record === undefined || bases.includes(base ?? null);
    const names = fits ? [] : (await listWorkspaces()).map(({ name }) => name);
    const copy = fits ? undefined : nameCopy(workspace.name, names);
    const at = Math.max(workspace.changed ?? Date.now(), (base ?? 0) + 1);
    const newest: Workspace = {
      ...workspace,
      changed: at,
      ...(copy !== undefined && { id: createId(), name: copy }),
    };
    const { kind } = await writeOver(newest, fits ? base : undefined);
    // Another tab came between: it is compared again.
    if (kind === "changed") continue;
    await recordState(newest, { at, title, step: createId() }).catch(() => {});
    return copy;
  }
}

function listKeys(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function readUnwritten(key: string): Unwritten | undefined {
  try {
    const { workspace, bases, title } = JSON.parse(localStorage.getItem(key) ?? "null");
    if (!Array.isArray(bases) || typeof title !== "string") return undefined;
    const id: unknown = workspace.id;
    if (typeof id !== "string" || id === "") return undefined;
    return {
      workspace: parseWorkspace(workspace, { id, name: "Workspace" }).workspace,
      bases,
      title,
    };
  } catch {
    return undefined;
  }
}

function keyOf(tab: string, workspace: string): string {
  return `${prefix}${tab}.${workspace}`;
}
