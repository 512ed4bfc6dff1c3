import {
  type ComparedSide,
  compareWorkspaces,
  type WorkspaceDifference,
} from "../lib/engine/tests/compare-workspaces.ts";
import { formatMinor, newestMinor } from "../lib/kube/minor.ts";
import type { LoadedWorkspace } from "../lib/workspace/tests/follow-paths.ts";
import type { Options } from "./arguments.ts";
import { loadWorkspace, type Surroundings } from "./load-workspace.ts";
import { maskAsker } from "./mask-outcome.ts";
import { type DiffReport, writeDifferenceText } from "./report/difference-text.ts";

/** Compares two files, or one file on two versions. */
export async function runDiffCommand(
  options: Options,
  surroundings: Surroundings,
): Promise<{ readonly usage: string } | { readonly text: string; readonly changed: boolean }> {
  const { positionals, output } = options;
  const sides = await readSides(options, surroundings);
  if (typeof sides === "string") return { usage: sides };
  const [before, after] = sides;
  const [first = "", last = first] = positionals;
  const difference = await compareWorkspaces(before, after);
  const report: DiffReport = {
    ...mask(difference, options.mask),
    before: { file: first, version: formatMinor(before.minor) },
    after: { file: last, version: formatMinor(after.minor) },
    changed: difference.askers.length + difference.names.length + difference.keys.length > 0,
  };
  const text =
    output === "json"
      ? `${JSON.stringify(report, null, 2)}\n`
      : writeDifferenceText(report, output === "markdown" ? "markdown" : "text");
  return { text, changed: report.changed };
}

async function readSides(
  { positionals, versions = [], tests }: Options,
  surroundings: Surroundings,
): Promise<readonly [ComparedSide, ComparedSide] | string> {
  const [old, next = old, ...more] = positionals;
  const upgrade = versions.length > 1;
  if (old === undefined || next === undefined || more.length > 0) return usage;
  if (upgrade !== (positionals.length === 1)) return usage;
  const given = tests === undefined ? undefined : await loadWorkspace(tests, surroundings);
  if (typeof given === "string") return given;
  const sides: ComparedSide[] = [];
  for (const [file, version] of [
    [old, versions[0]],
    [next, versions.at(-1)],
  ] as const) {
    const own = await loadWorkspace(file, surroundings);
    if (typeof own === "string") return own;
    const workspace = given === undefined ? own : withConfiguration(given, own);
    sides.push({ workspace, minor: version ?? workspace.versions.at(-1) ?? newestMinor });
  }
  const [before, after] = sides;
  return before === undefined || after === undefined ? usage : [before, after];
}

const usage = "diff needs two files, or one file and --kube-version 1.37..1.38";

// The tests, keys and bindings of one workspace for both configurations.
function withConfiguration(
  given: LoadedWorkspace,
  { configuration }: LoadedWorkspace,
): LoadedWorkspace {
  return { ...given, configuration };
}

// Names are what the difference is about; every other text can quote a claim.
function mask(difference: WorkspaceDifference, masks: boolean): WorkspaceDifference {
  if (!masks) return difference;
  return { ...difference, askers: difference.askers.map(maskAsker) };
}
