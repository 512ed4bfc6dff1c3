// What a dump of a big cluster costs in the browser: how long until it is read, whether the page stays responsive
// meanwhile, and how much memory it takes.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bin, root } from "./prepare.mjs";

/** Prints the figures of the generated cluster and of a dump of 50 MB, each in a page of its own. */
export async function benchCluster(open) {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  try {
    const cluster = generate(folder, "cluster.yaml", [10_000, 2_000, 100]);
    const large = generate(folder, "large.yaml", [62_000, 12_000, 100]);
    for (const file of [cluster, large]) {
      const { page } = await open();
      console.log(`\nA dump of ${megabytes(statSync(file).size)} in the browser`);
      await benchReading(page, file);
      await page.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function generate(folder, name, numbers) {
  const file = path.join(folder, name);
  const output = openSync(file, "w");
  const script = path.join(root, "scripts/generate-cluster.ts");
  spawnSync(process.execPath, [bin("tsx", "dist/cli.mjs"), script, ...numbers.map(String)], {
    stdio: ["ignore", output, "inherit"],
  });
  closeSync(output);
  return file;
}

/** From the choice of the file to its counts on the page. */
async function benchReading(page, file) {
  const access = page.getByRole("region", { name: "Access" });
  await access.getByLabel("Who asks").selectOption("a user typed by hand");
  await access.getByLabel("User name").fill("oidc:user-7@example.com");
  await access
    .getByLabel("Groups, with commas between")
    .fill("oidc:group-1, oidc:group-2, oidc:group-3, system:authenticated");
  await access.getByRole("button", { name: "Files of a cluster" }).click();
  const memory = await watchMemory(page);
  await page.evaluate(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
    const isRead = () => /[\d,]+ roles, [\d,]+ bindings/.test(document.body.textContent);
    new MutationObserver(() => {
      if (document.querySelector("progress")) globalThis.begun ??= performance.now();
      if (globalThis.begun !== undefined && isRead()) globalThis.read ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const picker = page.waitForEvent("filechooser");
  await access.getByRole("button", { name: "Add files" }).click();
  await (await picker).setFiles(file);
  await page.waitForFunction(() => globalThis.read !== undefined, undefined, { timeout: 120_000 });
  // What follows from the file is drawn too.
  await page.waitForTimeout(2000);
  const { took, tasks, words } = await page.evaluate(() => ({
    took: globalThis.read - globalThis.begun,
    tasks: globalThis.longTasks,
    words: /[\d,]+ roles, [\d,]+ bindings/.exec(document.body.textContent)?.[0],
  }));
  console.log(`  read in ${took.toFixed(0)} ms: ${words}`);
  console.log(
    `  longest task of the page ${Math.max(0, ...tasks).toFixed(0)} ms, ${tasks.length} over 50 ms`,
  );
  const peak = memory();
  console.log(peak === undefined ? "  memory: only Linux says" : `  memory of the page ${peak}`);
}

/** Linux keeps the peak of each process; elsewhere nothing is said. */
async function watchMemory(page) {
  const client = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await client.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const before = renderers.map((id) => status(id, "VmRSS"));
  return () => {
    const peaks = renderers.map((id) => status(id, "VmHWM"));
    const most = peaks.indexOf(Math.max(...peaks));
    if (most === -1 || !(peaks[most] > 0)) return undefined;
    return `${megabytes(peaks[most])} at its peak, ${megabytes(before[most])} before`;
  };
}

function status(id, field) {
  const file = `/proc/${id}/status`;
  if (!existsSync(file)) return 0;
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(file, "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
