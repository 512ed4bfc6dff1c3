import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { Minor } from "@/lib/kube/minor.ts";
import type { EditedDocument } from "./inputs.ts";
import type { OpenReply, OpenRequest } from "./open-messages.ts";

/** A file with the folders above it. */
export interface NamedFile {
  readonly path: string;
  readonly content: Blob;
}

const limitMilliseconds = 60_000;

/**
 * Reads files in a worker of their own, which is ended afterwards, so that they do not stay in memory. Rejects with a
 * sentence if they cannot be read.
 */
export async function lookAtFiles(files: readonly NamedFile[], version: Minor): Promise<OpenPlan> {
  const reply = await askWorker({ kind: "plan", version, files });
  if (reply.kind !== "planned") throw unreadable();
  return reply.plan;
}

/** Guesses in a worker where a text belongs by its first bytes. Rejects as `lookAtFiles` does. */
export async function lookAtHead(head: Blob): Promise<EditedDocument | "token" | undefined> {
  const reply = await askWorker({ kind: "place", head });
  if (reply.kind !== "placed") throw unreadable();
  return reply.place;
}

function unreadable(): Error {
  return new Error("the browser could not read it");
}

function askWorker(request: OpenRequest): Promise<OpenReply> {
  return new Promise((resolve, reject) => {
    if (typeof Worker === "undefined")
      return reject(new Error("this browser runs no web workers, in which files are looked at"));
    const worker = new Worker(new URL("./open.worker.ts", import.meta.url), { type: "module" });
    const end = () => {
      clearTimeout(timer);
      worker.terminate();
    };
    const fail = (problem: string) => {
      end();
      reject(new Error(problem));
    };
    const timer = setTimeout(
      () => fail(`it took longer than ${limitMilliseconds / 1000} seconds`),
      limitMilliseconds,
    );
    worker.onmessage = ({ data }: MessageEvent<OpenReply>) => {
      end();
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail("the code that looks at files could not be loaded");
    };
    worker.postMessage(request);
  });
}
