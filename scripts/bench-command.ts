import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleCommand } from "./bundle-command.ts";
import { fail } from "./prepare.mjs";

const starts = 20;
const tests = 500;
const versions = ["1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37", "1.38"];

/** Measures the command: how much longer than Node alone it takes to start, and 500 tests with nine versions. */
export async function benchCommand(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-bench-"));
  try {
    const command = path.join(folder, "claimcheck.mjs");
    await bundleCommand(command);
    const file = path.join(folder, "many.claimcheck.yaml");
    writeFileSync(file, manyTests());
    const node = median(starts, () => timeOf(["-e", "0"]));
    const start = median(starts, () => timeOf([command, "--version"]));
    console.log(
      `start of the command: ${round(start - node)} ms more than node -e 0 (${round(node)} ms), medians of ${starts}`,
    );
    const many = median(3, () => timeOf([command, "test", file]));
    console.log(`${tests} tests, ${versions.length} versions: ${round(many)} ms, median of 3`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Tokens of 500 people, each with one permission that is asked about and one that the person must not have. */
function manyTests(): string {
  const people = Array.from({ length: tests }, (_, index) => index);
  return `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {versions: ${JSON.stringify(versions)}}
configuration: |
  apiVersion: apiserver.config.k8s.io/v1beta1
  kind: AuthenticationConfiguration
  jwt:
  - issuer: {url: https://idp.example.com, audiences: [k8s]}
    claimValidationRules:
    - expression: claims.sub.startsWith("user-")
      message: not a person
    claimMappings:
      username: {expression: '"idp:" + claims.sub'}
      groups: {expression: 'dyn(claims.groups).map(g, "idp:" + g)'}
bindings: |
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: {name: dev, namespace: dev}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
  subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "idp:dev"}]
tests:
${people
  .map(
    (index) => `- name: person ${index}
  claims: {iss: https://idp.example.com, aud: k8s, sub: user-${index}, groups: [dev, team-${index % 7}], exp: now+10m}
  expect:
    user: {username: "idp:user-${index}"}
    can: [create deployments.apps -n dev]
    cannot: [get secrets -n prod]
`,
  )
  .join("")}`;
}

/** Milliseconds of a run of Node. Ends the benchmark if the run fails. */
function timeOf(args: readonly string[]): number {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0)
    fail(`${args.join(" ")} ended with ${status}: ${(stdout + stderr).slice(0, 500)}`);
  return performance.now() - begin;
}

function median(times: number, measure: () => number): number {
  const all = Array.from({ length: times }, measure).sort((a, b) => a - b);
  return all[Math.floor(times / 2)] ?? Number.NaN;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds);
}
