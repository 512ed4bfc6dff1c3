import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEngineClient, type EngineClient, type EngineOutcome } from "./engine-client.ts";
import type { EngineTask, ReadingProgress } from "./engine-messages.ts";
import { analysisInput, emptyInputs, type OpenedFile } from "./inputs.ts";

const BrowserWorker = Worker;

/**
 * Replaces the engine in a worker of its own: the configuration says what it does. It says how many it has
 * answered before, so that a worker that was made anew is told from the old one.
 */
const script = `
let answered = 0;
onmessage = ({ data: { id, task, files } }) => {
  const say = (message) => postMessage({ id, ...message });
  say({ kind: "begun" });
  const words = task.input.configuration;
  if (words === "hang") for (;;);
  if (words === "throw") throw new Error("a fault of the engine");
  if (words === "read") return say({ kind: "reading", progress: { file: files[0].id, read: 7, objects: 1 } });
  answered += 1;
  say({ kind: "done", answer: words + " " + answered });
};`;

const scripted = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
let made = 0;
let ended = 0;
let used: { client: EngineClient; heard: unknown[]; read: ReadingProgress[] } | undefined;

/** What the client loads in place of the engine. */
function standIn(address: string): void {
  vi.stubGlobal(
    "Worker",
    class extends BrowserWorker {
      constructor() {
        super(address, { type: "module" });
        made += 1;
      }

      override terminate() {
        ended += 1;
        super.terminate();
      }
    },
  );
}

function start() {
  const heard: unknown[] = [];
  const read: ReadingProgress[] = [];
  const client = createEngineClient(
    (outcome: EngineOutcome) => heard.push(outcome.kind === "done" ? outcome.answer : outcome),
    (progress) => read.push(progress),
  );
  used = { client, heard, read };
  return used;
}

const task = (configuration: string): EngineTask => ({
  kind: "preview",
  input: analysisInput(
    { ...emptyInputs, documents: { configuration, bindings: "" } },
    1_790_000_000,
  ),
});

const dump = (id: string): OpenedFile => ({
  id,
  name: `${id}.yaml`,
  size: 1,
  content: new Blob(["x"]),
});

beforeEach(() => {
  made = 0;
  ended = 0;
});

afterEach(() => {
  used?.client.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the engine answers in its worker, which is made with the first question", async () => {
  const { client, heard } = start();
  client.ask(task("jwt: ["));
  await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 50_000 });
  expect(heard[0]).toMatchObject({ title: "No verdict" });
});

test("one worker serves all questions; of those that wait only the newest is asked", async () => {
  standIn(scripted);
  const { client, heard } = start();
  expect(made).toBe(0);
  client.ask(task("first"));
  client.ask(task("forgotten"));
  client.ask(task("last"));
  await vi.waitFor(() => expect(heard).toEqual(["last 2"]));
  client.ask(task("next"));
  await vi.waitFor(() => expect(heard).toEqual(["last 2", "next 3"]));
  expect({ made, ended }).toEqual({ made: 1, ended: 0 });
});

test("a run over five seconds is stopped, and the next question has a new worker", async () => {
  standIn(scripted);
  const { client, heard } = start();
  client.ask(task("before"));
  await vi.waitFor(() => expect(heard).toEqual(["before 1"]));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  client.ask(task("hang"));
  await vi.advanceTimersByTimeAsync(4999);
  expect(heard).toEqual(["before 1"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toEqual(["before 1", { kind: "stopped" }]);
  vi.useRealTimers();
  client.ask(task("after"));
  await vi.waitFor(() => expect(heard).toEqual(["before 1", { kind: "stopped" }, "after 1"]));
  expect({ made, ended }).toEqual({ made: 2, ended: 1 });
});

test("a question that was asked during a run that hangs is answered after it, and only it", async () => {
  standIn(scripted);
  const { client, heard } = start();
  client.ask(task("before"));
  await vi.waitFor(() => expect(heard).toEqual(["before 1"]));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  client.ask(task("hang"));
  client.ask(task("asked meanwhile"));
  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(heard).toEqual(["before 1", "asked meanwhile 1"]));
});

test("an engine that is being loaded has a minute for it, and five seconds from its beginning", async () => {
  standIn("data:text/javascript,onmessage=()=>{}");
  const { client, heard } = start();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  client.ask(task("never begun"));
  await vi.advanceTimersByTimeAsync(59_999);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toEqual([{ kind: "stopped" }]);
});

test("an error of the engine's script is reported, and a new worker made", async () => {
  standIn(scripted);
  const { client, heard } = start();
  client.ask(task("throw"));
  await vi.waitFor(() =>
    expect(heard).toEqual([{ kind: "failed", message: "Uncaught Error: a fault of the engine" }]),
  );
  client.ask(task("after"));
  await vi.waitFor(() => expect(heard.slice(1)).toEqual(["after 1"]));
  expect({ made, ended }).toEqual({ made: 2, ended: 1 });
});

test("the reading of a file is reported, and ended as soon as the file is not wanted any more", async () => {
  standIn(scripted);
  const { client, heard, read } = start();
  client.ask(task("read"), [dump("a")]);
  await vi.waitFor(() => expect(read).toEqual([{ file: "a", read: 7, objects: 1 }]));
  client.ask(task("still wanted"), [dump("a")]);
  expect(ended).toBe(0);
  client.ask(task("without it"), [dump("b")]);
  expect(ended).toBe(1);
  await vi.waitFor(() => expect(heard).toEqual(["without it 1"]));
});

test("what was disposed of reports nothing", async () => {
  standIn(scripted);
  const { client, heard } = start();
  client.ask(task("cancelled"));
  client.dispose();
  expect({ made, ended }).toEqual({ made: 1, ended: 1 });
  const other = start();
  other.client.ask(task("other"));
  await vi.waitFor(() => expect(other.heard).toEqual(["other 1"]));
  expect(heard).toEqual([]);
});

test("an engine whose file is gone is said to be unavailable", async () => {
  standIn("/no-such-worker.js");
  const { client, heard } = start();
  client.ask(task("x"));
  await vi.waitFor(() => expect(heard).toEqual([{ kind: "unavailable", reason: "not-loaded" }]));
});

test("a browser without workers is said to have none", () => {
  vi.stubGlobal("Worker", undefined);
  const { client, heard } = start();
  client.ask(task("x"));
  expect(heard).toEqual([{ kind: "unavailable", reason: "no-workers" }]);
});
