import type { StoreApi } from "zustand/vanilla";
import type { HistoryState } from "@/lib/workspace/history.ts";
import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import type { Action } from "./action.ts";
import { readHistory, readTexts } from "./history-store.ts";
import type { KeepingState } from "./keeping-state.ts";
import { maskForStorage } from "./mask-client.ts";
import { nameCopy } from "./name-workspace.ts";
import { createId, fresh, keepMemory, restoreRecord, withExample } from "./restore-workspace.ts";
import { createSession } from "./session.ts";
import type { State } from "./state.ts";
import {
  changeOf,
  deleteWorkspace,
  listWorkspaces,
  readAllRecords,
  readRecord,
  type StoredName,
  writeOver,
} from "./store.ts";
import { toInputs, type WorkspaceHead } from "./to-workspace.ts";

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
  /** The documents of each of these states, by their field; what was not kept is missing. */
  textsOf(states: readonly HistoryState[]): Promise<readonly Readonly<Record<string, string>>[]>;
  restoreState(state: HistoryState, title: string): Promise<void>;
}

/** Keeps what is in the page's stores. */
export function createKeeper(
  state: StoreApi<State>,
  keeping: StoreApi<KeepingState>,
  dispatch: (action: Action) => void,
): Keeper {
  const session = createSession(state, keeping, dispatch);
  const {
    base,
    present,
    tell,
    settle,
    write,
    enter,
    leave,
    openRecord,
    createNew,
    put,
    adopt,
    overwrite,
  } = session;
  let removed: { readonly head: WorkspaceHead; readonly record: unknown } | undefined;
  const inputsNow = () => state.getState().inputs;
  const headNow = () => keeping.getState().head;

  return {
    start: session.start,
    retry() {
      overwrite(base());
      void settle(write);
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
        adopt(restored, inputs);
        keeping.setState({
          head: restored.head,
          changed: restored.changed,
          restored: restored.notes,
          conflict: undefined,
        });
        dispatch({ kind: "replace", title: "Take the other tab's version", inputs });
      }),
    keepMine: () =>
      settle(async () => {
        overwrite(changeOf(await readRecord(headNow().id)));
        keeping.setState({ conflict: undefined });
        await write();
      }),
    duplicate: (id) =>
      settle(async () => {
        const names = (await listWorkspaces()).map(({ name }) => name);
        const { head } = keeping.getState();
        if (id === undefined || id === head.id) {
          // The original keeps its token, keys and steps of undo in this tab, unless it is another tab's now.
          if (keeping.getState().conflict === undefined) await leave();
          const { inputs, past, future } = state.getState();
          const copy = { id: createId(), name: nameCopy(head.name, names) };
          enter(fresh(copy, inputs), {
            head: copy,
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
          overwrite(base());
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
      await settle(write);
      const mine = (await maskForStorage(present(base() ?? Date.now()))).workspace;
      if (what === "this") return writeWorkspaceFile([mine]);
      const records = await readAllRecords().catch(() => []);
      const others = records
        .filter(({ id }) => id !== mine.id)
        .map(({ id, record: one }) => parseWorkspace(one, { id, name: "Workspace" }).workspace);
      const masked = await Promise.all(others.map(maskForStorage));
      return writeWorkspaceFile([mine, ...masked.map(({ workspace }) => workspace)]);
    },
    async history() {
      await settle(write);
      return [...(await readHistory(headNow().id).catch(() => []))].reverse();
    },
    async textsOf(states) {
      const { id } = headNow();
      // Most states share their texts with another one: each is read once.
      const known = new Map<string, string>();
      for (const one of states) {
        if (Object.values(one.texts).every((text) => !text.kept || known.has(text.id))) continue;
        const read = await readTexts(id, one).catch(() => new Map<string, string>());
        for (const [key, text] of read) known.set(key, text);
      }
      return states.map(({ texts }) =>
        Object.fromEntries(
          Object.entries(texts).flatMap(([field, { id: key, kept }]) => {
            const text = kept ? known.get(key) : undefined;
            return text === undefined ? [] : [[field, text]];
          }),
        ),
      );
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
}
