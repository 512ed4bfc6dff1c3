import { readdirSync, readFileSync, statSync } from "node:fs";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Span } from "../../lib/source/span.ts";
import type { FileReader } from "./find-workspace.ts";
import { listActions } from "./fix-edits.ts";
import { createJudge, type JudgeOptions } from "./judge.ts";
import type { Judged } from "./judged.ts";
import type { EditedFile } from "./protocol.ts";
import { runFileTests } from "./run-file-tests.ts";

/** What the language server asks the thread of the engine. */
export type JudgeRequest =
  | { readonly kind: "judge"; readonly file: EditedFile; readonly options: JudgeOptions }
  | {
      readonly kind: "actions";
      readonly file: EditedFile;
      readonly options: JudgeOptions;
      readonly span: Span;
    }
  | { readonly kind: "tests"; readonly file: EditedFile; readonly options: JudgeOptions };

/** Files as the editor has them, in place of those of the disk. */
export interface OverlayMessage {
  readonly kind: "overlay";
  readonly path: string;
  /** Absent if the editor closed the file. */
  readonly text?: string;
}

/** A request with its number, or an overlay. */
export type JudgeMessage = OverlayMessage | { readonly id: number; readonly request: JudgeRequest };

/** What comes back for a request. `failed` is a bug of ours; the message holds nothing of the file. */
export interface JudgeReply {
  readonly id: number;
  readonly answer?: unknown;
  readonly failed?: string;
}

/** Marks the thread's data, so that this bundle knows what it is started as. */
export const judgeRole = "claimcheck-lsp-judge";

/** Files larger than this are not read for a workspace. */
const largestFile = 8 * 1024 * 1024;
/** Judged files that are kept for their fixes. */
const kept = 8;

if (!isMainThread && workerData === judgeRole) serve();

function serve(): void {
  const overlays = new Map<string, string>();
  const reader = createReader(overlays);
  const judge = createJudge(reader);
  const judged = new Map<string, { readonly key: string; readonly value: Judged }>();
  const ask = async (file: EditedFile, options: JudgeOptions): Promise<Judged> => {
    const value = await judge.judge(file, options);
    judged.delete(file.uri);
    judged.set(file.uri, { key: keyOf(file, options), value });
    for (const uri of [...judged.keys()].slice(0, -kept)) judged.delete(uri);
    return value;
  };
  const answer = async (request: JudgeRequest): Promise<unknown> => {
    const { file, options } = request;
    switch (request.kind) {
      case "judge":
        return (await ask(file, options)).judgement;
      case "actions": {
        const known = judged.get(file.uri);
        const found = known?.key === keyOf(file, options) ? known.value : await ask(file, options);
        return listActions(judge, found, request.span);
      }
      case "tests":
        return runFileTests(file, options, reader);
    }
  };
  // One after the other: they share the engine's caches.
  let last: Promise<void> = Promise.resolve();
  parentPort?.on("message", (message: JudgeMessage) => {
    if ("kind" in message) {
      if (message.text === undefined) overlays.delete(message.path);
      else overlays.set(message.path, message.text);
      return;
    }
    const { id, request } = message;
    last = last.then(async () => {
      const reply = await answer(request).then(
        (found): JudgeReply => ({ id, answer: found }),
        (error: unknown): JudgeReply => ({ id, failed: placeOfBug(error) }),
      );
      parentPort?.postMessage(reply);
    });
  });
}

// The settings and the clock are left out of the key: fixes are asked for right after the judgement.
function keyOf({ version, text }: EditedFile, { settings }: JudgeOptions): string {
  return JSON.stringify([version, text.length, settings]);
}

// Where in our code, without the message: it may quote the file.
function placeOfBug(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .join("\n");
}

/** Reads files of the editor before those of the disk. */
function createReader(overlays: ReadonlyMap<string, string>): FileReader {
  return {
    read(file) {
      const edited = overlays.get(file);
      if (edited !== undefined) return edited;
      try {
        if (statSync(file).size > largestFile) return undefined;
        return readFileSync(file, "utf8");
      } catch {
        return undefined;
      }
    },
    list(folder) {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    },
  };
}
