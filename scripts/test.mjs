// `npm test`: everything that must hold, in the order of cost. Each check runs even when an earlier one failed, so
// that one run tells all; the last line counts lint, types, build and every test together.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureChromium } from "./find-chromium.mjs";
import { bin, ensureBuild, ensurePackages, environment, root, run } from "./prepare.mjs";

const reports = path.join(root, "test-results");
let passed = 0;
let failed = 0;

ensurePackages();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

check(
  "Format and lint",
  () => run(process.execPath, [bin("@biomejs/biome", "bin/biome"), "ci", "."]) === 0,
);
check("Unused code", () => run(process.execPath, [bin("knip", "bin/knip.js")]) === 0);
check(
  "Types",
  () => run(process.execPath, [bin("typescript", "bin/tsc"), "--noEmit", "--project", "."]) === 0,
);
suite("Unit tests", "unit.json", countVitest, (report) =>
  run(process.execPath, [
    bin("vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]),
);
const built = check("Production build", () => ensureBuild());
const chromium = built ? await findBrowser() : undefined;
if (chromium !== undefined) {
  suite("End-to-end tests", "e2e.json", countPlaywright, (report) =>
    run(process.execPath, [bin("@playwright/test", "cli.js"), "test"], {
      env: { ...environment, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    }),
  );
} else if (!built) {
  console.error("The end-to-end tests did not run: there is no build.");
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function findBrowser() {
  try {
    return await ensureChromium();
  } catch (error) {
    failed += 1;
    console.error(`The end-to-end tests did not run. ${error.message}`);
    return undefined;
  }
}

function check(title, holds) {
  console.log(`\n── ${title}`);
  const ok = holds();
  if (ok) passed += 1;
  else failed += 1;
  if (!ok) console.error(`${title}: failed`);
  return ok;
}

function suite(title, file, count, start) {
  console.log(`\n── ${title}`);
  const report = path.join(reports, file);
  const code = start(report);
  const counted = count(report);
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
