import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../package.json" with { type: "json" };

/** The package and the hooks as others use them: checked by publint, attw, tsc and pre-commit. Needs npm's registry and PyPI. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-package-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[], cwd = folder) {
  const done = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { status: done.status, text: `${done.stdout}${done.stderr}` };
}

describe("the tarball", () => {
  const tarball = path.join(root, `claimcheck-${version}.tgz`);
  beforeAll(
    () => execFileSync(process.execPath, ["--import", "tsx", "scripts/package.ts"], { cwd: root }),
    1_200_000,
  );

  test("publint finds nothing", () => {
    const { status, text } = run("npx", ["--yes", "publint@0.3.25", "--strict", tarball]);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringContaining("All good!") });
  });

  test("are the types wrong? No", () => {
    const args = ["--yes", "@arethetypeswrong/cli@0.18.5", tarball, "--profile", "esm-only"];
    const { status, text } = run("npx", args);
    expect(text).toContain("claimcheck/engine");
    expect(status).toBe(0);
  });

  test("a strict TypeScript program uses the engine", () => {
    const installed = path.join(folder, "node_modules", "claimcheck");
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["xzf", tarball, "-C", installed, "--strip-components=1"]);
    writeFileSync(
      path.join(folder, "use.mts"),
      `import { authenticate, type Verdict } from "claimcheck/engine";
const verdict: Verdict = await authenticate({ configuration: "", credential: "{}", now: 0 });
console.log(verdict.verdict);
`,
    );
    const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const strict = ["--strict", "--module", "nodenext", "--target", "es2023", "--types", ""];
    expect(run(process.execPath, [tsc, ...strict, "use.mts"])).toEqual({ status: 0, text: "" });
    expect(run(process.execPath, ["use.mjs"])).toEqual({ status: 0, text: "refused\n" });
  });
});

test("pre-commit installs the hooks from this repository and runs them", {
  timeout: 1_200_000,
}, () => {
  const python = path.join(folder, "python", "bin");
  execFileSync("python3", ["-m", "venv", path.join(folder, "python")]);
  execFileSync(path.join(python, "pip"), ["install", "--quiet", "pre-commit==4.6.2"]);
  const head = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const user = path.join(folder, "user");
  mkdirSync(user);
  const configuration = (kind: string) => `apiVersion: claimcheck/v1alpha1
kind: Workspace
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: ${kind}
tests:
- name: it loads
  expect: {loads: true}
`;
  writeFileSync(
    path.join(user, "login.claimcheck.yaml"),
    configuration("AuthenticationConfiguration"),
  );
  writeFileSync(
    path.join(user, ".pre-commit-config.yaml"),
    `repos:
- repo: ${root}
  rev: ${head}
  hooks:
  - {id: claimcheck-test, language_version: system}
  - {id: claimcheck-validate, language_version: system}
`,
  );
  execFileSync("git", ["init", "--quiet"], { cwd: user });
  execFileSync("git", ["add", "."], { cwd: user });
  const preCommit = () =>
    spawnSync(path.join(python, "pre-commit"), ["run", "--all-files"], {
      cwd: user,
      encoding: "utf8",
      env: { ...process.env, PRE_COMMIT_HOME: path.join(folder, "pre-commit") },
    });
  const passed = preCommit();
  expect(passed.stdout).toMatch(/claimcheck test\.+Passed/);
  expect(passed.status).toBe(0);
  writeFileSync(path.join(user, "login.claimcheck.yaml"), configuration("Authentication"));
  const failed = preCommit();
  expect(failed.stdout).toContain("FAILED login.claimcheck.yaml");
  expect(failed.status).toBe(1);
});
