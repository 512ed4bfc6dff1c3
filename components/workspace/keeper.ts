import type { StoreApi } from "zustand/vanilla";
import type { HistoryState } from "@/lib/workspace/history.ts";
import type { MaskedField } from "@/lib/workspace/mask-workspace.ts";
import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import type { Action } from "./action.ts";
import { keepHistories, readHistory, readTexts, recordState } from "./history-store.ts";
import { emptyInputs, type Inputs } from "./inputs.ts";
import { rememberWorkspace, writeLastId } from "./last-workspace.ts";
import { maskForStorage } from "./mask-client.ts";
import {
  countMemoryOnly,
  describeLost,
  readMemoryOnly,
  rememberMemoryOnly,
} from "./memory-only.ts";
import { nameCopy, nameNew } from "./name-workspace.ts";
import {
  createId,
  fresh,
  keepMemory,
  type Restored,
  restoreLast,
  restoreRecord,
  withExample,
} from "./restore-workspace.ts";
import type { Moment, State } from "./state.ts";
import { describeStorageFailure } from "./storage-words.ts";
import {
  changeOf,
  deleteWorkspace,
  listWorkspaces,
  readAllRecords,
  readRecord,
  type StoredName,
  writeOver,
} from "./store.ts";
import { toInputs, toWorkspace, type WorkspaceHead } from "./to-workspace.ts";

/** Whether and where the documents are stored. */
export interface KeepingState {
  /** Why the documents are not stored. */
  readonly problem: string | undefined;
  /** Texts with secrets, which are masked in what is stored. */
  readonly masked: readonly MaskedField[];
  /** What is to be said about what came back from the store. */
  readonly restored: readonly string[];
  readonly head: WorkspaceHead;
  /** When the workspace was stored last, in milliseconds since 1970. */
  readonly changed: number | undefined;
  /** What another tab did to the workspace. Nothing is stored until the visitor chose. */
  readonly conflict: Conflict | undefined;
  /** The name of the workspace that was deleted last and can be brought back. */
  readonly removed: string | undefined;
}

export type Conflict =
  | { readonly kind: "changed"; readonly at: number | undefined }
  | { readonly kind: "deleted" };

/** Reads and writes the workspaces of this browser. No method rejects. */
export interface Keeper {
  /** Reads the workspace that was open last and writes it after each change; returns what ends that. */
  start(): () => void;
  /** Tries again to store. */
  retry(): void;
  dismissRestored(): void;
  /** Another tab's version comes into this one, as a step of undo. */
  takeTheirs(): Promise<void>;
  /** This tab's version is stored over the other one. */
  keepMine(): Promise<void>;
  /** A copy becomes the workspace of this tab; undefined copies the one of this tab. */
  duplicate(id?: string): Promise<void>;
  list(): Promise<readonly StoredName[]>;
  open(id: string): Promise<void>;
  create(): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Undoes the last `remove`. */
  bringBack(): Promise<void>;
  dismissRemoved(): void;
  /** Stores the workspaces of a file beside the others and opens the first; false if the text is no such file. */
  importText(text: string): Promise<boolean>;
  /** The workspace of this tab as a file, or all of this browser; secrets are masked. */
  exportText(what: "this" | "all"): Promise<string>;
  /** The states of the workspace to go back to, the newest first. */
  history(): Promise<readonly HistoryState[]>;
  restoreState(state: HistoryState, title: string): Promise<void>;
}

/** What this tab knows of a workspace that is not open. */
interface TabMemory {
  readonly state: Pick<State, "inputs" | "past" | "future">;
  readonly base: number | undefined;
  readonly content: string | undefined;
  readonly dirty: boolean;
}

interface Message {
  readonly id: string;
  readonly changed: number | undefined;
}

const pauseMilliseconds = 300;
const channelName = "claimcheck.workspaces";

/** Nothing is read yet. */
export const initialKeeping: KeepingState = {
  problem: undefined,
  masked: [],
  restored: [],
  head: { id: "default", name: "Workspace" },
  changed: undefined,
  conflict: undefined,
  removed: undefined,
};

