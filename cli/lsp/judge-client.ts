import { Worker } from "node:worker_threads";
import type { Span } from "../../lib/source/span.ts";
import type { JudgeOptions } from "./judge.ts";
import {
  type JudgeMessage,
  type JudgeReply,
  type JudgeRequest,
  judgeRole,
} from "./judge-thread.ts";
import type { EditedFile, Judgement, OfferedAction, RunTestsResult } from "./protocol.ts";

/** The engine in its thread, so that a key press never waits for a judgement. */
export interface JudgeClient {
  /** Undefined if a newer question about the file came first, or if the engine took too long. */
  judge(file: EditedFile, options: JudgeOptions): Promise<Judgement | undefined>;
  actions(
    file: EditedFile,
    options: JudgeOptions,
    span: Span,
  ): Promise<readonly OfferedAction[] | undefined>;
  runTests(file: EditedFile, options: JudgeOptions): Promise<RunTestsResult | undefined>;
  /** The text of a file in the editor; undefined if it was closed. */
  setText(path: string, text: string | undefined): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly request: JudgeRequest;
  readonly resolve: (answer: unknown) => void;
}

/** After this time the engine's thread is started again: a text that it does not get through must not block the others. */
const patienceMilliseconds = 30_000;

/** Starts the thread with the first question. `log` takes lines for the editor's log; they hold nothing of a file. */
export function createJudgeClient(entry: URL, log: (line: string) => void): JudgeClient {
  const texts = new Map<string, string>();
  const queue: Waiting[] = [];
  let worker: Worker | undefined;
  let running: (Waiting & { readonly id: number; readonly timer: NodeJS.Timeout }) | undefined;
  let count = 0;
  let stopped = false;

  const post = (message: JudgeMessage) => worker?.postMessage(message);

  function start(): void {
    const own = new Worker(entry, { workerData: judgeRole });
    worker = own;
    own.unref();
    own.on("message", (reply: JudgeReply) => {
      if (worker === own) settle(reply);
    });
    own.on("error", () => {
      if (worker === own) fail("the engine's thread ended");
    });
    for (const [path, text] of texts) post({ kind: "overlay", path, text });
  }

  function settle({ id, answer, failed }: JudgeReply): void {
    if (running?.id !== id) return;
    const { resolve, timer } = running;
    clearTimeout(timer);
    running = undefined;
    if (failed !== undefined) log(`claimcheck: a bug in the engine:\n${failed}`);
    resolve(answer);
    next();
  }

  // The thread cannot be asked to stop.
  function fail(reason: string): void {
    const failed = running;
    running = undefined;
    if (failed !== undefined) clearTimeout(failed.timer);
    void worker?.terminate();
    worker = undefined;
    log(`claimcheck: ${reason}; it is started again`);
    failed?.resolve(undefined);
    next();
  }

  function next(): void {
    if (running !== undefined || stopped) return;
    // What somebody waits for comes before what is judged by itself.
    const at = queue.findIndex(({ request }) => request.kind !== "judge");
    const [waiting] = queue.splice(Math.max(at, 0), 1);
    if (waiting === undefined) return;
    if (worker === undefined) start();
    count += 1;
    const timer = setTimeout(() => fail("a judgement took too long"), patienceMilliseconds);
    timer.unref();
    running = { ...waiting, id: count, timer };
    post({ id: count, request: waiting.request });
  }

  function ask(request: JudgeRequest): Promise<unknown> {
    if (request.kind === "judge") {
      // An older question about the same file has no use any more.
      const at = queue.findIndex(
        (one) => one.request.kind === "judge" && one.request.file.uri === request.file.uri,
      );
      for (const { resolve } of at < 0 ? [] : queue.splice(at, 1)) resolve(undefined);
    }
    return new Promise((resolve) => {
      queue.push({ request, resolve });
      next();
    });
  }

  return {
    judge: (file, options) =>
      ask({ kind: "judge", file, options }) as Promise<Judgement | undefined>,
    actions: (file, options, span) =>
      ask({ kind: "actions", file, options, span }) as Promise<
        readonly OfferedAction[] | undefined
      >,
    runTests: (file, options) =>
      ask({ kind: "tests", file, options }) as Promise<RunTestsResult | undefined>,
    setText(path, text) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      post({ kind: "overlay", path, ...(text !== undefined && { text }) });
    },
    async stop() {
      stopped = true;
      if (running !== undefined) clearTimeout(running.timer);
      await worker?.terminate();
    },
  };
}
