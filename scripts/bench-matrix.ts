// Measures the matrix of permissions with more than two hundred rows: a redraw and a frame of scrolling, by a trace of
// the browser.
import type { Locator, Page } from "playwright";
import type { Open } from "./bench-page.ts";

const rowsWanted = 219;
/** In milliseconds. */
const limits = { redraw: 50, frame: 8 };

/** Loads roles with many resources and measures the grid; `open` gives a page. */
export async function benchMatrix(open: Open): Promise<void> {
  const { page } = await open();
  const access = page.getByRole("region", { name: "Access" });
  const grid = access.getByRole("grid", { name: "Permissions" });
  await access.getByLabel("Who asks").selectOption("a user typed by hand");
  await access.getByLabel("User name").fill("oidc:user-7@example.com");
  await access.getByLabel("Namespace").selectOption("");
  await access.getByLabel("only what is granted").uncheck();
  const before = await countRows(grid);
  await access.getByRole("button", { name: "Files of a cluster" }).click();
  const picker = page.waitForEvent("filechooser");
  await access.getByRole("button", { name: "Add files" }).click();
  const dump = moreRows(rowsWanted - before - 1);
  await (await picker).setFiles({
    name: "custom.yaml",
    mimeType: "text/yaml",
    buffer: Buffer.from(dump),
  });
  await page.waitForFunction(
    (least) => Number(document.querySelector('[role="grid"]')?.ariaRowCount ?? 0) >= least,
    rowsWanted - 2,
  );
  const columns = await grid.getByRole("columnheader").count();
  const drawnRows = await grid.getByRole("row").count();
  console.log(
    `\nThe matrix, ${await countRows(grid)} rows × ${columns} columns, ${drawnRows} rows drawn`,
  );

  const drawn: number[] = [];
  const redraws: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const namespace = round % 2 === 0 ? "team-7" : "";
    const events = await trace(page, async () => {
      drawn.push(await access.getByLabel("Namespace").evaluate(timeChoice, namespace));
    });
    redraws.push(workOf(events));
    await page.waitForTimeout(200);
  }
  console.log(`  drawn for another namespace, the engine's answer included: ${summarize(drawn)}`);
  console.log(`  script and layout of it: ${summarize(redraws)}${judge(redraws, limits.redraw)}`);

  const toggles: number[] = [];
  const box = access.getByLabel("only what is granted");
  for (let round = 0; round < 10; round += 1) {
    const events = await trace(page, async () => {
      await box.evaluate((element: HTMLElement) => element.click());
      await page.waitForTimeout(200);
    });
    toggles.push(workOf(events));
  }
  console.log(
    `  script and layout to draw all rows: ${summarize(toggles)}${judge(toggles, limits.redraw)}`,
  );

  await grid.getByRole("rowheader").first().focus();
  console.log(`  a key to its frame: ${summarize(await timeKeys(page, rowsWanted))}`);
  const frames = framesOf(await trace(page, () => grid.evaluate(scrollThrough)));
  console.log(
    `  script and layout of a frame while it scrolls: ${summarize(frames)}${judge(frames, limits.frame)}`,
  );
  await page.close();
}

/** An event of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

async function countRows(grid: Locator): Promise<number> {
  return Number(await grid.getAttribute("aria-rowcount"));
}

/** Traces the browser during `work` and returns the events of the thread that draws the page, in order. */
async function trace(page: Page, work: () => Promise<unknown>): Promise<readonly TraceEvent[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser.");
  await browser.startTracing(page, { categories: ["devtools.timeline", "__metadata"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const threads = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const busiest = threads
    .map(({ pid, tid }) => traceEvents.filter((event) => event.pid === pid && event.tid === tid))
    .sort((a, b) => b.length - a.length)[0];
  return (busiest ?? []).toSorted((a, b) => a.ts - b.ts);
}

const scriptAndLayout = new Set([
  "FunctionCall",
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "TimerFire",
  "RunMicrotasks",
  "UpdateLayoutTree",
  "Layout",
]);

/**
 * Script and layout of a trace in milliseconds of the thread's CPU time, so that other programs do not count. An event
 * inside another one counts once.
 */
function workOf(events: readonly TraceEvent[]): number {
  let end = 0;
  let work = 0;
  for (const { name, ph, ts, dur = 0, tdur = dur } of events) {
    if (ph !== "X" || !scriptAndLayout.has(name) || ts < end) continue;
    work += tdur;
    end = ts + dur;
  }
  return work / 1000;
}

/** Script and layout of each frame of a trace, in milliseconds. */
function framesOf(events: readonly TraceEvent[]): readonly number[] {
  const begins = events
    .filter(({ name, ph }) => name === "FireAnimationFrame" && ph === "X")
    .map(({ ts }) => ts);
  return begins
    .slice(0, -1)
    .map((begin, index) =>
      workOf(events.filter(({ ts }) => ts >= begin && ts < (begins[index + 1] ?? 0))),
    );
}

/** Runs in the page: scrolls by a little more than a row each frame. */
async function scrollThrough(table: Element): Promise<void> {
  const scroll = table.parentElement;
  if (scroll === null) return;
  for (let step = 0; step < 120; step += 1) {
    scroll.scrollTop = (step * 40) % (scroll.scrollHeight - scroll.clientHeight);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function judge(times: readonly number[], limit: number): string {
  return ` (limit ${limit} ms: ${middle(times) <= limit ? "kept" : "broken"})`;
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)] ?? Number.NaN;
}

/** Custom resources in addition to those of the server, and two verbs that have a column only if they are granted. */
function moreRows(count: number): string {
  const resources = Array.from({ length: count }, (_, index) => `things${index}`).join(", ");
  return `kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: custom}
rules:
- {apiGroups: [example.org], resources: [${resources}], verbs: [get, list]}
- {apiGroups: [""], resources: [users], verbs: [impersonate]}
- {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [bind]}
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: custom, namespace: team-7}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "oidc:user-7@example.com"}]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: custom}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: custom}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "oidc:user-7@example.com"}]
`;
}

/** Runs in the page: from the choice of a namespace ("" is the whole cluster) to the frame that shows its answers. */
async function timeChoice(select: Element, namespace: string): Promise<number> {
  // Only the whole cluster has this hint.
  const isDrawn = () =>
    (document.body.textContent ?? "").includes("There are bindings in single namespaces too") ===
    (namespace === "");
  const drawn = new Promise<number>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isDrawn()) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const started = performance.now();
  const property = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value");
  property?.set?.call(select, namespace);
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return (await drawn) - started;
}

/** What the page measures about itself, kept in its global object. */
interface Marks {
  keyTimes: number[];
}

/** Milliseconds from each of up to a hundred key presses to its frame. */
async function timeKeys(page: Page, rows: number): Promise<readonly number[]> {
  await page.evaluate(() => {
    const marks = globalThis as unknown as Marks;
    marks.keyTimes = [];
    document.addEventListener(
      "keydown",
      () => {
        const pressed = performance.now();
        requestAnimationFrame(() =>
          setTimeout(() => marks.keyTimes.push(performance.now() - pressed)),
        );
      },
      true,
    );
  });
  const keys = ["ArrowDown", "ArrowRight", "ArrowDown", "PageDown"];
  for (let press = 0; press < Math.min(rows, 100); press += 1) {
    await page.keyboard.press(keys[press % keys.length] ?? "ArrowDown");
  }
  return await page.evaluate(() => (globalThis as unknown as Marks).keyTimes);
}

function summarize(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);
  return `median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, worst ${at(1)} ms of ${sorted.length}`;
}
