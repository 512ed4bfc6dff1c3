import { createEngineClient, type EngineClient, type EngineOutcome } from "./engine-client.ts";
import type { EngineTask, TaskKind } from "./engine-messages.ts";

/** Gives clients of one engine for what can wait. It is made with the first task and ended with the last client. */
export interface BackgroundEngine {
  /** A client whose newest task counts: an older one that has not begun is forgotten, one that runs is not reported. */
  open<K extends TaskKind>(report: (outcome: EngineOutcome<K>) => void): EngineClient<K>;
}

interface Lane {
  /** The engine answers a task with what belongs to its kind. */
  report(outcome: EngineOutcome): void;
  waiting: EngineTask | undefined;
}

/**
 * Makes the clients take turns, so that what one of them had worked out serves the others. An engine that had nothing to
 * do for `idleMilliseconds` is ended: it takes memory, and the next task makes a new one.
 */
export function createBackgroundEngine(
  create: (report: (outcome: EngineOutcome) => void) => EngineClient,
  idleMilliseconds = Number.POSITIVE_INFINITY,
): BackgroundEngine {
  const lanes = new Set<Lane>();
  let client: EngineClient | undefined;
  let running: Lane | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    if (running !== undefined) return;
    clearTimeout(idle);
    const next = [...lanes].find(({ waiting }) => waiting !== undefined);
    if (next?.waiting === undefined) {
      if (Number.isFinite(idleMilliseconds)) idle = setTimeout(end, idleMilliseconds);
      return;
    }
    const task = next.waiting;
    // Behind the others: no client waits for ever.
    lanes.delete(next);
    lanes.add(next);
    next.waiting = undefined;
    running = next;
    client ??= create(finish);
    client.ask(task);
  }

  function end(): void {
    clearTimeout(idle);
    client?.dispose();
    client = undefined;
    running = undefined;
  }

  function finish(outcome: EngineOutcome): void {
    const done = running;
    running = undefined;
    if (done !== undefined && lanes.has(done) && done.waiting === undefined) done.report(outcome);
    start();
  }

  return {
    open<K extends TaskKind>(report: (outcome: EngineOutcome<K>) => void): EngineClient<K> {
      const lane: Lane = { report, waiting: undefined };
      lanes.add(lane);
      return {
        ask(task) {
          lane.waiting = task;
          start();
        },
        dispose() {
          lanes.delete(lane);
          if (lanes.size === 0) end();
        },
      };
    },
  };
}

/** The engine of the page for what can wait: other versions, and the files to download. It is never given a token. */
export const background = createBackgroundEngine(createEngineClient);

/**
 * The engine for what is tried with the token: previews, and fixes against the verdict. It is there only while one of them is
 * worked out, and what it knew of a token ends with it.
 */
export const trials = createBackgroundEngine(createEngineClient, 3000);
