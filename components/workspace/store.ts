import type { Minor } from "@/lib/kube/minor.ts";
import { maskSecrets } from "@/lib/secrets/mask-secrets.ts";
import type { ExportOptions } from "./export-options.ts";
import type { Clock, EditedDocument, ExampleMark, Inputs, ServerSettings } from "./inputs.ts";

/** What outlives a reload: documents and settings. Tokens, claims and keys are never part of it. */
export interface Kept {
  readonly documents: Readonly<Record<EditedDocument, string>>;
  readonly minor: Minor;
  /** Absent in what an older page stored. */
  readonly server?: ServerSettings;
  readonly running?: string | undefined;
  readonly runningBindings?: string | undefined;
  readonly clock: Clock;
  readonly namespace?: string | undefined;
  readonly defaultPolicy: boolean;
  readonly example?: ExampleMark | undefined;
  /** Absent in what an older page stored. */
  readonly exportOptions?: ExportOptions;
}

/** What of the inputs may be stored, its secrets masked. */
export function keptOf(inputs: Inputs): Kept {
  return {
    documents: {
      configuration: maskText(inputs.documents.configuration),
      bindings: maskText(inputs.documents.bindings),
    },
    minor: inputs.minor,
    server: inputs.server,
    running: maskDocument(inputs.running),
    runningBindings: maskDocument(inputs.runningBindings),
    clock: inputs.clock,
    namespace: inputs.namespace,
    defaultPolicy: inputs.defaultPolicy,
    example: inputs.example,
    exportOptions: maskOptions(inputs.exportOptions),
  };
}

/** Nobody means to type a secret there; where one was pasted, it is not stored either. */
function maskOptions(options: ExportOptions): ExportOptions {
  const { cluster, server, namespace, shoot } = options;
  return {
    ...options,
    cluster: maskSecrets(cluster, "plain").text,
    server: maskSecrets(server, "plain").text,
    namespace: maskSecrets(namespace, "plain").text,
    shoot: maskSecrets(shoot, "plain").text,
  };
}

function maskDocument(text: string | undefined): string | undefined {
  return text === undefined ? undefined : maskText(text);
}

function maskText(text: string): string {
  return maskSecrets(text, "document").text;
}

const databaseName = "claimcheck";
const storeName = "workspaces";
/** One workspace for now; the name leaves room for more. */
const workspaceKey = "default";

/** The kept workspace, undefined on a first visit. Rejects where the browser gives no storage. */
export async function readKept(): Promise<Kept | undefined> {
  const database = await openDatabase();
  try {
    return (await settle(
      database.transaction(storeName).objectStore(storeName).get(workspaceKey),
    )) as Kept | undefined;
  } finally {
    database.close();
  }
}

/** Writes the workspace. Rejects where the browser refuses; then nothing of it was stored. */
export async function writeKept(kept: Kept): Promise<void> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(storeName, "readwrite");
    transaction.objectStore(storeName).put(kept, workspaceKey);
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () =>
        reject(transaction.error ?? new Error("the browser gave up the write"));
    });
  } finally {
    database.close();
  }
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  return await settle(request);
}

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser gave no reason"));
  });
}
