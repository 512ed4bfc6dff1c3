import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { createEngine } from "../lib/engine/engine.ts";
import { newestMinor } from "../lib/kube/minor.ts";
import { bundleCommand } from "./bundle-command.ts";

/** The files for pipelines, run with a stand-in for the runner: `npx` starts the command of this clone. */
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-ci-"));
const command = path.join(folder, "claimcheck.mjs");
const summary = path.join(folder, "summary.md");

beforeAll(async () => {
  await bundleCommand(command);
  const npx = path.join(folder, "npx");
  writeFileSync(
    npx,
    `#!/bin/sh
[ "$1 $2 $3 $4 $5" = "--yes --package $CLAIMCHECK_PACKAGE -- claimcheck" ] || exit 99
shift 5
exec "${process.execPath}" "${command}" "$@"
`,
  );
  chmodSync(npx, 0o755);
  const head = `apiVersion: claimcheck/v1alpha1
kind: Workspace
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
tests:
`;
  const testOf = (name: string) => `- name: ${name}\n  expect: {loads: true}\n`;
  writeFileSync(path.join(folder, "good.claimcheck.yaml"), head + testOf("it loads"));
  writeFileSync(
    path.join(folder, "bad $(touch x).claimcheck.yaml"),
    (head + testOf("it loads")).replace("kind: A", "kind: B"),
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, env: Readonly<Record<string, string>>, cwd = folder) {
  rmSync(summary, { force: true });
  return spawnSync("bash", ["-c", script], {
    cwd,
    encoding: "utf8",
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      NODE_ENV: "test",
      CLAIMCHECK_PACKAGE: "claimcheck@0.1.0",
      ...env,
    },
  });
}

const action = parse(readFileSync(path.join(root, "action.yml"), "utf8"));
const [step] = action.runs.steps;

test("the action hands its inputs over by the environment only", () => {
  expect(step.run).not.toContain("${{");
  const inputs = Object.values<string>(step.env).flatMap((text) =>
    [...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name),
  );
  expect(inputs.sort()).toEqual(Object.keys(action.inputs).sort());
});

test.each([
  { name: "tests that pass", files: "good.claimcheck.yaml", status: 0, log: "", line: "passed" },
  {
    name: "a test that fails, in a file with a hostile name",
    files: "good.claimcheck.yaml\nbad *.claimcheck.yaml",
    status: 1,
    log: "::error file=bad $(touch x).claimcheck.yaml,line=8,",
    line: "**failed**",
  },
  { name: "no file", files: "none*.claimcheck.yaml", status: 1, log: "", line: "" },
])("the action's step: $name", ({ files, status, log, line }) => {
  const done = run(step.run, {
    CLAIMCHECK_ACTION: root,
    CLAIMCHECK_FILES: files,
    CLAIMCHECK_KUBE_VERSION: "1.36..1.37",
    CLAIMCHECK_FAIL_ON: "error",
    GITHUB_STEP_SUMMARY: summary,
  });
  expect(done.status).toBe(status);
  expect(done.stdout.slice(0, log.length)).toBe(log);
  expect(readFileSync(summary, "utf8")).toContain(line);
  expect(spawnSync("ls", [folder], { encoding: "utf8" }).stdout).not.toMatch(/^x$/m);
});

test("the job of GitLab writes the report that it names", () => {
  const { claimcheck } = parse(readFileSync(path.join(root, "ci", "gitlab.yml"), "utf8"));
  const files = { CLAIMCHECK_FILES: "good.claimcheck.yaml" };
  expect(run(claimcheck.script.join("\n"), files).status).toBe(0);
  expect(run(claimcheck.after_script.join("\n"), files).status).toBe(0);
  const report = readFileSync(path.join(folder, claimcheck.artifacts.reports.junit), "utf8");
  expect(report).toContain('<testsuite name="good.claimcheck.yaml@1.37" tests="1" failures="0"');
});

test("without a package both end with what is missing: a name could be another author's package", () => {
  const nothing = { CLAIMCHECK_PACKAGE: "", CLAIMCHECK_ACTION: root };
  const action = run(step.run, nothing);
  expect([action.status, action.stdout]).toEqual([2, expect.stringContaining("input package")]);
  const { claimcheck } = parse(readFileSync(path.join(root, "ci", "gitlab.yml"), "utf8"));
  const job = run(claimcheck.before_script.join("\n"), nothing);
  expect([job.status, job.stdout]).toEqual([2, "Set the variable CLAIMCHECK_PACKAGE.\n"]);
});

test("the jobs that an export writes run its tests against its files", async () => {
  const bundle = path.join(folder, "bundle");
  const { files } = await createEngine().export(
    {
      ...{ minor: newestMinor, configuration, bindings: "", token: "", keys: {} },
      ...{ now: 0, target: "talos-1.13", authorizationModes: ["Node", "RBAC"] },
      ...{ disallowedIssuers: [], defaultPolicy: true },
    },
    { comments: "kept", cluster: { name: "prod", server: "https://api:6443" }, tests },
  );
  for (const file of files) {
    mkdirSync(path.dirname(path.join(bundle, file.path)), { recursive: true });
    writeFileSync(path.join(bundle, file.path), file.text);
  }
  const read = (name: string) => parse(readFileSync(path.join(bundle, "tests/ci", name), "utf8"));
  const { steps } = read("github-workflow.yaml").jobs.logins;
  const job = read("gitlab-ci.yml")["login-tests"];
  expect(run(steps.at(-1).run, {}, bundle).status).toBe(0);
  expect(run(job.script.join("\n"), {}, bundle).status).toBe(0);
  const applied = path.join(bundle, "machine-config.patch.yaml");
  writeFileSync(applied, readFileSync(applied, "utf8").replace("idp:", "other:"));
  const failed = run(steps.at(-1).run, {}, bundle);
  expect([failed.status, failed.stdout]).toEqual([1, expect.stringContaining("::error file=")]);
  expect(run(job.script.join("\n"), {}, bundle).status).toBe(1);
  expect(run(job.after_script.join("\n"), {}, bundle).status).toBe(1);
  const report = readFileSync(path.join(bundle, job.artifacts.reports.junit), "utf8");
  expect(report).toContain('tests="1" failures="1"');
});

const configuration = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "idp:"}}
`;
const tests = `- name: jane
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, exp: now+10m}
  expect: {user: {username: "idp:jane"}}
`;

test("the hooks of pre-commit start commands that there are", () => {
  const hooks = parse(readFileSync(path.join(root, ".pre-commit-hooks.yaml"), "utf8"));
  const help = spawnSync(process.execPath, [command, "--help"], { encoding: "utf8" }).stdout;
  for (const { entry, files } of hooks) {
    expect(help).toContain(`  ${entry} `);
    expect(
      new RegExp(files).test("clusters/authn.yaml") || new RegExp(files).test("a.claimcheck.yaml"),
    ).toBe(true);
  }
});
