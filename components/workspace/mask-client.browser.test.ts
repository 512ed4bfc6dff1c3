import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyInputs } from "./inputs.ts";
import { createMasker } from "./mask-client.ts";
import { toWorkspace } from "./to-workspace.ts";

const BrowserWorker = Worker;
const token = "xoxb-1234567890-abcdefghijklmnop";
let made = 0;
let ended = 0;

/** Counts workers; the script that they load may be another one. */
function watchWorkers(address?: string): void {
  vi.stubGlobal(
    "Worker",
    class extends BrowserWorker {
      constructor(script: string | URL, options?: WorkerOptions) {
        super(address ?? script, options);
        made += 1;
      }

      override terminate() {
        ended += 1;
        super.terminate();
      }
    },
  );
}

beforeEach(() => {
  made = 0;
  ended = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Gives the beginning of what may be stored of a text with a secret. */
function start(masker = createMasker()) {
  return async (length = 0) => {
    const configuration = `token: ${token}\n${"# \n".repeat(length / 3)}`;
    const documents = { configuration, bindings: "" };
    const inputs = { ...emptyInputs, documents };
    const { workspace } = await masker.mask(toWorkspace(inputs, { id: "a", name: "A" }, 1));
    return workspace.configuration.slice(0, 40);
  };
}

const hang = "data:text/javascript,onmessage=()=>{for(;;);}";
const silent = "data:text/javascript,onmessage=()=>{}";

test("texts are masked in one worker, which is started before the first", async () => {
  watchWorkers();
  const masker = createMasker();
  masker.prepare();
  expect(made).toBe(1);
  const mask = start(masker);
  const [first, second] = await Promise.all([mask(), mask()]);
  expect([first, second].join()).not.toContain(token);
  expect(first).toContain("token: <secret removed before storing>");
  expect(await mask(60_000)).not.toContain(token);
  expect({ made, ended }).toEqual({ made: 1, ended: 0 });
});

test("a page that is left masks what is short at once, the rest in the worker", async () => {
  watchWorkers(silent);
  const mask = start();
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  expect(await mask()).not.toContain(token);
  expect(made).toBe(0);
  // Left while the worker works.
  hidden.mockReturnValue("visible");
  const masked = mask();
  let long = "";
  void mask(60_000).then((text) => {
    long = text;
  });
  await vi.waitFor(() => expect(made).toBe(1));
  hidden.mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(await masked).not.toContain(token);
  expect(long).toBe("");
});

test("a page that ends is given the copy at once, and texts that are known are not looked at again", async () => {
  const masker = createMasker();
  const workspaceOf = (configuration: string, bindings: string) =>
    toWorkspace(
      { ...emptyInputs, documents: { configuration, bindings } },
      { id: "a", name: "A" },
      1,
    );
  const first = workspaceOf(`token: ${token}\n`, "a: 1\n");
  expect(masker.maskNow(first, undefined)).toBeUndefined();
  await masker.load();
  const masked = masker.maskNow(first, undefined);
  expect(masked?.configuration).toBe("token: <secret removed before storing>\n");
  const long = "# \n".repeat(100_000);
  expect(masker.maskNow(workspaceOf(long, ""), undefined)).toBeUndefined();
  const known = { of: workspaceOf(long, ""), masked: workspaceOf("# as stored\n", "") };
  expect(masker.maskNow(workspaceOf(long, `token: ${token}\n`), known)).toMatchObject({
    configuration: "# as stored\n",
    bindings: "token: <secret removed before storing>\n",
  });
});

test("without a worker texts are masked in the page, and what hangs is not stored", async () => {
  watchWorkers("/no-such-worker.js");
  const mask = start();
  expect(await mask()).not.toContain(token);
  await expect(mask(60_000)).rejects.toThrow("could not be looked at for secrets");
  expect({ made, ended }).toEqual({ made: 2, ended: 2 });
  vi.stubGlobal("Worker", undefined);
  expect(await mask(60_000)).not.toContain(token);

  watchWorkers(hang);
  vi.useFakeTimers();
  const hangs = expect(start()()).rejects.toThrow("could not be looked at for secrets");
  await vi.advanceTimersByTimeAsync(30_000);
  await hangs;
});
