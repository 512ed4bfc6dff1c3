import { createCompile } from "../../authn/load.ts";
import type { Minor } from "../../kube/minor.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import type { LoadedTest, LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { readTestList } from "../../workspace/tests/read-tests.ts";
import { diagnose, type TriedFix } from "../diagnose/diagnose.ts";
import type { AnalysisInput } from "../input.ts";
import { runTests } from "./run-tests.ts";
import { loadTest } from "./tests-view.ts";
import { workspaceOf } from "./workspace-of.ts";

/** What a change of the documents does to tests, by their names: untrusted text. */
export interface TurnedTests {
  /** As expected after the change, and not before. */
  readonly turns: readonly string[];
  /** As expected before the change, and not after. */
  readonly breaks: readonly string[];
}

/** The documents after a change; what is absent stays. */
export interface ChangedDocuments {
  readonly configuration?: string | undefined;
  readonly bindings?: string | undefined;
}

/** Runs the tests of a workspace with its documents and with changed ones, on one version. */
export async function findTurnedTests(
  workspace: LoadedWorkspace,
  change: ChangedDocuments,
  minor: Minor,
): Promise<TurnedTests> {
  const before = await runTests(workspace, [minor]);
  const after = await runTests(
    {
      ...workspace,
      configuration: change.configuration ?? workspace.configuration,
      bindings: change.bindings ?? workspace.bindings,
    },
    [minor],
  );
  const named = (wanted: boolean) =>
    after
      .filter(({ passed }, index) => passed === wanted && before[index]?.passed === !wanted)
      .map(({ name }) => name);
  return { turns: named(true), breaks: named(false) };
}

/** As `findTurnedTests`, for the tests of the page as text. Those that need a file or a token are not run. */
export function viewTurnedTests(
  input: AnalysisInput,
  change: ChangedDocuments,
  text: string,
): Promise<TurnedTests> {
  const tests = readTestList(text)
    .tests.map((test) => loadTest(test, input.now))
    .filter((test) => typeof test !== "string");
  return findTurnedTests({ ...workspaceOf(input), tests }, change, input.minor);
}

/** A change that was tried for a failing test. */
export interface TestFix extends TurnedTests {
  readonly title: string;
}

/**
 * What helps a test whose claims must get in and do not, or may not do what they must: each change was tried, and the
 * tests of the whole workspace with it. Nothing is offered that does not turn this test.
 */
export async function fixTest(
  workspace: LoadedWorkspace,
  test: LoadedTest,
  minor: Minor,
): Promise<readonly TestFix[]> {
  const { asker, expect } = test;
  if (asker.kind !== "claims" || expect.verdict !== "authenticated") return [];
  const decoded = decodeToken(asker.claims);
  const ask = (question: string | undefined) =>
    diagnose({
      ...workspace,
      minor,
      disallowedIssuers: workspace.serviceAccountIssuers,
      credential: decoded.credential,
      external: {
        keysOf: () => ({ kind: "missing", reason: "the token counts as signed" }),
        fetch: () => ({ kind: "error", message: "nothing is fetched" }),
      },
      question,
      namespace: "default",
      compile: createCompile(minor),
      token: describeToken(decoded),
    });
  const found: TestFix[] = [];
  for (const question of [undefined, ...expect.can.map(({ value }) => value)]) {
    const { fixes, nearMisses } = await ask(question);
    for (const fix of [...fixes, ...nearMisses.flatMap((miss) => miss.fixes)]) {
      const turned = await turnBy(fix, workspace, test, minor);
      if (turned !== undefined && !found.some(({ title }) => title === fix.title)) {
        found.push({ title: fix.title, ...turned });
      }
    }
    if (found.length > 0) return found;
  }
  return found;
}

async function turnBy(
  fix: TriedFix,
  workspace: LoadedWorkspace,
  test: LoadedTest,
  minor: Minor,
): Promise<TurnedTests | undefined> {
  const turned = await findTurnedTests(workspace, fix, minor);
  return turned.turns.includes(test.name) ? turned : undefined;
}
