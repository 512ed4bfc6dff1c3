import type { StoreApi } from "zustand/vanilla";
import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import type { Action } from "./action.ts";
import { keepHistories, recordState } from "./history-store.ts";
import { emptyInputs, type Inputs } from "./inputs.ts";
import type { KeepingState } from "./keeping-state.ts";
import { rememberWorkspace, writeLastId } from "./last-workspace.ts";
import {
  type KnownMask,
  loadMasking,
  maskForStorage,
  maskNow,
  prepareMasking,
} from "./mask-client.ts";
import {
  countMemoryOnly,
  describeLost,
  noteMemoryOnly,
  readMemoryOnly,
  rememberMemoryOnly,
  withoutReplacedToken,
} from "./memory-only.ts";
import { nameNew } from "./name-workspace.ts";
import { createId, fresh, type Restored, restoreLast, restoreRecord } from "./restore-workspace.ts";
import type { Moment, State } from "./state.ts";
import { describeStorageFailure, lateChange } from "./storage-words.ts";
import { changeOf, listWorkspaces, readRecord, writeOver } from "./store.ts";
import { contentOf, toWorkspace, type WorkspaceHead } from "./to-workspace.ts";
import { dropUnwritten, keepUnwritten, storeUnwritten } from "./unwritten.ts";

/** The workspace that is open in this tab, and its record in the store. What changes them is called within `settle`. */
export interface Session {
  /** When the record was changed that this tab read or wrote last. */
  base(): number | undefined;
  /** The workspace as it is in the page, with the moment of its change. */
  present(changed: number): Workspace;
  /** Tells the other tabs of a change. */
  tell(message: Message): void;
  /** Does one thing behind the others: a workspace is never switched while it is written. */
  settle(work: () => Promise<void>): Promise<void>;
  /** Reads the workspace that was open last and writes it after each change; returns what ends that. */
  start(): () => void;
  write(): Promise<void>;
  /** Puts a workspace into the page. */
  enter(restored: Restored, memory?: TabMemory): void;
  /** Stores what is open and remembers what only this tab knows of it. */
  leave(): Promise<void>;
  openRecord(id: string, record: unknown): Promise<void>;
  createNew(): Promise<void>;
  /** Stores a workspace under an id that is free. */
  put(workspace: Workspace): Promise<void>;
  /** Another tab's record becomes the one that this tab goes on with. */
  adopt(restored: Restored, inputs: Inputs): void;
  /** The next write replaces the record that was changed then. */
  overwrite(base: number | undefined): void;
}

/** What this tab knows of a workspace that is not open. */
export interface TabMemory {
  readonly head: WorkspaceHead;
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

/** What is open in this tab, against its record in the store. */
export function createSession(
  state: StoreApi<State>,
  keeping: StoreApi<KeepingState>,
  dispatch: (action: Action) => void,
): Session {
  /** When the record was changed that this tab read or wrote last. */
  let base: number | undefined;
  /** What was in that record; undefined if there is none. */
  let content: string | undefined;
  let written: Inputs | undefined;
  /** The change that is being written. */
  let pending: number | undefined;
  /** What was masked last. */
  let known: KnownMask | undefined;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let channel: BroadcastChannel | undefined;
  let step: { readonly of: Moment | undefined; readonly id: string } | undefined;
  /** The state before the first change of this tab: it is a state of the history too. */
  let before: Workspace | undefined;
  const tabs = new Map<string, TabMemory>();
  /** Names this tab among those that note what they could not write. */
  const tab = createId();

  const inputsNow = () => state.getState().inputs;
  const headNow = () => keeping.getState().head;
  const present = (changed: number) => toWorkspace(inputsNow(), headNow(), changed);
  const isDirty = () => written !== inputsNow();
  const tell = (message: Message) => channel?.postMessage(message);
  const note = (unwritten: boolean) =>
    rememberMemoryOnly(headNow().id, noteMemoryOnly(inputsNow(), unwritten));

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
    const { ready, going } = state.getState();
    if (!ready || ended) return;
    rememberWorkspace(present(Date.now()));
    note(isDirty());
    clearTimeout(timer);
    if (!isDirty()) return;
    prepareMasking();
    // Only what may go on, like typing, is waited for.
    timer = setTimeout(() => enqueue(write), going === undefined ? 0 : pauseMilliseconds);
  }

