// `npm run screenshots`: takes the pictures of the README from the production build with the first example, and pictures
// of the states that e2e/states.ts lists, for review: test-results/states.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright";
import { states } from "../e2e/states.ts";
import { Workbench } from "../e2e/workbench.ts";
import { keepNames } from "./bench-page.ts";
import { ensureChromium } from "./find-chromium.mjs";
import { ensureBuild, ensurePackages, environment, fail, root } from "./prepare.mjs";

const port = "3219";
const folder = path.join(root, "public", "screenshots");
const pictures = [
  { name: "wide-light", width: 1440, height: 900, colorScheme: "light" },
  { name: "wide-dark", width: 1440, height: 900, colorScheme: "dark" },
  { name: "narrow-light", width: 390, height: 844, colorScheme: "light" },
  { name: "narrow-dark", width: 390, height: 844, colorScheme: "dark" },
] as const;

ensurePackages();
if (!ensureBuild()) fail("The build failed; see its messages above.");
const executablePath = await ensureChromium();
mkdirSync(folder, { recursive: true });

const server = spawn(process.execPath, ["scripts/serve.mjs"], {
  cwd: root,
  env: { ...environment, PORT: port },
  stdio: "ignore",
});
try {
  await waitFor(`http://localhost:${port}/icon.svg`);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  for (const { name, width, height, colorScheme } of pictures) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(`http://localhost:${port}/`);
    await page.getByText("401 Unauthorized").filter({ visible: true }).first().waitFor();
    await page.locator(".view-lines").first().waitFor();
    await page.waitForFunction(isDrawn);
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
    console.log(`${name}.png`);
    await page.close();
  }
  await takeStates(browser);
  await browser.close();
} finally {
  server.kill();
}

/** Takes each state at each width, light and dark, and each column if there is one only; one page goes through all states. */
async function takeStates(browser: Browser): Promise<void> {
  const wide = { width: 1440, height: 900 };
  const sizes = [
    wide,
    { width: 1024, height: 768 },
    { width: 720, height: 450 },
    { width: 390, height: 844 },
  ];
  const into = path.join(root, "test-results", "states");
  mkdirSync(into, { recursive: true });
  const page = await browser.newPage({ viewport: wide, baseURL: `http://localhost:${port}/` });
  await page.addInitScript(keepNames);
  page.setDefaultTimeout(60_000);
  const workbench = new Workbench(page);
  // What the tests expect waits five seconds here, and the first answer of a busy machine takes longer.
  await page.goto("/");
  await page.getByText("401 Unauthorized").filter({ visible: true }).first().waitFor();
  // The next visit is the first one again.
  await page.evaluate(() => localStorage.clear());
  await workbench.open();
  const parts = page.getByRole("navigation", { name: "Parts of the page" });
  for (const { name, reach, modal = false } of states) {
    await page.setViewportSize(wide);
    await reach(workbench);
    for (const size of sizes) {
      await page.setViewportSize(size);
      const columns = size.width >= 900 || modal ? [""] : ["-token", "-configuration"];
      for (const column of columns) {
        const part = column === "-token" ? /Token$/ : /Configuration$/;
        if (column !== "") await parts.getByRole("button", { name: part }).click();
        for (const colorScheme of ["dark", "light"] as const) {
          await page.emulateMedia({ colorScheme });
          await page.waitForTimeout(300);
          await page.screenshot({
            path: path.join(into, `${name}-${size.width}${column}-${colorScheme}.png`),
          });
        }
      }
    }
    console.log(`states/${name}`);
  }
  await page.close();
}

/** Runs in the page: whether the editor has its colours and the answers after the first verdict are there. */
function isDrawn(): boolean {
  const colours = new Set(
    [...document.querySelectorAll(".view-lines [class^=mtk]")].map(({ className }) => className),
  );
  return colours.size > 2 && (document.body.textContent ?? "").includes("1.30");
}

async function waitFor(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} does not answer.`);
}
