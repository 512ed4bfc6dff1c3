import { addState, type HistoryState } from "@/lib/workspace/history.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import { withStores } from "./store.ts";

const databaseName = "claimcheck-history";
const stores = ["states", "texts"];

/** Adds a workspace that was masked to its history. Rejects if the browser refuses; then the history is as it was. */
export async function recordState(
  workspace: Workspace,
  state: Pick<HistoryState, "at" | "title" | "step">,
): Promise<void> {
  await withStores(databaseName, stores, async (database) => {
    // One transaction: tabs on the same workspace add to one history.
    const transaction = database.transaction(stores, "readwrite");
    const states = transaction.objectStore("states");
    const texts = transaction.objectStore("texts");
    const before = (await states.get(workspace.id)) as HistoryState[] | undefined;
    const change = addState(before ?? [], workspace, state);
    for (const id of change.dropped) await texts.delete([workspace.id, id]);
    for (const [id, text] of change.added) await texts.put(text, [workspace.id, id]);
    await states.put(change.states, workspace.id);
    await transaction.done;
  });
}

/** The history of a workspace, the oldest state first. */
export async function readHistory(workspace: string): Promise<readonly HistoryState[]> {
  return await withStores(databaseName, stores, async (database) => {
    return ((await database.get("states", workspace)) as HistoryState[] | undefined) ?? [];
  });
}

/** The texts of a state, by their id. */
export async function readTexts(
  workspace: string,
  { texts }: HistoryState,
): Promise<ReadonlyMap<string, string>> {
  return await withStores(databaseName, stores, async (database) => {
    const read = new Map<string, string>();
    for (const { id, kept } of Object.values(texts)) {
      if (!kept) continue;
      const text: unknown = await database.get("texts", [workspace, id]);
      if (typeof text === "string") read.set(id, text);
    }
    return read;
  });
}

/** Deletes the histories of all workspaces but these. */
export async function keepHistories(of: readonly string[]): Promise<void> {
  await withStores(databaseName, stores, async (database) => {
    const transaction = database.transaction(stores, "readwrite");
    for (const store of stores) {
      const keys = await transaction.objectStore(store).getAllKeys();
      for (const key of keys) {
        const id = Array.isArray(key) ? key[0] : key;
        if (!of.includes(String(id))) await transaction.objectStore(store).delete(key);
      }
    }
    await transaction.done;
  });
}
