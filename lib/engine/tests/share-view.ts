import { usualExport } from "../../workspace/parse-workspace.ts";
import {
  listClaimTexts,
  makeUpValue,
  readValues,
  replaceInBindings,
  replaceInTest,
  type Tests,
  writeValues,
} from "../../workspace/share/replace-values.ts";
import { encodeShare } from "../../workspace/share/share-link.ts";
import { followPaths } from "../../workspace/tests/follow-paths.ts";
import { readTests } from "../../workspace/tests/read-tests.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { readWorkspaceFile, writeWorkspaceFile } from "../../workspace/workspace-file.ts";
import { isMadeUp } from "./made-up-values.ts";
import { runTests } from "./run-tests.ts";
import type { TestResult } from "./test-result.ts";

/** A workspace as it would be shared. */
export interface ShareView {
  /** All that the link holds: a workspace file. */
  readonly text: string;
  /** The fragment of the link, without "#". */
  readonly fragment: string;
  readonly tests: readonly SharedTest[];
  /** Why no test is in it, although there are some. */
  readonly problem?: string;
}

/** What becomes of a test in the link. */
export interface SharedTest {
  readonly index: number;
  readonly name: string;
  /**
   * "as-is": it has no claim values to hide; "made-up": they were replaced, and it ends the same; "own": its owner ticked
   * its values; "left-out": with other values it ends otherwise.
   */
  readonly kind: "as-is" | "made-up" | "own" | "left-out";
  /** Whether its expectations are met now. */
  readonly passed: boolean;
}

/**
 * What a link to a workspace holds. `file` is its masked file. Claim values of tests are replaced, the same value everywhere the same way, and every
 * test is run again: one that ends otherwise is left out, unless it is in `own`, the indices of tests whose values may go
 * out. Values that the configuration names stay, because they are in the link anyway.
 */
export async function prepareShare(
  file: string,
  own: readonly number[],
  now: number,
): Promise<ShareView> {
  const [read] = readWorkspaceFile(file) ?? [];
  if (read === undefined) {
    return { text: "", fragment: "", tests: [], problem: "The workspace cannot be read." };
  }
  const workspace = strip(read.workspace);
  const text = workspace.tests ?? "";
  const tests = text.trim() === "" ? [] : readValues(text);
  if (tests === undefined) {
    const problem = "The tests are left out, because their text is no list.";
    return { ...finish(withoutTests(workspace), []), problem };
  }
  const wanted = await run(workspace, tests, now);
  if (typeof wanted === "string") {
    return { ...finish(withoutTests(workspace), []), problem: wanted };
  }
  let real = new Set(own);
  const out = new Set<number>();
  for (let round = 0; round <= tests.length; round++) {
    const values = chooseValues(workspace.configuration, tests, real, out);
    const shared = tests.map((test) => replaceInTest(test, values));
    const bindings = replaceInBindings(workspace.bindings, values);
    const kept = tests.map((_, index) => index).filter((index) => !out.has(index));
    const list = shared.filter((_, index) => !out.has(index));
    const results = await run({ ...workspace, bindings }, list, now);
    const differing =
      typeof results === "string"
        ? kept
        : kept.filter((index, position) => endOf(results, position) !== endOf(wanted, index));
    if (differing.length === 0) {
      const views = tests.map((test, index): SharedTest => {
        const name = String(test.name ?? "");
        const passed = wanted[index]?.passed === true;
        const hidden = listClaimTexts(test).some((value) => values.has(value));
        const kept = real.has(index) ? "own" : hidden ? "made-up" : "as-is";
        return { index, name, kind: out.has(index) ? "left-out" : kept, passed };
      });
      return finish({ ...workspace, bindings, tests: writeValues(list) }, views);
    }
    // With its own values a test that was ticked ends as it did, unless the bindings changed under it.
    for (const index of differing) out.add(index);
    real = new Set([...real].filter((index) => !out.has(index)));
  }
  return finish(withoutTests(workspace), []);
}

// What is of this browser and of this cluster's files: no test needs it.
function strip({ tests, ...workspace }: Workspace): Workspace {
  const { apiVersion, kind, name, cluster, configuration, bindings, defaultPolicy } = workspace;
  return {
    ...{ apiVersion, kind, id: "", name, cluster, configuration, bindings, running: {} },
    ...(workspace.now !== undefined && { now: workspace.now }),
    ...(workspace.namespace !== undefined && { namespace: workspace.namespace }),
    ...{ defaultPolicy, export: usualExport },
    ...(tests !== undefined && { tests }),
  };
}

function withoutTests({ tests: _, ...workspace }: Workspace): Workspace {
  return workspace;
}

function finish(workspace: Workspace, tests: readonly SharedTest[]): ShareView {
  const text = writeWorkspaceFile([workspace]);
  return { text, fragment: encodeShare(text), tests };
}

function chooseValues(
  configuration: string,
  tests: Tests,
  own: ReadonlySet<number>,
  out: ReadonlySet<number>,
): ReadonlyMap<string, string> {
  const shown = new Set(
    tests.flatMap((test, index) => (own.has(index) && !out.has(index) ? listClaimTexts(test) : [])),
  );
  const values = new Map<string, string>();
  for (const value of tests.flatMap(listClaimTexts)) {
    if (values.has(value) || shown.has(value) || isMadeUp(value)) continue;
    if (configuration.includes(value)) continue;
    values.set(value, makeUpValue(value, values.size + 1, configuration));
  }
  return values;
}

/** The results of all tests on the versions of the workspace; a text says why they cannot be run. */
async function run(
  workspace: Workspace,
  tests: Tests,
  now: number,
): Promise<readonly TestResult[] | string> {
  if (tests.length === 0) return [];
  const file = writeWorkspaceFile([{ ...workspace, tests: writeValues(tests) }]);
  const read = readTests(file);
  if (read.workspace === undefined) return read.findings[0]?.message ?? "The tests have errors.";
  const nothing = { readFiles: async () => [], readVariable: () => undefined };
  const { workspace: loaded, findings } = await followPaths(read.workspace, nothing, now);
  if (loaded === undefined) return findings[0]?.message ?? "The tests need files.";
  return runTests(loaded);
}

// What is compared: the verdict and which expectations were met, not the words, which hold the values.
function endOf(results: readonly TestResult[], index: number): string {
  const result = results[index];
  return JSON.stringify([
    result?.verdict,
    result?.passed,
    result?.mismatches.map(({ field }) => field),
  ]);
}
