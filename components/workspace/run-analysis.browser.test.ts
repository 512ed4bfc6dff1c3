import { afterEach, expect, test, vi } from "vitest";
import { emptyInputs } from "./inputs.ts";
import { runAnalysis } from "./run-analysis.ts";
import { createWorkspace } from "./workspace.ts";

const BrowserWorker = Worker;
let end = () => {};

afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Another script is loaded in place of the engine. */
function standIn(address: string): void {
  vi.stubGlobal(
    "Worker",
    class extends BrowserWorker {
      constructor() {
        super(address, { type: "module" });
      }
    },
  );
}

/** A workspace with a configuration, which is analysed. */
function start() {
  const workspace = createWorkspace();
  const documents = { configuration: "jwt: [", bindings: "" };
  workspace.dispatch({ kind: "restore", inputs: { ...emptyInputs, documents } });
  end = runAnalysis(workspace);
  return workspace;
}

test("the analysis is made in the engine's worker and follows the inputs", async () => {
  const { answer, readAnalysis, dispatch } = start();
  const title = () => readAnalysis()?.headline.title;
  await expect.poll(title, { timeout: 50_000 }).toBe("Not finished yet");
  expect(answer.getState()).toMatchObject({ late: false, problem: undefined });
  dispatch({ kind: "edit", document: "configuration", text: "" });
  await expect.poll(title).toBe("No configuration yet");
});

const failing = `data:text/javascript,${encodeURIComponent('onmessage=()=>{throw new Error("x")}')}`;

for (const { name, address, want } of [
  {
    name: "its file is gone",
    address: "/no-such-worker.js",
    want: "The engine could not be loaded: a newer version was installed. Reload the page; your text is kept.",
  },
  {
    name: "it fails",
    address: failing,
    want: "The analysis failed. This is a fault of Claimcheck. What you see belongs to an earlier text; yours is kept. (Uncaught Error: x)",
  },
]) {
  test(`an engine that does not answer is said: ${name}`, async () => {
    standIn(address);
    const { answer } = start();
    await expect.poll(() => answer.getState().problem).toBe(want);
  });
}

test("an engine that does not end is said after its limit, and the page stays late until then", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  standIn("data:text/javascript,onmessage=()=>{}");
  const { answer } = start();
  await vi.advanceTimersByTimeAsync(150);
  expect(answer.getState()).toMatchObject({ late: true, problem: undefined });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answer.getState()).toMatchObject({
    late: false,
    problem:
      "The analysis took longer than 5 seconds and was stopped. What you see belongs to an earlier text; yours is kept.",
  });
});

test("a browser without workers is told what it lacks", () => {
  vi.stubGlobal("Worker", undefined);
  const { answer } = start();
  expect(answer.getState().problem).toBe(
    "Nothing can be analysed: this browser runs no web workers, in which the engine works. Allow them for this page, or use another browser. Your text is kept.",
  );
});
