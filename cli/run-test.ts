import { runTests } from "../lib/engine/tests/run-tests.ts";
import type { TestResult } from "../lib/engine/tests/test-result.ts";
import { fixTest, type TestFix } from "../lib/engine/tests/turned-tests.ts";
import { parseMinor } from "../lib/kube/minor.ts";
import { maskClaims } from "../lib/secrets/mask-claims.ts";
import { decodeShare, isShare } from "../lib/workspace/share/share-link.ts";
import type { LoadedWorkspace } from "../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../lib/workspace/tests/read-tests.ts";
import type { Options } from "./arguments.ts";
import { findFiles, readText } from "./files.ts";
import { followFrom, type Surroundings } from "./load-workspace.ts";
import type { FileReport, Report, ReportTest } from "./report/report.ts";

/** Runs the tests of the files. A text says which file cannot be read. */
export async function runTestCommand(
  options: Options,
  surroundings: Surroundings,
): Promise<Report | string> {
  const patterns = options.positionals.length > 0 ? options.positionals : ["**/*.claimcheck.yaml"];
  const files: FileReport[] = [];
  for (const link of patterns.filter(isLink)) {
    const text = decodeShare(link.slice(link.indexOf("#")));
    if (text === undefined) return "the link holds no workspace; was it copied whole?";
    files.push(await runFile("link", text, options, surroundings));
  }
  const paths = patterns.filter((pattern) => !isLink(pattern));
  for (const file of new Set(paths.flatMap((pattern) => findFiles(pattern)))) {
    const text = readText(file);
    if (text === undefined) return `${file} cannot be read`;
    files.push(await runFile(file, text, options, surroundings));
  }
  return { command: "test", files };
}

// A link of the page: the workspace is in it, so nothing is fetched.
function isLink(text: string): boolean {
  return /^https?:/.test(text) && isShare(text.slice(Math.max(0, text.indexOf("#"))));
}

async function runFile(
  file: string,
  text: string,
  options: Options,
  surroundings: Surroundings,
): Promise<FileReport> {
  const base = { path: file, text };
  const read = readTests(text);
  if (read.workspace === undefined) return { ...base, findings: read.findings, tests: [] };
  const { select = "" } = options;
  const selected = read.workspace.tests.filter(({ name }) => name.includes(select));
  const { workspace, findings } = await followFrom(
    file,
    { ...read.workspace, tests: selected },
    surroundings,
  );
  if (workspace === undefined) return { ...base, findings, tests: [] };
  const results = await runTests(workspace, options.versions ?? workspace.versions);
  const fixes = shown.includes(options.output) ? await findFixes(workspace, results) : new Map();
  const tests = results.map((result) => mask(result, options.mask, fixes.get(result) ?? []));
  return { ...base, findings, tests };
}

/** The formats with room for advice. */
const shown: readonly Options["output"][] = ["text", "json", "markdown"];

/** Each change is a run of all tests. */
const mostFixed = 5;

/** What turns the first tests that fail, each with its first version. */
async function findFixes(
  workspace: LoadedWorkspace,
  results: readonly TestResult[],
): Promise<ReadonlyMap<TestResult, readonly TestFix[]>> {
  const found = new Map<TestResult, readonly TestFix[]>();
  const seen = new Set<string>();
  for (const result of results) {
    if (result.passed || seen.has(result.name) || seen.size >= mostFixed) continue;
    seen.add(result.name);
    const test = workspace.tests.find(({ span }) => span.start === result.span.start);
    const minor = parseMinor(result.version);
    if (test === undefined || minor === undefined) continue;
    found.set(result, await fixTest(workspace, test, minor));
  }
  return found;
}

// Names and groups are what a test is about; every other text can quote a claim.
function mask(
  { claims, ...whole }: TestResult,
  masks: boolean,
  fixes: readonly TestFix[],
): ReportTest {
  const hide = (text: string) => (masks && claims !== undefined ? maskClaims(text, claims) : text);
  const result = {
    ...whole,
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, ...turned }) => ({ title: hide(title), ...turned })),
    }),
  };
  if (!masks || claims === undefined) return result;
  const mismatches = result.mismatches.map((mismatch) =>
    mismatch.field === "verdict" || mismatch.field === "cause" || mismatch.field === "line"
      ? { ...mismatch, actual: maskClaims(mismatch.actual, claims) }
      : mismatch,
  );
  return { ...result, mismatches };
}
