import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("every generated file says which command made it, and from what", () => {
  const silent = readdirSync(path.join(root, "lib"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.generated\.\w+$/.test(file))
    .filter((file) => {
      const [first = ""] = readFileSync(path.join(root, "lib", file), "utf8").split("\n", 1);
      return !/^\/\/ Made by `[^`]+` from .+; do not edit\.$/.test(first);
    });
  expect(silent).toEqual([]);
});

test("the table of API resources is what its command makes of its source", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-generated-"));
  const output = path.join(folder, "api-resources.ts");
  spawnSync(
    process.execPath,
    [
      "node_modules/tsx/dist/cli.mjs",
      "scripts/generate-api-resources.ts",
      "oracle/sources/api-resources-1.37.json",
      output,
    ],
    { cwd: root },
  );
  const made = readFileSync(output, "utf8");
  rmSync(folder, { recursive: true });
  expect(made).toBe(readFileSync(path.join(root, "lib/rbac/api-resources.generated.ts"), "utf8"));
});

test("oracle/README.md names every recorded file, and the versions that oracle/build builds", () => {
  const readme = readFileSync(path.join(root, "oracle/README.md"), "utf8");
  const build = readFileSync(path.join(root, "oracle/build"), "utf8");
  const modules = readFileSync(path.join(root, "oracle/go.mod"), "utf8");
  const files = readdirSync(path.join(root, "lib/testing/recorded"));
  const versions = [
    ...[...build.matchAll(/\[3\d\]=0\.(\S+?)[)\s]/g)].map(([, version]) => `1.${version}`),
    `1.${/PATCH38:-0\.([^}]+)\}/.exec(build)?.[1]}`,
    `1.${/k8s\.io\/apiserver v0\.(\S+)/.exec(modules)?.[1]}`,
  ];
  expect(versions).toHaveLength(9);
  const missing = [...files, ...versions].filter((name) => !readme.includes(`| ${name}`));
  expect(missing).toEqual([]);
});
