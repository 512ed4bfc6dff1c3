import type { MaskedWorkspace } from "@/lib/workspace/mask-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import type { MaskReply, MaskRequest } from "./mask-messages.ts";

/** Longer texts are looked at in a worker, so that typing stays smooth. In UTF-16 units. */
const longText = 50_000;
const limitMilliseconds = 30_000;

let worker: Worker | undefined;
let count = 0;

/** The copy of a workspace that may be stored. Rejects if the code for it cannot be loaded or hangs. */
export async function maskForStorage(workspace: Workspace): Promise<MaskedWorkspace> {
  if (lengthOf(workspace) > longText && typeof Worker !== "undefined") {
    return await maskInWorker(workspace);
  }
  const { maskWorkspace } = await import("@/lib/workspace/mask-workspace.ts");
  return maskWorkspace(workspace);
}

function lengthOf({ configuration, bindings, running }: Workspace): number {
  return (
    configuration.length +
    bindings.length +
    (running.configuration?.length ?? 0) +
    (running.bindings?.length ?? 0)
  );
}

function maskInWorker(workspace: Workspace): Promise<MaskedWorkspace> {
  worker ??= new Worker(new URL("./mask.worker.ts", import.meta.url), { type: "module" });
  const used = worker;
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      used.removeEventListener("message", hear);
      used.removeEventListener("error", fail);
    };
    const hear = ({ data }: MessageEvent<MaskReply>) => {
      if (data.id !== id) return;
      end();
      resolve(data.result);
    };
    const fail = () => {
      end();
      used.terminate();
      if (worker === used) worker = undefined;
      reject(new Error("the documents could not be looked at for secrets"));
    };
    const timer = setTimeout(fail, limitMilliseconds);
    used.addEventListener("message", hear);
    used.addEventListener("error", fail);
    const request: MaskRequest = { id, workspace };
    used.postMessage(request);
  });
}
