// `npm run screenshots`: the pictures of the README, taken of the production build with the first example, and pictures of
// the states that e2e/states.ts lists, to be looked at: test-results/states.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";
import { tsImport } from "tsx/esm/api";
import { ensureChromium } from "./find-chromium.mjs";
import { ensureBuild, ensurePackages, environment, fail, root } from "./prepare.mjs";

const port = "3219";
const folder = path.join(root, "public", "screenshots");
const pictures = [
  { name: "wide-light", width: 1440, height: 900, colorScheme: "light" },
  { name: "wide-dark", width: 1440, height: 900, colorScheme: "dark" },
  { name: "narrow-light", width: 390, height: 844, colorScheme: "light" },
  { name: "narrow-dark", width: 390, height: 844, colorScheme: "dark" },
];

ensurePackages();
if (!ensureBuild()) fail("The build failed; its messages stand above.");
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

/** Each state at each width, light and dark; one page leads through all states. */
async function takeStates(browser) {
  const { states } = await tsImport("../e2e/states.ts", import.meta.url);
  const { Workbench } = await tsImport("../e2e/workbench.ts", import.meta.url);
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
  page.setDefaultTimeout(60_000);
  const workbench = new Workbench(page);
  await workbench.open();
  for (const { name, reach } of states) {
    await page.setViewportSize(wide);
    await reach(workbench);
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const colorScheme of size === wide ? ["dark", "light"] : ["light"]) {
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(300);
        await page.screenshot({
          path: path.join(into, `${name}-${size.width}-${colorScheme}.png`),
        });
      }
    }
    console.log(`states/${name}`);
  }
  await page.close();
}

/** Runs in the page: the editor has its colours, and what comes after the first verdict is there. */
function isDrawn() {
  const colours = new Set(
    [...document.querySelectorAll(".view-lines [class^=mtk]")].map(({ className }) => className),
  );
  return colours.size > 2 && document.body.textContent.includes("1.30");
}

async function waitFor(url) {
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
