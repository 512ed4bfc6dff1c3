import type { MaskedWorkspace } from "@/lib/workspace/mask-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import type { MaskReply, MaskRequest } from "./mask-messages.ts";

/** Longer texts are not looked at in the page if there is a worker for them. In UTF-16 units. */
const longText = 50_000;
const limitMilliseconds = 30_000;

export interface Masker {
  /** Starts the worker, so that it is there when the first pause in typing is over. */
  prepare(): void;
  mask(workspace: Workspace): Promise<MaskedWorkspace>;
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
    async mask(workspace) {
      if (typeof Worker === "undefined") return await maskHere(workspace);
      if (lengthOf(workspace) > longText) return await maskInWorker(workspace, false);
      if (document.visibilityState === "hidden") return await maskHere(workspace);
      const masked = await maskInWorker(workspace, true);
      // To have it when the page is left. It has no answer to give here.
      void load().catch(() => {});
      return masked;
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
