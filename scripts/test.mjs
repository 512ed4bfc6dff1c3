// `npm test`: everything that must hold, in the order of cost. Each check runs even when an earlier one failed, so
// that one run tells all; the last line counts lint, types, build and every test together.
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

// Those of a line run side by side: none of them keeps two processors busy for all of its time.
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
    command: (report) => ({
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
    console.error(`The tests in a browser do not run. ${error.message}`);
    return undefined;
  }
}

/** Runs a script of Node. What it says comes as it is said if it runs alone (`live`), and in one piece if not. */
async function run(title, args, { live = false, env = {} } = {}) {
  const heading = `\n── ${title}\n`;
  if (live) process.stdout.write(heading);
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...environment, ...(chromium && { CHROMIUM_PATH: chromium }), ...env },
    stdio: live ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  const said = [];
  child.stdout?.on("data", (chunk) => said.push(chunk));
  child.stderr?.on("data", (chunk) => said.push(chunk));
  const code = await new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (status) => resolve(status ?? 1));
  });
  if (!live) process.stdout.write(heading + Buffer.concat(said));
  return code;
}

async function check(title, args) {
  const ok = (await run(title, args)) === 0;
  if (ok) passed += 1;
  else failed += 1;
  if (!ok) console.error(`${title}: failed`);
  return ok;
}

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

async function suite({ title, report, count, live, command }) {
  const file = path.join(reports, report);
  const { args, env } = command(file);
  const code = await run(title, args, { live, env });
  const counted = count(file);
  passed += counted.passed;
  failed += counted.failed;
  // A runner that died without a failing test is a failure of its own; so is one that ran nothing.
  if ((code !== 0 && counted.failed === 0) || counted.passed + counted.failed === 0) failed += 1;
}

function countVitest(report) {
  const result = readReport(report);
  return { passed: result?.numPassedTests ?? 0, failed: result?.numFailedTests ?? 0 };
}

function countPlaywright(report) {
  const stats = readReport(report)?.stats;
  return { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
