// Serves the production build to a browser for the benchmarks.
import { spawn } from "node:child_process";
import { chromium, type Page, type Response } from "playwright";
import { ensureChromium } from "./find-chromium.mjs";
import { ensureBuild, environment, fail, root } from "./prepare.mjs";

/** Opens the workbench in a page of its own, after `prepare` had the empty page. */
export type Open = (
  prepare?: (page: Page) => unknown,
) => Promise<{ readonly page: Page; readonly answer: Response | null }>;

/** Starts server and browser, gives `work` a function that opens pages, and stops both at its end. */
export async function withBrowser(work: (open: Open) => Promise<void>): Promise<void> {
  if (!ensureBuild()) fail("The build failed; see its messages above.");
  const port = process.env.BENCH_PORT ?? "3218";
  const server = spawn(process.execPath, ["scripts/serve.mjs"], {
    cwd: root,
    env: { ...environment, PORT: port },
    stdio: "ignore",
  });
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    await work(async (prepare = () => {}) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.addInitScript(keepNames);
      await prepare(page);
      const answer = await retry(() =>
        page.goto(`http://localhost:${port}/`, { waitUntil: "load" }),
      );
      await page.getByText("401 Unauthorized").filter({ visible: true }).first().waitFor();
      await page.locator(".view-lines").first().waitFor();
      return { page, answer };
    });
  } finally {
    await browser.close();
    server.kill();
  }
}

/** tsx wraps named functions in a call of `__name`; functions that run in the page need it there. */
export const keepNames = "globalThis.__name = (value) => value;";

async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 50; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
