import { createEngineClient, type EngineOutcome } from "./engine-client.ts";
import { analysisInput } from "./inputs.ts";
import { keepEqual } from "./keep-equal.ts";
import type { Workspace } from "./workspace.ts";

const blinkMilliseconds = 150;
const tickMilliseconds = 10_000;

/**
 * Keeps the analysis of a workspace up to date: the worker repeats it when the inputs change, and at intervals while the clock is
 * "now" and the page is visible. Returns a function that stops it.
 */
export function runAnalysis({ state, answer }: Workspace): () => void {
  let blink: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let ended = false;

  const client = createEngineClient<"analyze">(
    (done) => {
      clearTimeout(blink);
      answer.setState(({ analysis }) => ({
        late: false,
        reading: undefined,
        problem: problemOf(done),
        // Equal parts keep their identity, so that only changed parts are drawn again.
        analysis: done.kind === "done" ? keepEqual(analysis, done.answer) : analysis,
      }));
    },
    (reading) => answer.setState({ reading }),
  );

  // Several changes in one event cause one request.
  function askSoon() {
    if (asking) return;
    asking = true;
    queueMicrotask(() => {
      asking = false;
      if (!ended) ask();
    });
  }

  function ask() {
    const { inputs, ready } = state.getState();
    if (!ready) return;
    clearTimeout(blink);
    blink = setTimeout(() => answer.setState({ late: true }), blinkMilliseconds);
    const input = analysisInput(inputs, Math.floor(Date.now() / 1000));
    client.ask({ kind: "analyze", input }, inputs.files);
  }

  function tick() {
    const running = state.getState().inputs.clock.kind === "now";
    if (running && document.visibilityState === "visible") ask();
  }

  const unsubscribe = state.subscribe((now, before) => {
    if (now.inputs !== before.inputs || now.ready !== before.ready) askSoon();
  });
  const timer = setInterval(tick, tickMilliseconds);
  document.addEventListener("visibilitychange", tick);
  ask();

  return () => {
    ended = true;
    unsubscribe();
    clearInterval(timer);
    clearTimeout(blink);
    document.removeEventListener("visibilitychange", tick);
    client.dispose();
  };
}

function problemOf(outcome: EngineOutcome): string | undefined {
  switch (outcome.kind) {
    case "done":
      return undefined;
    case "stopped":
      return "The analysis took longer than 5 seconds and was stopped. What you see belongs to an earlier text; yours is kept.";
    case "unavailable":
      if (outcome.reason === "no-workers")
        return "Nothing can be analysed: this browser runs no web workers, in which the engine works. Allow them for this page, or use another browser. Your text is kept.";
      return navigator.onLine
        ? "The engine could not be loaded: a newer version was installed. Reload the page; your text is kept."
        : "The engine could not be loaded: this browser is offline. Your text is kept.";
    case "failed":
      return `The analysis failed. This is a fault of Claimcheck. What you see belongs to an earlier text; yours is kept. (${outcome.message})`;
  }
}
