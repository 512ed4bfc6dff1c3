// @ts-check
// Finds a Chromium for the end-to-end tests: an installed one, Playwright's, Debian's package, in this order.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * Path of an installed browser, or undefined. `CHROMIUM_PATH` overrides the search.
 *
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const installed = [
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...places,
  ].find((file) => existsSync(file));
  if (installed) return installed;
  const { chromium } = await import("playwright");
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

/**
 * Finds a browser as findChromium does. If there is none and `CI` is set, it installs one. Without `CI` it changes nothing
 * and throws an error that names the commands.
 *
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = await findChromium();
  if (found) return found;
  if (process.env.CI) {
    const installed = await installChromium();
    if (installed) return installed;
  }
  throw new Error(missingBrowser);
}

const missingBrowser = `No Chrome or Chromium was found. Do one of these, then start again:
  npx playwright install chromium        downloads one for this project
  sudo apt-get install chromium          Debian's package
  export CHROMIUM_PATH=/path/to/chrome   one that is elsewhere
With CI=1 in the environment, \`npm test\` installs one itself.`;

async function installChromium() {
  console.log("No Chrome or Chromium found; asking Playwright for one …");
  spawnSync("npx", ["playwright", "install", "chromium"], {
    stdio: "inherit",
    timeout: 300_000,
    shell: process.platform === "win32",
  });
  const downloaded = await findChromium();
  if (downloaded) return downloaded;
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  if (!existsSync("/usr/bin/apt-get")) return undefined;
  console.log("Playwright's download is not available; installing Debian's package …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update"], { stdio: "inherit", env });
  spawnSync(
    "apt-get",
    ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
    { stdio: "inherit", env },
  );
  return findChromium();
}
