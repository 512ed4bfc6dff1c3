// The matrix of permissions with more than two hundred rows: what a redraw and a frame of scrolling cost, by a trace of the
// browser.

const rowsWanted = 219;
/** In milliseconds. */
const limits = { redraw: 50, frame: 8 };

/** Loads roles with many resources and measures the grid; `open` gives a page. */
export async function benchMatrix(open) {
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

  const drawn = [];
  const redraws = [];
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

  const toggles = [];
  const box = access.getByLabel("only what is granted");
  for (let round = 0; round < 10; round += 1) {
    const events = await trace(page, async () => {
      await box.evaluate((element) => element.click());
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

async function countRows(grid) {
  return Number(await grid.getAttribute("aria-rowcount"));
}

/** What the browser did meanwhile: events of the thread that draws the page. */
async function trace(page, work) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["devtools.timeline", "__metadata"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
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
 * Script and layout of a trace in milliseconds of the thread's own time, so that other programs do not count; an event
 * within another one counts once.
 */
function workOf(events) {
  let end = 0;
  let work = 0;
  for (const { name, ph, ts, dur = 0, tdur = dur } of events) {
    if (ph !== "X" || !scriptAndLayout.has(name) || ts < end) continue;
    work += tdur;
    end = ts + dur;
  }
  return work / 1000;
}

/** The same for each frame of a trace. */
function framesOf(events) {
  const begins = events
    .filter(({ name, ph }) => name === "FireAnimationFrame" && ph === "X")
    .map(({ ts }) => ts);
  return begins
    .slice(0, -1)
    .map((begin, index) =>
      workOf(events.filter(({ ts }) => ts >= begin && ts < begins[index + 1])),
    );
}

/** Runs in the page: scrolls by a little more than a row each frame. */
async function scrollThrough(table) {
  const scroll = table.parentElement;
  for (let step = 0; step < 120; step += 1) {
    scroll.scrollTop = (step * 40) % (scroll.scrollHeight - scroll.clientHeight);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function judge(times, limit) {
  return ` (limit ${limit} ms: ${middle(times) <= limit ? "kept" : "broken"})`;
}

function middle(times) {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)];
}

/** Custom resources beside those of the server, and two verbs that have a column only where they are granted. */
function moreRows(count) {
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
async function timeChoice(select, namespace) {
  // Only the whole cluster has this hint.
  const isDrawn = () =>
    document.body.textContent.includes("There are bindings in single namespaces too") ===
    (namespace === "");
  const drawn = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isDrawn()) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const started = performance.now();
  const { set } = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value");
  set.call(select, namespace);
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return (await drawn) - started;
}

async function timeKeys(page, rows) {
  await page.evaluate(() => {
    globalThis.keyTimes = [];
    document.addEventListener(
      "keydown",
      () => {
        const pressed = performance.now();
        requestAnimationFrame(() =>
          setTimeout(() => globalThis.keyTimes.push(performance.now() - pressed)),
        );
      },
      true,
    );
  });
  const keys = ["ArrowDown", "ArrowRight", "ArrowDown", "PageDown"];
  for (let press = 0; press < Math.min(rows, 100); press += 1) {
    await page.keyboard.press(keys[press % keys.length]);
  }
  return await page.evaluate(() => globalThis.keyTimes);
}

function summarize(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(1);
  return `median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, worst ${at(1)} ms of ${sorted.length}`;
}
