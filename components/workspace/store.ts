import { type IDBPDatabase, openDB } from "idb";
import type { Workspace } from "@/lib/workspace/workspace.ts";

const databaseName = "claimcheck";
const storeName = "workspaces";

/** A browser that is stuck (another tab holds the database, a broken profile) never answers. */
export const storageLimitMilliseconds = 5000;

/** The browser did not answer in time. */
export class StorageTimeout extends Error {
  override readonly name = "StorageTimeout";
}

/** One stored record, whatever its shape, under its id. */
export interface StoredRecord {
  readonly id: string;
  readonly record: unknown;
}

/** What a list of workspaces shows. */
export interface StoredName {
  readonly id: string;
  readonly name: string;
  /** In milliseconds since 1970; 0 if the record does not say. */
  readonly changed: number;
}

/** The record of that id; undefined if there is none. Rejects if the browser gives no storage. */
export async function readRecord(id: string): Promise<unknown> {
  return await withDatabase((database) => database.get(storeName, id));
}

/** All records, as they were stored. */
export async function readAllRecords(): Promise<StoredRecord[]> {
  return await withDatabase(async (database) => {
    const [keys, records] = await Promise.all([
      database.getAllKeys(storeName),
      database.getAll(storeName),
    ]);
    return records.map((record: unknown, index) => ({ id: String(keys[index]), record }));
  });
}

/** Names of all workspaces, the last changed first. */
export async function listWorkspaces(): Promise<StoredName[]> {
  const records = await readAllRecords();
  return records
    .map(({ id, record }) => {
      const fields = (typeof record === "object" && record !== null ? record : {}) as {
        name?: unknown;
        changed?: unknown;
      };
      return {
        id,
        name: typeof fields.name === "string" ? fields.name : id,
        changed: typeof fields.changed === "number" ? fields.changed : 0,
      };
    })
    .sort((a, b) => b.changed - a.changed);
}

/** What became of a write: `other` is the record that another tab left in the meantime, undefined if it deleted it. */
export type WriteOutcome =
  | { readonly kind: "written" }
  | { readonly kind: "changed"; readonly other: unknown };

/**
 * Writes a workspace that was masked if its record is still the one that was changed at `base`; undefined: there was none,
 * or it did not say. Rejects if the browser refuses; then nothing of it was stored.
 */
export async function writeOver(
  workspace: Workspace,
  base: number | undefined,
): Promise<WriteOutcome> {
  return await withDatabase(async (database) => {
    // One transaction: no other tab comes between.
    const transaction = database.transaction(storeName, "readwrite");
    const stored: unknown = await transaction.store.get(workspace.id);
    if (changeOf(stored) !== base || (stored === undefined && base !== undefined)) {
      await transaction.done;
      return { kind: "changed", other: stored };
    }
    await transaction.store.put(workspace, workspace.id);
    await transaction.done;
    return { kind: "written" };
  });
}

/** When a record was changed, in milliseconds since 1970; undefined if it does not say. */
export function changeOf(record: unknown): number | undefined {
  const { changed } = (record ?? {}) as { changed?: unknown };
  return typeof changed === "number" ? changed : undefined;
}

/** Deletes the record of that id, if there is one. */
export async function deleteWorkspace(id: string): Promise<void> {
  await withDatabase((database) => database.delete(storeName, id));
}

function withDatabase<T>(use: (database: IDBPDatabase) => Promise<T>): Promise<T> {
  return withStores(databaseName, [storeName], use);
}

/** Opens a database with these stores for one use. Rejects if the browser refuses or does not answer in time. */
export async function withStores<T>(
  name: string,
  stores: readonly string[],
  use: (database: IDBPDatabase) => Promise<T>,
): Promise<T> {
  return await inTime(async (isLate) => {
    const database = await openDatabase(name, stores);
    try {
      if (isLate()) throw new StorageTimeout();
      return await use(database);
    } finally {
      database.close();
    }
  });
}

/** The database with its stores, whatever version a page before this one gave it. */
async function openDatabase(name: string, stores: readonly string[]): Promise<IDBPDatabase> {
  const lacking = (database: IDBPDatabase) =>
    stores.filter((store) => !database.objectStoreNames.contains(store));
  const open = (version?: number) =>
    openDB(name, version, {
      upgrade(database) {
        for (const store of lacking(database)) database.createObjectStore(store);
      },
    });
  const database = await open();
  if (lacking(database).length === 0) return database;
  const next = database.version + 1;
  database.close();
  return await open(next);
}

function inTime<T>(work: (isLate: () => boolean) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new StorageTimeout("the browser did not answer"));
    }, storageLimitMilliseconds);
    work(() => late)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