  /** The page may end now: what is not in the store is noted for the next visit. */
  function keep(): void {
    if (!state.getState().ready) return;
    const { inputs, past } = state.getState();
    const open = { head: headNow(), state: { inputs, past }, base, dirty: isDirty() };
    const others = [...tabs.values()].filter(({ head }) => head.id !== open.head.id);
    for (const { head, state: left, base: of, dirty } of [open, ...others]) {
      if (!dirty) continue;
      const workspace = maskNow(toWorkspace(left.inputs, head, Date.now()), known);
      if (workspace === undefined) continue;
      const bases = [of ?? null, ...(head === open.head && pending !== undefined ? [pending] : [])];
      const kept = keepUnwritten(tab, { workspace, bases, title: titleNow(left.past) });
      if (kept && head === open.head) writeLastId(head.id);
    }
  }

  async function write(): Promise<void> {
    if (!state.getState().ready || keeping.getState().conflict !== undefined || !isDirty()) return;
    const wanted = inputsNow();
    const head = headNow();
    const { past, future } = state.getState();
    const at = Math.max(Date.now(), (base ?? 0) + 1);
    try {
      const whole = toWorkspace(wanted, head, at);
      const result = await maskForStorage(whole);
      known = { of: whole, masked: result.workspace };
      pending = at;
      const outcome = await writeOver(result.workspace, base).finally(() => {
        pending = undefined;
      });
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
      dropUnwritten(tab, head.id);
      if (!isDirty()) note(false);
      tell({ id: head.id, changed: at });
      const title = future.length > 0 ? "Undo" : titleNow(past);
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

  /** Looks whether another tab has changed the record. */
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
    const noted =
      memory === undefined && !state.getState().ready ? readMemoryOnly(head.id) : undefined;
    const inputs = memory?.state.inputs ?? withoutReplacedToken(restored.inputs, noted);
    const words =
      noted === undefined ? undefined : describeLost(noted.counts, countMemoryOnly(inputs));
    const isStored = memory === undefined ? !restored.stale : !memory.dirty;
    written = isStored ? (memory?.state.inputs ?? restored.inputs) : undefined;
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
    const head = headNow();
    const dirty = isDirty();
    tabs.set(head.id, { head, state: { inputs, past, future }, base, content, dirty });
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

  function start(): () => void {
    ended = false;
    if (typeof BroadcastChannel !== "undefined") {
      channel = new BroadcastChannel(channelName);
      channel.onmessage = ({ data }: MessageEvent<Message>) => {
        if (data.id === headNow().id && data.changed !== base) void enqueue(check);
      };
    }
    const look = () => {
      if (document.visibilityState === "hidden") {
        keep();
        void enqueue(write);
      }
      // A browser without the channel, or a tab that slept, learns of changes now.
      else void enqueue(check).then(() => {});
    };
    const unsubscribe = state.subscribe((now, past) => {
      if (now.inputs !== past.inputs || now.ready !== past.ready) changed();
    });
    document.addEventListener("visibilitychange", look);
    addEventListener("pagehide", keep);
    const restore = async () => {
      const late = await storeUnwritten();
      const restored = await restoreLast();
      const isMissed = !late.stored.includes(restored.head.id) && wasUnwritten(restored.head.id);
      const notes = [...restored.notes, ...late.notes, ...(isMissed ? [lateChange] : [])];
      return { ...restored, notes };
    };
    restore().then((restored) => {
      if (ended || state.getState().ready) return;
      enter(restored);
      changed();
      whenIdle(() => void loadMasking().catch(() => {}));
      if (restored.problem === undefined) void enqueue(prune);
    });
    return () => {
      ended = true;
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener("visibilitychange", look);
      removeEventListener("pagehide", keep);
      channel?.close();
      channel = undefined;
    };
  }

  async function settle(work: () => Promise<void>): Promise<void> {
    await enqueue(work);
  }

  async function prune(): Promise<void> {
    const stored = await listWorkspaces();
    await keepHistories([...stored.map(({ id }) => id), headNow().id]).catch(() => {});
  }

  return {
    base: () => base,
    present,
    tell,
    settle,
    start,
    write,
    enter,
    leave,
    openRecord,
    createNew,
    put,
    adopt(restored, inputs) {
      base = restored.changed;
      content = restored.stored === undefined ? undefined : contentOf(restored.stored);
      written = inputs;
    },
    overwrite(other) {
      base = other;
      written = undefined;
    },
  };
}

/** Whether the last change of this tab was still to be stored when the page ended. */
function wasUnwritten(workspace: string): boolean {
  return readMemoryOnly(workspace)?.unwritten ?? false;
}

/** What was done last. */
function titleNow(past: State["past"]): string {
  return past.at(-1)?.title ?? "Change the workspace";
}

/** Does what nothing waits for once the page has nothing else to do. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work);
}