export function createKeeper(
  state: StoreApi<State>,
  keeping: StoreApi<KeepingState>,
  dispatch: (action: Action) => void,
): Keeper {
  /** When the record was changed that this tab read or wrote last. */
  let base: number | undefined;
  /** What was in that record; undefined if there is none. */
  let content: string | undefined;
  let written: Inputs | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let channel: BroadcastChannel | undefined;
  let removed: { readonly head: WorkspaceHead; readonly record: unknown } | undefined;
  let step: { readonly of: Moment | undefined; readonly id: string } | undefined;
  /** The state before the first change of this tab: it is a state of the history too. */
  let before: Workspace | undefined;
  const tabs = new Map<string, TabMemory>();

  const inputsNow = () => state.getState().inputs;
  const headNow = () => keeping.getState().head;
  const present = (changed: number) => toWorkspace(inputsNow(), headNow(), changed);
  const isDirty = () => written !== inputsNow();
  const tell = (message: Message) => channel?.postMessage(message);

  /** One after the other: a workspace is never switched while it is written. */
  function enqueue<T>(work: () => Promise<T>): Promise<T | undefined> {
    const done = queue.then(work).catch((error: unknown) => {
      keeping.setState({ problem: describeStorageFailure(error, "write") });
      return undefined;
    });
    queue = done;
    return done;
  }

  function changed(): void {
    const { ready } = state.getState();
    if (!ready) return;
    rememberWorkspace(present(Date.now()));
    rememberMemoryOnly(headNow().id, countMemoryOnly(inputsNow()));
    clearTimeout(timer);
    if (isDirty()) timer = setTimeout(() => enqueue(write), pauseMilliseconds);
  }

  async function write(): Promise<void> {
    if (!state.getState().ready || keeping.getState().conflict !== undefined || !isDirty()) return;
    const wanted = inputsNow();
    const head = headNow();
    const { past, future } = state.getState();
    const at = Math.max(Date.now(), (base ?? 0) + 1);
    try {
      const result = await maskForStorage(toWorkspace(wanted, head, at));
      const outcome = await writeOver(result.workspace, base);
      if (outcome.kind === "changed") {
        // Only its name, or nothing: this tab's change is stored over it.
        if (await meet(outcome.other)) return await write();
        return;
      }
      base = at;
      content = contentOf(result.workspace);
      written = wanted;
      keeping.setState({ masked: result.masked, problem: undefined, changed: at });
      writeLastId(head.id);
      tell({ id: head.id, changed: at });
      const title = future.length > 0 ? "Undo" : (past.at(-1)?.title ?? "Change the workspace");
      await record(result.workspace, at, title, past.at(-1)).catch(() => {});
    } catch (error) {
      written = wanted;
      keeping.setState({ problem: describeStorageFailure(error, "write") });
    }
    if (inputsNow() !== wanted) changed();
  }

  async function record(
    workspace: Workspace,
    at: number,
    title: string,
    of: Moment | undefined,
  ): Promise<void> {
    if (before !== undefined) {
      const first = await maskForStorage(before);
      before = undefined;
      await recordState(first.workspace, {
        at: at - 1,
        title: "As it was opened",
        step: createId(),
      });
    }
    if (step === undefined || step.of !== of) step = { of, id: createId() };
    await recordState(workspace, { at, title, step: step.id });
  }

  /** Compares with a record that another tab left. True if nothing of it is lost by a write. */
  async function meet(other: unknown): Promise<boolean> {
    if (other === undefined) {
      keeping.setState({ conflict: { kind: "deleted" } });
      return false;
    }
    const { workspace } = parseWorkspace(other, headNow());
    const theirs = contentOf(workspace);
    const mine = contentOf((await maskForStorage(present(0))).workspace);
    if (theirs !== mine && theirs !== content) {
      keeping.setState({ conflict: { kind: "changed", at: workspace.changed } });
      return false;
    }
    base = changeOf(other);
    content = theirs;
    if (theirs === mine) written = inputsNow();
    keeping.setState(({ head }) => ({
      head: { ...head, name: workspace.name },
      changed: base,
      conflict: undefined,
    }));
    return true;
  }

  async function check(): Promise<void> {
    if (!state.getState().ready) return;
    const other = await readRecord(headNow().id);
    if (changeOf(other) === base) return;
    if (other === undefined && base === undefined) return;
    await meet(other);
  }

  /** Puts a workspace into the page. */
  function enter(restored: Restored, memory?: TabMemory): void {
    const { head, stored } = restored;
    base = memory?.base ?? restored.changed;
    content = memory?.content ?? (stored === undefined ? undefined : contentOf(stored));
    step = undefined;
    const inputs = memory?.state.inputs ?? restored.inputs;
    const lost = readMemoryOnly(head.id);
    const words =
      memory === undefined && lost !== undefined && !state.getState().ready
        ? describeLost(lost, countMemoryOnly(inputs))
        : undefined;
    written = restored.stale || memory?.dirty ? undefined : inputs;
    before = toWorkspace(inputs, head, 0);
    keeping.setState({
      head,
      changed: base,
      problem: restored.problem,
      restored: [...restored.notes, ...(words === undefined ? [] : [words])],
      conflict: undefined,
      masked: [],
    });
    dispatch({ kind: "restore", ...(memory?.state ?? {}), inputs });
  }

  /** Stores what is open and remembers what only this tab knows of it. */
  async function leave(): Promise<void> {
    clearTimeout(timer);
    await write();
    const { inputs, past, future } = state.getState();
    tabs.set(headNow().id, { state: { inputs, past, future }, base, content, dirty: isDirty() });
  }

  async function openRecord(id: string, record: unknown): Promise<void> {
    const memory = tabs.get(id);
    const usable = memory !== undefined && (memory.dirty || memory.base === changeOf(record));
    enter(await restoreRecord(id, record), usable ? memory : undefined);
    writeLastId(id);
    if (usable) await check();
  }

  async function enterNew(head: WorkspaceHead, inputs: Inputs): Promise<void> {
    enter(fresh(head, inputs));
    written = undefined;
    await write();
  }

  async function createNew(): Promise<void> {
    const names = (await listWorkspaces()).map(({ name }) => name);
    await enterNew({ id: createId(), name: nameNew(names) }, emptyInputs);
  }

  /** Stores a workspace under an id that is free. */
  async function put(workspace: Workspace): Promise<void> {
    const { workspace: clean } = await maskForStorage(workspace);
    await writeOver(clean, undefined);
    tell({ id: clean.id, changed: changeOf(clean) });
  }

  return {
    start() {
      let ended = false;
      if (typeof BroadcastChannel !== "undefined") {
        channel = new BroadcastChannel(channelName);
        channel.onmessage = ({ data }: MessageEvent<Message>) => {
          if (data.id === headNow().id && data.changed !== base) void enqueue(check);
        };
      }
      const look = () => {
        if (document.visibilityState === "hidden") void enqueue(write);
        // A browser without the channel, or a tab that slept, learns of changes now.
        else void enqueue(check).then(() => {});
      };
      const unsubscribe = state.subscribe((now, past) => {
        if (now.inputs !== past.inputs || now.ready !== past.ready) changed();
      });
      document.addEventListener("visibilitychange", look);
      restoreLast().then((restored) => {
        if (ended || state.getState().ready) return;
        enter(restored);
        changed();
        if (restored.problem === undefined) void enqueue(prune);
      });
      return () => {
        ended = true;
        clearTimeout(timer);
        unsubscribe();
        document.removeEventListener("visibilitychange", look);
        channel?.close();
        channel = undefined;
      };
    },
    retry() {
      written = undefined;
      void enqueue(write);
    },
    dismissRestored: () => keeping.setState({ restored: [] }),
    takeTheirs: () =>
      settle(async () => {
        const { id } = headNow();
        const other = await readRecord(id);
        if (other === undefined) {
          const [next] = await listWorkspaces();
          keeping.setState({ conflict: undefined });
          if (next === undefined) return await createNew();
          return await openRecord(next.id, await readRecord(next.id));
        }
        const restored = await restoreRecord(id, other);
        const inputs = keepMemory(restored.inputs, inputsNow());
        base = restored.changed;
        content = restored.stored === undefined ? undefined : contentOf(restored.stored);
        written = inputs;
        keeping.setState({
          head: restored.head,
          changed: base,
          restored: restored.notes,
          conflict: undefined,
        });
        dispatch({ kind: "replace", title: "Take the other tab's version", inputs });
      }),
    keepMine: () =>
      settle(async () => {
        base = changeOf(await readRecord(headNow().id));
        written = undefined;
        keeping.setState({ conflict: undefined });
        await write();
      }),
    duplicate: (id) =>
      settle(async () => {
        const names = (await listWorkspaces()).map(({ name }) => name);
        const { head } = keeping.getState();
        if (id === undefined || id === head.id) {
          await write();
          const { inputs, past, future } = state.getState();
          const copy = { id: createId(), name: nameCopy(head.name, names) };
          enter(fresh(copy, inputs), {
            state: { inputs, past, future },
            base: undefined,
            content: undefined,
            dirty: true,
          });
          return await write();
        }
        const { stored } = await restoreRecord(id, await readRecord(id));
        if (stored === undefined) return;
        await leave();
        const copy = { id: createId(), name: nameCopy(stored.name, names) };
        await put({ ...stored, ...copy, changed: Date.now() });
        await openRecord(copy.id, await readRecord(copy.id));
      }),
    list: async () => (await listWorkspaces().catch(() => undefined)) ?? [],
    open: (id) =>
      settle(async () => {
        const found = await readRecord(id);
        if (found === undefined || id === headNow().id) return;
        await leave();
        await openRecord(id, found);
      }),
    create: () =>
      settle(async () => {
        await leave();
        await createNew();
      }),
    rename: (id, name) =>
      settle(async () => {
        if (id === headNow().id) {
          keeping.setState(({ head }) => ({ head: { ...head, name } }));
          written = undefined;
          return await write();
        }
        const found = await readRecord(id);
        const { stored } = await restoreRecord(id, found);
        if (stored === undefined) return;
        const old = changeOf(found);
        const at = Math.max(Date.now(), (old ?? 0) + 1);
        const { workspace } = await maskForStorage({ ...stored, name, changed: at });
        const outcome = await writeOver(workspace, old);
        if (outcome.kind === "written") tell({ id, changed: at });
      }),
    remove: (id) =>
      settle(async () => {
        const isOpen = id === headNow().id;
        if (isOpen) await leave();
        const found = await readRecord(id);
        const { head } = await restoreRecord(id, found);
        removed = { head: isOpen ? headNow() : head, record: found };
        await deleteWorkspace(id);
        tell({ id, changed: undefined });
        if (isOpen) {
          const [next] = await listWorkspaces();
          if (next === undefined) await createNew();
          else await openRecord(next.id, await readRecord(next.id));
        }
        keeping.setState({ removed: removed.head.name });
      }),
    bringBack: () =>
      settle(async () => {
        if (removed === undefined) return;
        const { head, record: found } = removed;
        removed = undefined;
        keeping.setState({ removed: undefined });
        await leave();
        const { stored } = await restoreRecord(head.id, found);
        if (found !== undefined && stored !== undefined) {
          await put({ ...stored, changed: changeOf(found) ?? Date.now() });
        }
        await openRecord(head.id, await readRecord(head.id));
      }),
    dismissRemoved() {
      removed = undefined;
      keeping.setState({ removed: undefined });
    },
    async importText(text) {
      const { readWorkspaceFile } = await import("@/lib/workspace/workspace-file.ts");
      const read = readWorkspaceFile(text);
      if (read === undefined || read.length === 0) return false;
      await settle(async () => {
        const stored = await listWorkspaces();
        const names = stored.map(({ name }) => name);
        await leave();
        const ids: string[] = [];
        for (const { workspace } of read) {
          const name = names.includes(workspace.name)
            ? nameCopy(workspace.name, names)
            : workspace.name;
          names.push(name);
          const id = createId();
          ids.push(id);
          await put({ ...workspace, id, name, changed: Date.now() });
        }
        const [first = ""] = ids;
        await openRecord(first, await readRecord(first));
        const dropped = read.flatMap((one) => one.dropped);
        if (dropped.length > 0) {
          const { describeImported } = await import("./storage-words.ts");
          keeping.setState({ restored: [describeImported(dropped)] });
        }
      });
      return true;
    },
    async exportText(what) {
      const { writeWorkspaceFile } = await import("@/lib/workspace/workspace-file.ts");
      await enqueue(write);
      const mine = (await maskForStorage(present(base ?? Date.now()))).workspace;
      if (what === "this") return writeWorkspaceFile([mine]);
      const records = await readAllRecords().catch(() => []);
      const others = records
        .filter(({ id }) => id !== mine.id)
        .map(({ id, record: one }) => parseWorkspace(one, { id, name: "Workspace" }).workspace);
      const masked = await Promise.all(others.map(maskForStorage));
      return writeWorkspaceFile([mine, ...masked.map(({ workspace }) => workspace)]);
    },
    async history() {
      await enqueue(write);
      return [...(await readHistory(headNow().id).catch(() => []))].reverse();
    },
    restoreState: (wanted, title) =>
      settle(async () => {
        const { restoreState } = await import("@/lib/workspace/history.ts");
        const texts = await readTexts(headNow().id, wanted);
        const { workspace, missing } = restoreState(wanted, texts, present(0));
        const inputs = keepMemory(await withExample(toInputs(workspace)), inputsNow());
        dispatch({ kind: "replace", title, inputs });
        if (missing.length > 0) {
          const { describeMissing } = await import("./storage-words.ts");
          keeping.setState({ restored: [describeMissing(missing)] });
        }
        await write();
      }),
  };

  async function settle(work: () => Promise<void>): Promise<void> {
    await enqueue(work);
  }

  async function prune(): Promise<void> {
    const stored = await listWorkspaces();
    await keepHistories([...stored.map(({ id }) => id), headNow().id]).catch(() => {});
  }
}

/** Everything in a workspace but its name and when it was changed, to be compared. */
function contentOf({ id, name, changed, ...rest }: Workspace): string {
  return JSON.stringify(rest);
}
