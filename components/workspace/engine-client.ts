import type {
  EngineAnswer,
  EngineReply,
  EngineRequest,
  EngineTask,
  ReadingProgress,
  TaskKind,
} from "./engine-messages.ts";
import type { OpenedFile } from "./inputs.ts";

export type EngineOutcome<K extends TaskKind = TaskKind> =
  | { readonly kind: "done"; readonly answer: EngineAnswer<K> }
  | { readonly kind: "failed"; readonly message: string }
  /** The engine did not start: no workers, offline, or its file is gone since a newer version was installed. */
  | { readonly kind: "unavailable"; readonly reason: "no-workers" | "not-loaded" }
  | { readonly kind: "stopped" };

export interface EngineClient<K extends TaskKind = TaskKind> {
  /**
   * Gives the engine a task. An older one that has not begun is forgotten, one that runs is not reported, and one that
   * reads a file which is not wanted any more is ended.
   */
  ask(task: EngineTask<K>, files?: readonly OpenedFile[]): void;
  dispose(): void;
}

/** Runs longer than this are terminated so that no input can block the UI. */
const runLimitMilliseconds = 5000;

/** A busy machine or a slow line may take this long to load the engine, which is no fault of the input. */
const loadLimitMilliseconds = 60_000;

/** The engine in its worker, which is made on the first question and made anew after a run over the limit. */
export function createEngineClient<K extends TaskKind>(
  report: (outcome: EngineOutcome<K>) => void,
  /** Hears how far a large file is read, until the next outcome. */
  reportReading: (progress: ReadingProgress) => void = () => {},
): EngineClient<K> {
  let worker: Worker | undefined;
  let running: number | undefined;
  let waiting: EngineRequest | undefined;
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The file that is being read. */
  let reading: string | undefined;

  function start(request: EngineRequest): void {
    limit(worker === undefined ? loadLimitMilliseconds : runLimitMilliseconds);
    running = request.id;
    try {
      worker ??= startWorker();
    } catch {
      end({ kind: "unavailable", reason: "no-workers" });
    }
    worker?.postMessage(request);
  }

  function limit(milliseconds = runLimitMilliseconds): void {
    clearTimeout(timer);
    timer = setTimeout(() => end({ kind: "stopped" }), milliseconds);
  }

  function startWorker(): Worker {
    const created = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
    created.onmessage = ({ data }: MessageEvent<EngineReply>) => {
      if (data.id !== running) return;
      if (data.kind === "begun") return limit();
      // The engine answers each kind of task with what belongs to it.
      if (data.kind !== "reading") return finish(data as EngineOutcome<K>);
      // It gets on: the limit is for what does not.
      limit();
      reading = data.progress.file;
      reportReading(data.progress);
    };
    created.onerror = (event) => {
      event.preventDefault();
      // A script that did not load has no message.
      if (event.message) end({ kind: "failed", message: event.message });
      else end({ kind: "unavailable", reason: "not-loaded" });
    };
    return created;
  }

  function end(outcome: EngineOutcome<K>): void {
    worker?.terminate();
    worker = undefined;
    finish(outcome);
  }

  function finish(outcome: EngineOutcome<K>): void {
    clearTimeout(timer);
    const isNewest = running === newest;
    running = undefined;
    reading = undefined;
    if (isNewest) report(outcome);
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) start(next);
  }

  return {
    ask(task, files = []) {
      newest += 1;
      const request = { id: newest, task, files };
      if (running === undefined) return start(request);
      waiting = request;
      if (reading !== undefined && !files.some(({ id }) => id === reading)) {
        end({ kind: "stopped" });
      }
    },
    dispose() {
      clearTimeout(timer);
      worker?.terminate();
      worker = undefined;
      running = undefined;
      waiting = undefined;
    },
  };
}
