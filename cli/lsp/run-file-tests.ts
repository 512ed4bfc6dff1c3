import { runTests } from "../../lib/engine/tests/run-tests.ts";
import { followPaths } from "../../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../../lib/workspace/tests/read-tests.ts";
import type { FileReader } from "./find-workspace.ts";
import { hideTokens } from "./hide-tokens.ts";
import type { JudgeOptions } from "./judge.ts";
import type { EditedFile, FileFinding, RunTestsResult } from "./protocol.ts";
import { readPattern } from "./surroundings.ts";
import { createPlaces } from "./text-places.ts";

/** Runs the tests of a workspace file as `claimcheck test` does, the signed tokens that it names included. */
export async function runFileTests(
  file: EditedFile,
  { settings, now }: JudgeOptions,
  reader: FileReader,
): Promise<RunTestsResult> {
  const { uri, text, path = "" } = file;
  const places = createPlaces(text);
  const show = (findings: ReturnType<typeof readTests>["findings"]): FileFinding[] =>
    findings.map(({ code, severity, message, span }) => ({
      ...{ code, severity, source: "claimcheck" },
      message: hideTokens(message),
      range: places.rangeOf(span),
    }));
  const read = readTests(text);
  if (read.workspace === undefined) return { uri, findings: show(read.findings), tests: [] };
  const { workspace, findings } = await followPaths(
    read.workspace,
    {
      readFiles: async (pattern) => readPattern(pattern, path, reader).map((one) => one.text),
      readVariable: (name) => process.env[name],
    },
    now,
  );
  if (workspace === undefined) return { uri, findings: show(findings), tests: [] };
  const results = await runTests(workspace, settings.version && [settings.version]);
  return {
    uri,
    findings: [],
    tests: results.map(({ name, version, passed, span, mismatches }) => ({
      ...{ name, version, passed },
      range: places.rangeOf(span),
      mismatches: mismatches.map(({ field, expected, actual, span: own }) => ({
        ...{ field, expected },
        actual: hideTokens(actual),
        range: places.rangeOf(own),
      })),
    })),
  };
}
