// What `npm start` and `npm test` share: packages installed, production build up to date. Node's own modules only,
// because nothing else is there on a fresh clone.
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

/** The environment of every child: Next's telemetry stays off. */
export const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };

/** Runs a command in the project, its output shown as it comes; gives the exit code. */
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

/** Path of a package's command, run with this Node so that no shell is needed. */
export function bin(packageName, file) {
  return path.join(root, "node_modules", packageName, file);
}

/** Installs the locked packages if they are missing or of another lock file. */
export function ensurePackages() {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  // Times say nothing after `cp -r` or a checkout; the hash of the lock file does.
  const stampFile = path.join(root, "node_modules", ".claimcheck-packages");
  if (readIfThere(stampFile) === wanted) return;
  if (isInstalled(JSON.parse(lock))) {
    writeFileSync(stampFile, wanted);
    return;
  }
  console.log("Installing packages (npm ci) …");
  const code = run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (code !== 0)
    fail("npm ci failed; its messages stand above. Is the package registry reachable?");
  writeFileSync(stampFile, wanted);
}

/** Whether an install made without us, as by `npm ci`, is of this lock file: npm keeps a lock file of what it did. */
function isInstalled({ packages }) {
  const text = readIfThere(path.join(root, "node_modules", ".package-lock.json"));
  const done = text === undefined ? {} : JSON.parse(text).packages;
  return Object.entries(packages).every(([place, { integrity, optional, devOptional }]) => {
    if (place === "") return true;
    // Packages of other platforms are not installed.
    if (done[place] === undefined) return optional === true || devOptional === true;
    return done[place].integrity === integrity;
  });
}

/** Bundles the server (scripts/serve.ts) beside the build; gives the bundle's path. */
export async function bundleServer() {
  const { build } = await import("esbuild");
  const outfile = path.join(root, ".next", "claimcheck-server.mjs");
  if (!existsSync(path.dirname(outfile))) fail("There is no build: run `npm start`.");
  // Several may start at once: each puts its file in place whole.
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

/** Makes the production build where the sources changed since the last one; false where the build fails. */
export function ensureBuild() {
  const stampFile = path.join(root, ".next", "claimcheck-build");
  const stamp = hashSources();
  if (readIfThere(stampFile) === stamp) return true;
  console.log("Building …");
  const code = run(process.execPath, [bin("next", "dist/bin/next"), "build"]);
  if (code !== 0) return false;
  // Next's own server for it would listen without the gate.
  rmSync(path.join(root, ".next", "standalone", "server.js"), { force: true });
  writeNotices(root, path.join(root, ".next"));
  writeFileSync(stampFile, stamp);
  return true;
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Ends the process with a message. */
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

function addToHash(hash, relative) {
  const absolute = path.join(root, relative);
  if (!existsSync(absolute)) return;
  if (statSync(absolute).isDirectory()) {
    // Recorded answers, test aids and tests are no part of the build.
    for (const name of readdirSync(absolute).sort()) {
      if (name !== "testdata" && name !== "testing" && !/\.test\.tsx?$/.test(name))
        addToHash(hash, path.join(relative, name));
    }
    return;
  }
  hash.update(relative).update("\0").update(readFileSync(absolute)).update("\0");
}
