import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { Minor } from "@/lib/kube/minor.ts";
import type { OpenReply, OpenRequest } from "./open-messages.ts";

/** A file with the folders above it. */
export interface NamedFile {
  readonly path: string;
  readonly content: Blob;
}

const limitMilliseconds = 60_000;
let count = 0;

/**
 * Looks at files in a worker of their own, which is ended afterwards: nothing of them stays in memory. Rejects with a
 * sentence if they cannot be looked at.
 */
export function lookAtFiles(files: readonly NamedFile[], version: Minor): Promise<OpenPlan> {
  return new Promise((resolve, reject) => {
    if (typeof Worker === "undefined")
      return reject(new Error("this browser runs no web workers, in which files are looked at"));
    count += 1;
    const request: OpenRequest = { id: count, version, files };
    const worker = new Worker(new URL("./open.worker.ts", import.meta.url), { type: "module" });
    const end = (problem?: string) => {
      clearTimeout(timer);
      worker.terminate();
      if (problem !== undefined) reject(new Error(problem));
    };
    const timer = setTimeout(
      () => end(`it took longer than ${limitMilliseconds / 1000} seconds`),
      limitMilliseconds,
    );
    worker.onmessage = ({ data }: MessageEvent<OpenReply>) => {
      if (data.kind === "failed") return end("the browser could not read it");
      resolve(data.plan);
      end();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end("the code that looks at files could not be loaded");
    };
    worker.postMessage(request);
  });
}
