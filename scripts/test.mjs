// @ts-check
// `npm test`: all checks, the cheapest first. Each check runs even if an earlier one failed, so that one run shows every
// failure. The last line counts lint, types, build and every test together.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureChromium } from "./find-chromium.mjs";
import { bin, ensurePackages, environment, root } from "./prepare.mjs";

const reports = path.join(root, "test-results");
let passed = 0;
let failed = 0;

ensurePackages();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const chromium = await findBrowser();

// These run at the same time, because none of them uses two processors all the time.
await Promise.all([
  check("Format and lint", [bin("@biomejs/biome", "bin/biome"), "ci", "."]),
  check("Unused code", [bin("knip", "bin/knip.js")]),
  check("Types", [bin("typescript", "bin/tsc"), "--noEmit", "--project", "."]),
]);
await vitest("Unit tests", "unit", true);
const [built] = await Promise.all([
  check("Production build", ["scripts/build.mjs"]),
  chromium === undefined || vitest("Component tests", "browser", false),
]);
if (!built) console.error("The end-to-end tests did not run: there is no build.");
else if (chromium !== undefined)
  await suite({
    title: "End-to-end tests",
    report: "e2e.json",
    count: countPlaywright,
    live: true,
    command: (/** @type {string} */ report) => ({
      args: [bin("@playwright/test", "cli.js"), "test"],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    }),
  });

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function findBrowser() {
  try {
    return await ensureChromium();
  } catch (error) {
    failed += 1;
    console.error(
      `The tests in a browser do not run. ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
}

/**
 * Runs a script of Node. Its output is printed as it comes if it runs alone (`live`), else in one piece at the end.
 *
 * @param {string} title
 * @param {readonly string[]} args
 * @param {{ live?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<number>} the exit code
 */
async function run(title, args, { live = false, env = {} } = {}) {
  const heading = `\n── ${title}\n`;
  if (live) process.stdout.write(heading);
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...environment, ...(chromium && { CHROMIUM_PATH: chromium }), ...env },
    stdio: live ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (status) => resolve(status ?? 1));
  });
  if (!live) process.stdout.write(heading + Buffer.concat(output));
  return code;
}

/**
 * Runs a check and counts it.
 *
 * @param {string} title
 * @param {readonly string[]} args
 */
async function check(title, args) {
  const ok = (await run(title, args)) === 0;
  if (ok) passed += 1;
  else failed += 1;
  if (!ok) console.error(`${title}: failed`);
  return ok;
}

/**
 * @param {string} title
 * @param {string} project a project of vitest.config.ts
 * @param {boolean} live
 */
async function vitest(title, project, live) {
  await suite({
    title,
    report: `${project}.json`,
    count: countVitest,
    live,
    command: (report) => ({
      args: [
        ...[bin("vitest", "vitest.mjs"), "run", `--project=${project}`],
        ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      ],
    }),
  });
}

/**
 * A runner of tests that writes a report.
 *
 * @typedef {{
 *   title: string,
 *   report: string,
 *   count: (report: string) => { passed: number, failed: number },
 *   live: boolean,
 *   command: (report: string) => { args: readonly string[], env?: Record<string, string> },
 * }} Suite
 */

/**
 * Runs a suite and counts its tests.
 *
 * @param {Suite} suite
 */
async function suite({ title, report, count, live, command }) {
  const file = path.join(reports, report);
  const { args, env = {} } = command(file);
  const code = await run(title, args, { live, env });
  const counted = count(file);
  passed += counted.passed;
  failed += counted.failed;
  // A runner that failed without a failing test counts as a failure, and so does one that ran no test.
  if ((code !== 0 && counted.failed === 0) || counted.passed + counted.failed === 0) failed += 1;
}

/** @param {string} report */
function countVitest(report) {
  const result = readReport(report);
  return { passed: result?.numPassedTests ?? 0, failed: result?.numFailedTests ?? 0 };
}

/** @param {string} report */
function countPlaywright(report) {
  const stats = readReport(report)?.stats;
  return { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 };
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
