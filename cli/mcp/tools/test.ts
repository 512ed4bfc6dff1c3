import * as z from "zod";
import { runTests } from "../../../lib/engine/tests/run-tests.ts";
import type { TestResult } from "../../../lib/engine/tests/test-result.ts";
import { fixTest, type TestFix } from "../../../lib/engine/tests/turned-tests.ts";
import { type Minor, parseMinor } from "../../../lib/kube/minor.ts";
import { matchesName } from "../../../lib/workspace/match-paths.ts";
import { followPaths, type LoadedWorkspace } from "../../../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../../../lib/workspace/tests/read-tests.ts";
import type { FileFinding } from "../../../lib/workspace/tests/test-workspace.ts";
import { describeTurned, placeOf } from "../../report/report.ts";
import { readVersion } from "../fields.ts";
import { defineTool, type Frozen } from "../tool.ts";

const output = z.object({
  passed: z.int(),
  total: z.int(),
  findings: z
    .array(
      z.object({
        line: z.int(),
        column: z.int(),
        path: z.string().optional(),
        message: z.string(),
      }),
    )
    .optional()
    .describe("What is wrong in the workspace file; no test was run then"),
  failed: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.string()),
      mismatches: z.array(
        z.object({ field: z.string(), expected: z.string(), actual: z.string(), line: z.int() }),
      ),
      fixes: z.array(z.string()).optional().describe("Changes that were tried and turn the test"),
    }),
  ),
  notShown: z.int().optional().describe("More that failed"),
});

/** Runs the tests of a workspace file. */
export const testTool = defineTool({
  name: "test",
  title: "Run the tests of a workspace file",
  description: `Runs the tests of a workspace file (*.claimcheck.yaml), as claimcheck test does. No file is read: give the texts of the files that it names in \`files\`. A short one:
apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {versions: ["1.34", "1.37"]}
configurationFrom: {path: authn.yaml}
bindingsFrom: {paths: [rbac.yaml]}
tests:
- name: developers edit in dev
  claims: {iss: https://idp.example.com, aud: k8s, sub: jane, groups: [dev], exp: now+10m}
  expect: {user: {username: "idp:jane"}, can: [create deployments.apps -n dev], cannot: [get nodes]}
- name: tokens for others are refused
  claims: {iss: https://idp.example.com, aud: other, sub: jane, exp: now+10m}
  expect: {verdict: unauthorized, cause: token-audience}
The schema is the resource claimcheck://reference/schema/workspace.json.`,
  input: z.strictObject({
    workspace: z.string().describe("The text of the workspace file"),
    files: z
      .record(z.string(), z.string())
      .optional()
      .describe("The texts of the files that it names, by the paths as it writes them"),
    versions: z.array(z.string()).optional().describe("Instead of those of the file"),
    select: z.string().optional().describe("Only tests with this text in their name"),
  }),
  output,
  run: async ({ workspace: text, files = {}, versions, select = "" }, { now }) => {
    const minors: Minor[] = [];
    for (const version of versions ?? []) {
      const minor = readVersion(version);
      if (typeof minor === "object") return minor;
      minors.push(minor);
    }
    const read = readTests(text);
    if (read.workspace === undefined) return refuse(text, read.findings);
    const { workspace, findings } = await followPaths(
      {
        ...read.workspace,
        tests: read.workspace.tests.filter(({ name }) => name.includes(select)),
      },
      { readFiles: async (path) => findTexts(files, path), readVariable: () => undefined },
      now,
    );
    if (workspace === undefined) return refuse(text, findings);
    const results = await runTests(workspace, minors.length > 0 ? minors : workspace.versions);
    const failures = results.filter(({ passed }) => !passed);
    const groups = groupFailures(failures);
    const failed = [];
    for (const [index, group] of groups.slice(0, mostShown).entries()) {
      const fixes = index < mostFixed ? await findFixes(workspace, group[0]) : [];
      failed.push(showFailure(group, text, fixes));
    }
    const notShown = groups.length - failed.length;
    const data = {
      ...{ passed: results.length - failures.length, total: results.length, failed },
      ...(notShown > 0 && { notShown }),
    };
    return { data, text: writeAnswer(data) };
  },
});

const mostShown = 20;

/** Each change is a run of all tests. */
const mostFixed = 3;

function refuse(text: string, findings: readonly FileFinding[]) {
  const data = {
    ...{ passed: 0, total: 0, failed: [] },
    findings: findings.slice(0, mostShown).map(({ path, message, span }) => ({
      ...placeOf(text, span.start),
      ...(path !== "" && { path }),
      message,
    })),
  };
  return { data, text: writeAnswer(data) };
}

// As the command finds files, among those that were given: * is any part of a name.
function findTexts(files: Readonly<Record<string, string>>, wanted: string): readonly string[] {
  const partsOf = (path: string) => path.split("/").filter((part) => part !== "" && part !== ".");
  const pattern = partsOf(wanted);
  return Object.entries(files)
    .filter(([path]) => {
      const parts = partsOf(path);
      return (
        parts.length === pattern.length &&
        parts.every((part, index) => matchesName(pattern[index] ?? "", part))
      );
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text);
}

type Failures = readonly [TestResult, ...TestResult[]];

/** A test that fails in the same way on several versions is one failure. */
function groupFailures(failures: readonly TestResult[]): readonly Failures[] {
  const groups = new Map<string, Failures>();
  for (const one of failures) {
    const key = JSON.stringify([one.span, one.mismatches]);
    const [first, ...rest] = groups.get(key) ?? [];
    groups.set(key, first === undefined ? [one] : [first, ...rest, one]);
  }
  return [...groups.values()];
}

async function findFixes(workspace: LoadedWorkspace, { version, span }: TestResult) {
  const test = workspace.tests.find((one) => one.span.start === span.start);
  const minor = parseMinor(version);
  return test === undefined || minor === undefined ? [] : fixTest(workspace, test, minor);
}

function showFailure(group: Failures, text: string, fixes: readonly TestFix[]) {
  const [{ name, mismatches }] = group;
  return {
    ...{ name, versions: group.map(({ version }) => version) },
    mismatches: mismatches.map(({ field, expected, actual, span }) => ({
      ...{ field, expected, actual, line: placeOf(text, span.start).line },
    })),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, ...turned }) => `${title} (${describeTurned(turned)})`),
    }),
  };
}

function writeAnswer({
  passed,
  total,
  findings = [],
  failed,
  notShown = 0,
}: Frozen<z.infer<typeof output>>): string {
  return [
    findings.length > 0
      ? "The workspace file has errors; no test was run."
      : `${passed} of ${total} tests passed.`,
    ...findings.map(
      ({ line, column, message, path }) => `${line}:${column} ${path ?? ""} ${message}`,
    ),
    ...failed.flatMap(({ name, versions, mismatches, fixes = [] }) => [
      `FAILED ${name} (${versions.join(", ")})`,
      ...mismatches.map(
        ({ field, expected, actual, line }) =>
          `  line ${line}, ${field}: expected ${expected}, got ${actual}`,
      ),
      ...fixes.map((fix) => `  fix: ${fix}`),
    ]),
    ...(notShown > 0 ? [`${notShown} more failed.`] : []),
  ].join("\n");
}
