// Measures a dump of a large cluster in the browser: the time until it is read, whether the page stays responsive
// meanwhile, and the memory that it takes.
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
import type { Page } from "playwright";
import type { Open } from "./bench-page.ts";
import { bin, root } from "./prepare.mjs";

/** Prints the figures of the generated cluster and of a dump of 50 MB, each in a page of its own. */
export async function benchCluster(open: Open): Promise<void> {
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

function generate(folder: string, name: string, numbers: readonly number[]): string {
  const file = path.join(folder, name);
  const output = openSync(file, "w");
  const script = path.join(root, "scripts/generate-cluster.ts");
  spawnSync(process.execPath, [bin("tsx", "dist/cli.mjs"), script, ...numbers.map(String)], {
    stdio: ["ignore", output, "inherit"],
  });
  closeSync(output);
  return file;
}

/** What the page measures about itself, kept in its global object. */
interface Marks {
  longTasks: number[];
  begun?: number;
  read?: number;
}

/** Measures from the choice of the file until its counts are on the page. */
async function benchReading(page: Page, file: string): Promise<void> {
  const access = page.getByRole("region", { name: "Access" });
  await access.getByLabel("Who asks").selectOption("a user typed by hand");
  await access.getByLabel("User name").fill("oidc:user-7@example.com");
  await access
    .getByLabel("Groups, with commas between")
    .fill("oidc:group-1, oidc:group-2, oidc:group-3, system:authenticated");
  await access.getByRole("button", { name: "Files of a cluster" }).click();
  const memory = await watchMemory(page);
  await page.evaluate(() => {
    const marks = globalThis as unknown as Marks;
    marks.longTasks = [];
    new PerformanceObserver((list) => {
      marks.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
    const isRead = () => /[\d,]+ roles, [\d,]+ bindings/.test(document.body.textContent ?? "");
    new MutationObserver(() => {
      if (document.querySelector("progress")) marks.begun ??= performance.now();
      if (marks.begun !== undefined && isRead()) marks.read ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const picker = page.waitForEvent("filechooser");
  await access.getByRole("button", { name: "Add files" }).click();
  await (await picker).setFiles(file);
  await page.waitForFunction(() => (globalThis as unknown as Marks).read !== undefined, undefined, {
    timeout: 120_000,
  });
  // Wait until the page has drawn the answers about the file.
  await page.waitForTimeout(2000);
  const { took, tasks, words } = await page.evaluate(() => {
    const { begun = 0, read = 0, longTasks } = globalThis as unknown as Marks;
    const text = document.body.textContent ?? "";
    return {
      took: read - begun,
      tasks: longTasks,
      words: /[\d,]+ roles, [\d,]+ bindings/.exec(text)?.[0],
    };
  });
  console.log(`  read in ${took.toFixed(0)} ms: ${words}`);
  console.log(
    `  longest task of the page ${Math.max(0, ...tasks).toFixed(0)} ms, ${tasks.length} over 50 ms`,
  );
  const peak = memory();
  console.log(
    peak === undefined ? "  memory: measured on Linux only" : `  memory of the page ${peak}`,
  );
}

/** Returns a function that reads the peak memory of the page's process, or undefined on systems other than Linux. */
async function watchMemory(page: Page): Promise<() => string | undefined> {
  const browser = page.context().browser();
  if (browser === null) return () => undefined;
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const before = renderers.map((id) => status(id, "VmRSS"));
  return () => {
    const peaks = renderers.map((id) => status(id, "VmHWM"));
    const peak = Math.max(0, ...peaks);
    if (peak === 0) return undefined;
    return `${megabytes(peak)} at its peak, ${megabytes(before[peaks.indexOf(peak)] ?? 0)} before`;
  };
}

/** A field of a process in bytes, as the kernel reports it; 0 if it is not known. */
function status(id: number, field: string): number {
  const file = `/proc/${id}/status`;
  if (!existsSync(file)) return 0;
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(file, "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
