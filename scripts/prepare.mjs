// @ts-check
// What `npm start` and `npm test` share: packages installed, production build up to date. It imports modules of Node only,
// because a fresh clone has no packages.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeNotices } from "./notices.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The environment of every child process: Next's telemetry stays off.
 *
 * @type {NodeJS.ProcessEnv}
 */
export const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

/**
 * Runs a command in the project, its output shown as it comes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {number} the exit code
 */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
  });
  return done.status ?? 1;
}

/**
 * Path of a package's command, to run with this Node so that no shell is needed.
 *
 * @param {string} packageName
 * @param {string} file
 */
export function bin(packageName, file) {
  return path.join(root, "node_modules", packageName, file);
}

/** Installs the locked packages if they are missing or belong to another lock file. */
export function ensurePackages() {
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  const wanted = createHash("sha256").update(lock).digest("hex");
  // The hash of the lock file: times of files change with `cp -r` and a checkout.
  const stampFile = path.join(root, "node_modules", ".claimcheck-packages");
  if (readIfThere(stampFile) === wanted) return;
  if (isInstalled(JSON.parse(lock))) {
    writeFileSync(stampFile, wanted);
    return;
  }
  console.log("Installing packages (npm ci) …");
  const code = run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (code !== 0) fail("npm ci failed; see its messages above. Is the package registry reachable?");
  writeFileSync(stampFile, wanted);
}

/**
 * A package of a lock file.
 *
 * @typedef {{ integrity?: string, optional?: boolean, devOptional?: boolean }} Locked
 */

/**
 * Whether the packages that another command installed, for example `npm ci`, are those of this lock file. npm writes what
 * it installed to a lock file in node_modules.
 *
 * @param {{ packages: Record<string, Locked> }} lock
 */
function isInstalled({ packages }) {
  const text = readIfThere(path.join(root, "node_modules", ".package-lock.json"));
  /** @type {Record<string, Locked>} */
  const done = text === undefined ? {} : JSON.parse(text).packages;
  return Object.entries(packages).every(([place, { integrity, optional, devOptional }]) => {
    if (place === "") return true;
    // Packages of other platforms are not installed.
    const found = done[place];
    if (found === undefined) return optional === true || devOptional === true;
    return found.integrity === integrity;
  });
}

/** Bundles the server (scripts/serve.ts) into the folder of the build; returns the bundle's path. */
export async function bundleServer() {
  const { build } = await import("esbuild");
  const outfile = path.join(root, ".next", "claimcheck-server.mjs");
  if (!existsSync(path.dirname(outfile))) fail("There is no build: run `npm start`.");
  // Several may run at the same time: each renames its file when it is complete.
  const draft = `${outfile}.${process.pid}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: ["scripts/serve.ts"],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  renameSync(draft, outfile);
  return outfile;
}

/** Makes the production build if the sources changed since the last one; false if the build fails. */
export function ensureBuild() {
  const stampFile = path.join(root, ".next", "claimcheck-build");
  const stamp = hashSources();
  if (readIfThere(stampFile) === stamp) return true;
  console.log("Building …");
  const code = run(process.execPath, [bin("next", "dist/bin/next"), "build"]);
  if (code !== 0) return false;
  // Next's own server would answer requests that scripts/serve.ts refuses.
  rmSync(path.join(root, ".next", "standalone", "server.js"), { force: true });
  writeNotices(root, path.join(root, ".next"));
  writeFileSync(stampFile, stamp);
  return true;
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/**
 * Ends the process with a message.
 *
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

const sources = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "next.config.ts",
  "tsconfig.json",
  "package-lock.json",
];

function hashSources() {
  const hash = createHash("sha256").update(process.versions.node);
  for (const source of sources) addToHash(hash, source);
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} relative
 */
function addToHash(hash, relative) {
  const absolute = path.join(root, relative);
  if (!existsSync(absolute)) return;
  if (statSync(absolute).isDirectory()) {
    // Tests, their helpers and recorded answers are not part of the build.
    for (const name of readdirSync(absolute).sort()) {
      if (name !== "testdata" && name !== "testing" && !/\.test\.tsx?$/.test(name))
        addToHash(hash, path.join(relative, name));
    }
    return;
  }
  hash.update(relative).update("\0").update(readFileSync(absolute)).update("\0");
}
