import { formatMinor, type Minor } from "../../kube/minor.ts";
import type { LoadedTest, LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { createWorld } from "./access-world.ts";
import { type AccessWorld, answerQuestions } from "./answer-questions.ts";
import { askServer, startServer } from "./ask-server.ts";
import { compareUser } from "./compare-user.ts";
import type { Mismatch, Outcome, TestResult } from "./test-result.ts";

/** Runs the tests of a workspace with each of its versions, or with those that are named. Never throws for its texts. */
export async function runTests(
  workspace: LoadedWorkspace,
  versions: readonly Minor[] = workspace.versions,
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  for (const minor of versions) {
    const world = await createWorld(workspace, minor);
    const server = startServer(workspace, minor);
    for (const test of workspace.tests) {
      const outcome = await askServer(test.asker, server);
      const mismatches = compare(test, outcome, world);
      const { name, span, asker } = test;
      results.push({
        ...{ name, span, version: formatMinor(minor), passed: mismatches.length === 0, mismatches },
        verdict: outcome.verdict,
        ...(asker.kind === "claims" && { claims: asker.claims }),
      });
    }
  }
  return results;
}

function compare(test: LoadedTest, outcome: Outcome, world: AccessWorld): readonly Mismatch[] {
  const { expect } = test;
  const { verdict, cause, line, user } = outcome;
  if (expect.verdict !== verdict) {
    return [
      {
        field: "verdict",
        expected: expect.verdict,
        actual: describeOutcome(outcome),
        span: expect.verdictSpan,
      },
    ];
  }
  const found: Mismatch[] = [];
  if (expect.cause !== undefined && expect.cause.value !== cause?.code) {
    const { value: expected, span } = expect.cause;
    const actual = cause === undefined ? "no cause" : `${cause.code}: ${cause.cause}`;
    found.push({ field: "cause", expected, actual, span });
  }
  if (expect.line !== undefined && !(line ?? "").includes(expect.line.value)) {
    const { value: expected, span } = expect.line;
    found.push({ field: "line", expected, actual: line ?? "no line", span });
  }
  if (expect.user !== undefined && user !== undefined) {
    found.push(...compareUser(expect.user, user));
  }
  return [...found, ...answerQuestions(expect, outcome, world)];
}

/** An outcome in words: the verdict, and why. */
function describeOutcome({ verdict, cause, user, unknowns = [] }: Outcome): string {
  if (cause !== undefined) return `${verdict} (${cause.code}: ${cause.cause})`;
  if (user !== undefined) return `${verdict} as ${user.username}`;
  return unknowns.length > 0 ? `${verdict} (${unknowns.join("; ")})` : verdict;
}
