import { createEngineClient, type EngineClient, type EngineOutcome } from "./engine-client.ts";
import type { EngineInput } from "./engine-messages.ts";

/** Gives clients of one engine for what can wait. It is made with the first question and ended with the last client. */
export interface BackgroundEngine {
  /** A client whose newest question counts: an older one that has not begun is forgotten, one that runs is not reported. */
  open(report: (outcome: EngineOutcome) => void): EngineClient;
}

interface Lane {
  readonly report: (outcome: EngineOutcome) => void;
  waiting: EngineInput | undefined;
}

/** Makes the clients take turns, so that what one of them had worked out serves the others. */
export function createBackgroundEngine(create: typeof createEngineClient): BackgroundEngine {
  const lanes = new Set<Lane>();
  let client: EngineClient | undefined;
  let running: Lane | undefined;

  function start(): void {
    if (running !== undefined) return;
    const next = [...lanes].find(({ waiting }) => waiting !== undefined);
    if (next?.waiting === undefined) return;
    const input = next.waiting;
    // Behind the others: no client waits for ever.
    lanes.delete(next);
    lanes.add(next);
    next.waiting = undefined;
    running = next;
    client ??= create(finish);
    client.analyze(input);
  }

  function finish(outcome: EngineOutcome): void {
    const done = running;
    running = undefined;
    if (done !== undefined && lanes.has(done) && done.waiting === undefined) done.report(outcome);
    start();
  }

  return {
    open(report) {
      const lane: Lane = { report, waiting: undefined };
      lanes.add(lane);
      return {
        analyze(input) {
          lane.waiting = input;
          start();
        },
        dispose() {
          lanes.delete(lane);
          if (lanes.size > 0) return;
          client?.dispose();
          client = undefined;
          running = undefined;
        },
      };
    },
  };
}

/** The engine of the page for what can wait: other versions, and the files to download. It is never given a token. */
export const background = createBackgroundEngine(createEngineClient);
