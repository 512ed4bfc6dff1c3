import type { MaskedWorkspace } from "@/lib/workspace/mask-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import type { MaskReply, MaskRequest } from "./mask-messages.ts";

/** Longer texts are not looked at in the page if there is a worker for them. In UTF-16 units. */
const longText = 50_000;
/** What a page that is left has the time to look at, in UTF-16 units. */
const lastLength = 200_000;
const limitMilliseconds = 30_000;

export interface Masker {
  /** Starts the worker, so that it is there when the first pause in typing is over. */
  prepare(): void;
  /** Loads the code into the page, for `maskNow`. */
  load(): Promise<unknown>;
  mask(workspace: Workspace): Promise<MaskedWorkspace>;
  maskNow(workspace: Workspace, known: KnownMask | undefined): Workspace | undefined;
}

/** A workspace, and its copy that may be stored. */
export interface KnownMask {
  readonly of: Workspace;
  readonly masked: Workspace;
}

/** Makes what masks workspaces in a worker of its own. */
export function createMasker(): Masker {
  let worker: Worker | undefined;
  let count = 0;
  /** The same code in the page, once it is there. */
  let loaded: typeof import("@/lib/workspace/mask-workspace.ts") | undefined;

  function start(): Worker {
    worker ??= new Worker(new URL("./mask.worker.ts", import.meta.url), { type: "module" });
    return worker;
  }

  async function maskHere(workspace: Workspace): Promise<MaskedWorkspace> {
    return (await load()).maskWorkspace(workspace);
  }

  async function load() {
    loaded ??= await import("@/lib/workspace/mask-workspace.ts");
    return loaded;
  }

  /** `here`: it may also be done in the page, if the page is left meanwhile or the worker does not start. */
  function maskInWorker(workspace: Workspace, here: boolean): Promise<MaskedWorkspace> {
    let used: Worker;
    try {
      used = start();
    } catch {
      return here ? maskHere(workspace) : Promise.reject(unmasked());
    }
    count += 1;
    const id = count;
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        used.removeEventListener("message", hear);
        used.removeEventListener("error", fail);
        document.removeEventListener("visibilitychange", leave);
      };
      const hear = ({ data }: MessageEvent<MaskReply>) => {
        if (data.id !== id) return;
        end();
        resolve(data.result);
      };
      const fail = () => {
        end();
        drop(used);
        if (here) resolve(maskHere(workspace));
        else reject(unmasked());
      };
      const leave = () => {
        if (!here || loaded === undefined || document.visibilityState !== "hidden") return;
        end();
        resolve(loaded.maskWorkspace(workspace));
      };
      const timer = setTimeout(() => {
        end();
        drop(used);
        reject(unmasked());
      }, limitMilliseconds);
      used.addEventListener("message", hear);
      used.addEventListener("error", fail);
      document.addEventListener("visibilitychange", leave);
      const request: MaskRequest = { id, workspace };
      used.postMessage(request);
    });
  }

  function drop(used: Worker): void {
    used.terminate();
    if (worker === used) worker = undefined;
  }

  return {
    prepare() {
      try {
        if (typeof Worker !== "undefined") start();
      } catch {
        // It is said when there is something to mask.
      }
    },
    load,
    async mask(workspace) {
      if (typeof Worker === "undefined") return await maskHere(workspace);
      if (lengthOf(workspace) > longText) return await maskInWorker(workspace, false);
      if (document.visibilityState === "hidden") return await maskHere(workspace);
      const masked = await maskInWorker(workspace, true);
      // To have it when the page is left. It has no answer to give here.
      void load().catch(() => {});
      return masked;
    },
    maskNow(workspace, known) {
      if (loaded === undefined) return undefined;
      const isKnown = (text: string | undefined, of: string | undefined) =>
        text !== undefined && text === of;
      const { of, masked } = known ?? {};
      const configuration = isKnown(workspace.configuration, of?.configuration);
      const bindings = isKnown(workspace.bindings, of?.bindings);
      const running = of !== undefined && isEqual(workspace.running, of.running);
      const tests = isKnown(workspace.tests, of?.tests);
      const { tests: given, ...rest } = workspace;
      const changed: Workspace = {
        ...rest,
        ...(configuration && { configuration: "" }),
        ...(bindings && { bindings: "" }),
        ...(running && { running: {} }),
        ...(given !== undefined && !tests && { tests: given }),
      };
      if (lengthOf(changed) > lastLength) return undefined;
      return {
        ...loaded.maskWorkspace(changed).workspace,
        ...(masked !== undefined && configuration && { configuration: masked.configuration }),
        ...(masked !== undefined && bindings && { bindings: masked.bindings }),
        ...(masked !== undefined && running && { running: masked.running }),
        ...(masked?.tests !== undefined && tests && { tests: masked.tests }),
      };
    },
  };
}

const masker = createMasker();

/** See `Masker.prepare`. */
export const prepareMasking = masker.prepare;

/**
 * The copy of a workspace that may be stored. It is made in a worker, so that typing stays smooth. A page that is left may
 * not hear of its workers any more: then what is not long is masked at once. Rejects if the code for it cannot be loaded
 * or hangs.
 */
export const maskForStorage = masker.mask;

/** See `Masker.load`. Rejects if the server does not give the code. */
export const loadMasking = masker.load;

/**
 * The copy that may be stored, made before this returns: nothing is waited for while a page is left. Texts that are in
 * `known` are not looked at again. Undefined if there is no code for it yet, or too much text.
 */
export const maskNow = masker.maskNow;

function isEqual(a: Workspace["running"], b: Workspace["running"]): boolean {
  return a.configuration === b.configuration && a.bindings === b.bindings;
}

function lengthOf({ configuration, bindings, running, tests }: Workspace): number {
  return (
    configuration.length +
    bindings.length +
    (running.configuration?.length ?? 0) +
    (running.bindings?.length ?? 0) +
    (tests?.length ?? 0)
  );
}

function unmasked(): Error {
  return new Error("the documents could not be looked at for secrets");
}
