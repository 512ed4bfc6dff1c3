import { afterEach, expect, test, vi } from "vitest";
import { createBackgroundEngine } from "./background-client.ts";
import type { EngineOutcome } from "./engine-client.ts";
import { analysisInput, emptyInputs } from "./inputs.ts";

const task = (configuration: string) => {
  const documents = { configuration, bindings: "" };
  return { kind: "preview", input: analysisInput({ ...emptyInputs, documents }, 0) } as const;
};

/** A background whose engine writes down what happens to it and answers when it is told to. */
function setUp(idleMilliseconds?: number) {
  const log: string[] = [];
  let answer = (_: EngineOutcome) => {};
  const background = createBackgroundEngine((report) => {
    log.push("made");
    answer = report;
    return {
      ask: ({ input }) => log.push(input.configuration),
      dispose: () => log.push("ended"),
    };
  }, idleMilliseconds);
  return { log, background, finish: (message: string) => answer({ kind: "failed", message }) };
}

test("clients take turns on one engine, and each hears its own answers", () => {
  const { log, background, finish } = setUp();
  const one = background.open((outcome) => log.push(`one: ${JSON.stringify(outcome)}`));
  const two = background.open(() => log.push("two"));
  one.ask(task("a"));
  two.ask(task("b"));
  one.ask(task("c"));
  expect(log).toEqual(["made", "a"]);
  finish("of a, which is old");
  expect(log.splice(0)).toEqual(["made", "a", "b"]);
  finish("of b");
  expect(log.splice(0)).toEqual(["two", "c"]);
  finish("of c");
  expect(log.splice(0)).toEqual(['one: {"kind":"failed","message":"of c"}']);
});

test("the engine ends with its last client, whose answers are not heard any more", () => {
  const { log, background, finish } = setUp();
  const one = background.open(() => log.push("one"));
  const two = background.open(() => log.push("two"));
  one.ask(task("a"));
  one.dispose();
  finish("of a");
  two.ask(task("b"));
  two.dispose();
  expect(log).toEqual(["made", "a", "b", "ended"]);
  background.open(() => log.push("three")).ask(task("c"));
  expect(log.splice(4)).toEqual(["made", "c"]);
});

afterEach(() => {
  vi.useRealTimers();
});

test("an engine that has nothing to do for a while is ended, and made again for the next task", () => {
  vi.useFakeTimers();
  const { log, background, finish } = setUp(3000);
  const client = background.open(() => log.push("told"));
  client.ask(task("a"));
  vi.advanceTimersByTime(60_000);
  expect(log.splice(0)).toEqual(["made", "a"]);
  finish("of a");
  vi.advanceTimersByTime(2999);
  client.ask(task("b"));
  finish("of b");
  expect(log.splice(0)).toEqual(["told", "b", "told"]);
  vi.advanceTimersByTime(3000);
  expect(log.splice(0)).toEqual(["ended"]);
  client.ask(task("c"));
  expect(log.splice(0)).toEqual(["made", "c"]);
});
