// `npm run screenshots`: the pictures of the README, taken of the production build with the first example.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";
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
  await browser.close();
} finally {
  server.kill();
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
