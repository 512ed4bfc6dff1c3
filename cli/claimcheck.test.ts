import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { matchesName } from "./files.ts";
import { maskClaims } from "./mask-claims.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-cli-"));
const command = path.join(folder, "claimcheck.mjs");

beforeAll(() => {
  spawnSync(process.execPath, [path.join(root, "scripts", "build-cli.mjs"), command]);
  writeFileSync(path.join(folder, "bad.claimcheck.yaml"), "kind: X\n");
  writeFileSync(
    path.join(folder, "failing.claimcheck.yaml"),
    `apiVersion: claimcheck/v1alpha1
kind: Workspace
tests:
- name: a guest may read
  anonymous: true
  expect: {can: [get pods]}
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
`,
  );
  writeFileSync(path.join(folder, "configuration.yaml"), "kind: AuthenticationConfiguration\n");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each<{ name: string; args: string[]; want: { status: number; last: string } }>([
  {
    name: "the examples pass",
    args: ["test", path.join(root, "examples/*.claimcheck.yaml"), "--require-tests"],
    want: { status: 0, last: "74 of 74 tests passed" },
  },
  {
    name: "a test fails",
    args: ["test", "failing.claimcheck.yaml"],
    want: { status: 1, last: "0 of 1 tests passed" },
  },
  {
    name: "a workspace file with errors",
    args: ["test", "bad.claimcheck.yaml"],
    want: { status: 1, last: "0 of 0 tests passed, 2 errors" },
  },
  {
    name: "no test is selected",
    args: ["test", "failing.claimcheck.yaml", "--select", "x"],
    want: { status: 0, last: "0 of 0 tests passed" },
  },
  {
    name: "no test is selected, and one must be",
    args: ["test", "failing.claimcheck.yaml", "--select", "x", "--require-tests"],
    want: { status: 1, last: "0 of 0 tests passed" },
  },
  {
    name: "a configuration without apiVersion",
    args: ["validate", "configuration.yaml"],
    want: { status: 1, last: "1 file, 1 error" },
  },
  {
    name: "a file by its absolute path",
    args: ["validate", path.join(folder, "configuration.yaml")],
    want: { status: 1, last: "1 file, 1 error" },
  },
  { name: "a file that is missing", args: ["validate", "none"], want: { status: 2, last: "" } },
  { name: "an unknown option", args: ["test", "--x"], want: { status: 2, last: "" } },
  { name: "an unknown command", args: ["x"], want: { status: 2, last: "" } },
])("the command ends with its exit code: $name", ({ args, want }) => {
  const { status, stdout } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  expect({ status, last: stdout.trimEnd().split("\n").at(-1) }).toEqual(want);
});

test.each([
  { pattern: "*.yaml", name: "a.yaml", want: true },
  { pattern: "a*b*c", name: "abc", want: true },
  { pattern: "a*a", name: "a", want: false },
  { pattern: "a.yaml", name: "b.yaml", want: false },
])("a pattern $pattern against $name", ({ pattern, name, want }) => {
  expect(matchesName(pattern, name)).toBe(want);
});

test("values of claims are masked, the issuer is not", () => {
  const claims = '{"iss":"https://idp","sub":"jane-doe","groups":["secret"],"n":1}';
  expect(maskClaims("https://idp jane-doe secret 1", claims)).toBe("https://idp *** *** 1");
});
