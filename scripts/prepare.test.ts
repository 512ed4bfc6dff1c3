import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const scripts = fileURLToPath(new URL(".", import.meta.url));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  // Replaces npm: it prints that it was called, and writes what npm writes.
  writeFileSync(
    path.join(bin, "npm"),
    "#!/bin/sh\necho installed\nmkdir -p node_modules\ncp package-lock.json node_modules/.package-lock.json\n",
  );
  chmodSync(path.join(bin, "npm"), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true }));

function makeTree(name: string, integrity: string): string {
  const tree = path.join(folder, name);
  mkdirSync(path.join(tree, "scripts"), { recursive: true });
  for (const file of ["prepare.mjs", "notices.mjs"])
    copyFileSync(path.join(scripts, file), path.join(tree, "scripts", file));
  writeLock(tree, integrity);
  return tree;
}

function writeLock(tree: string, integrity: string): void {
  const packages = { "": {}, "node_modules/a": { version: "1.0.0", integrity } };
  writeFileSync(path.join(tree, "package-lock.json"), JSON.stringify({ packages }));
}

/** What npm's stand-in said. */
function ensure(tree: string): string {
  const call = 'import("./scripts/prepare.mjs").then(({ ensurePackages }) => ensurePackages())';
  const env = { ...process.env, PATH: `${path.join(folder, "bin")}:${process.env.PATH}` };
  const said = execFileSync(process.execPath, ["-e", call], { cwd: tree, env, encoding: "utf8" });
  return said.includes("installed") ? "installed" : "nothing";
}

describe.skipIf(process.platform === "win32")("packages are installed", () => {
  test("in a fresh clone, and not again", () => {
    const tree = makeTree("fresh", "sha512-a");
    expect([ensure(tree), ensure(tree)]).toEqual(["installed", "nothing"]);
  });

  test("not after a copy of the tree, whatever its times say", () => {
    const tree = makeTree("original", "sha512-a");
    ensure(tree);
    const copy = path.join(folder, "copy");
    cpSync(tree, copy, { recursive: true });
    utimesSync(path.join(copy, "node_modules", ".package-lock.json"), 1, 1);
    expect(ensure(copy)).toBe("nothing");
  });

  test("for another lock file, although it is older than the packages", () => {
    const tree = makeTree("changed", "sha512-a");
    ensure(tree);
    writeLock(tree, "sha512-b");
    utimesSync(path.join(tree, "package-lock.json"), 1, 1);
    expect([ensure(tree), ensure(tree)]).toEqual(["installed", "nothing"]);
  });

  test("not after npm ci by hand", () => {
    const tree = makeTree("by-hand", "sha512-a");
    mkdirSync(path.join(tree, "node_modules"));
    writeFileSync(
      path.join(tree, "node_modules", ".package-lock.json"),
      readFileSync(path.join(tree, "package-lock.json")),
    );
    expect(ensure(tree)).toBe("nothing");
  });
});

describe("scripts in JavaScript", () => {
  // Others are TypeScript: they run after the packages are installed.
  const first = readdirSync(scripts).filter((name) => /\.[cm]js$/.test(name));

  test("are those that run before the packages are installed, and what these import", () => {
    expect(first).toEqual([
      "build.mjs",
      "check-node.cjs",
      "dev.mjs",
      "find-chromium.mjs",
      "notices.mjs",
      "prepare.mjs",
      "serve.mjs",
      "start.mjs",
      "test.mjs",
    ]);
  });

  test.each(first)("%s is type-checked, and imports modules of Node and its own folder", (name) => {
    const text = readFileSync(path.join(scripts, name), "utf8");
    expect(text.startsWith("// @ts-check\n")).toBe(true);
    const foreign = [...text.matchAll(/^import .* from "([^"]+)"|^} from "([^"]+)"/gm)]
      .map(([, one, many]) => one ?? many ?? "")
      .filter((from) => !/^(node:|\.\/)/.test(from));
    expect(foreign).toEqual([]);
  });
});
