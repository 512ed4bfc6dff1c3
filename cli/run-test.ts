import path from "node:path";
import { runTests } from "../lib/engine/tests/run-tests.ts";
import type { TestResult } from "../lib/engine/tests/test-result.ts";
import { followPaths } from "../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../lib/workspace/tests/read-tests.ts";
import type { Options } from "./arguments.ts";
import { findFiles, readText } from "./files.ts";
import { maskClaims } from "./mask-claims.ts";
import type { FileReport, Report, ReportTest } from "./report/report.ts";

/** Runs the tests of the files. A text says which file cannot be read. `now` is in Unix seconds. */
export async function runTestCommand(
  options: Options,
  now: number,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Report | string> {
  const patterns = options.positionals.length > 0 ? options.positionals : ["**/*.claimcheck.yaml"];
  const files: FileReport[] = [];
  for (const file of new Set(patterns.flatMap((pattern) => findFiles(pattern)))) {
    const text = readText(file);
    if (text === undefined) return `${file} cannot be read`;
    files.push(await runFile(file, text, options, now, variables));
  }
  return { command: "test", files };
}

async function runFile(
  file: string,
  text: string,
  options: Options,
  now: number,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<FileReport> {
  const base = { path: file, text };
  const read = readTests(text);
  if (read.workspace === undefined) return { ...base, findings: read.findings, tests: [] };
  const { select = "" } = options;
  const selected = read.workspace.tests.filter(({ name }) => name.includes(select));
  const folder = path.dirname(file);
  const followed = await followPaths(
    { ...read.workspace, tests: selected },
    {
      readFiles: async (pattern) =>
        findFiles(pattern, folder).flatMap((one) => readText(one) ?? []),
      readVariable: (name) => variables[name],
    },
    now,
  );
  const { workspace, findings } = followed;
  if (workspace === undefined) return { ...base, findings, tests: [] };
  const results = await runTests(workspace, options.versions ?? workspace.versions);
  return { ...base, findings, tests: results.map((result) => mask(result, options.mask)) };
}

// Names and groups are what a test is about; every other text can quote a claim.
function mask({ claims, ...result }: TestResult, masks: boolean): ReportTest {
  if (!masks || claims === undefined) return result;
  const mismatches = result.mismatches.map((mismatch) =>
    mismatch.field === "verdict" || mismatch.field === "cause" || mismatch.field === "line"
      ? { ...mismatch, actual: maskClaims(mismatch.actual, claims) }
      : mismatch,
  );
  return { ...result, mismatches };
}
