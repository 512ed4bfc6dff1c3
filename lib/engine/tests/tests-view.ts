import type { LoadedTest } from "../../workspace/tests/follow-paths.ts";
import { placeTimes } from "../../workspace/tests/follow-paths.ts";
import { readTestList } from "../../workspace/tests/read-tests.ts";
import type { FileFinding, WorkspaceTest } from "../../workspace/tests/test-workspace.ts";
import type { AnalysisInput } from "../input.ts";
import { runTests } from "./run-tests.ts";
import type { Mismatch, Outcome } from "./test-result.ts";
import { workspaceOf } from "./workspace-of.ts";

/** The tests of the page with the documents as they are. Its texts hold claims: untrusted text. */
export interface TestsView {
  readonly tests: readonly TestView[];
  /** What is wrong in the text of the tests. */
  readonly findings: readonly FileFinding[];
}

/** One test. */
export interface TestView {
  readonly name: string;
  /** Its place in the list. */
  readonly index: number;
  /** "unknown" if it needs a file or a variable, which the page does not have. */
  readonly state: "passed" | "failed" | "unknown";
  /** Why it is unknown. */
  readonly reason?: string;
  readonly verdict?: Outcome["verdict"];
  readonly mismatches: readonly Mismatch[];
  /** The claims of the asker as JSON, with times at the moment of the page. */
  readonly claims?: string;
}

/** Runs the tests of the page on its version. Tokens, keys and files have no part in it: claims count as signed. */
export async function viewTests(input: AnalysisInput, text: string): Promise<TestsView> {
  const { tests, findings } = readTestList(text);
  const loaded = tests.map((test) => loadTest(test, input.now));
  const runnable = loaded.filter((test) => typeof test !== "string");
  const results = await runTests({ ...workspaceOf(input), tests: runnable }, [input.minor]);
  let next = 0;
  const views = tests.map(({ name, index }, position): TestView => {
    const own = loaded[position];
    const base = { name, index, mismatches: [] };
    if (typeof own === "string") return { ...base, state: "unknown", reason: own };
    const result = results[next++];
    if (own === undefined || result === undefined) return { ...base, state: "unknown" };
    const { passed, mismatches, verdict } = result;
    return {
      ...{ ...base, state: passed ? "passed" : "failed", mismatches, verdict },
      ...(own.asker.kind === "claims" && { claims: own.asker.claims }),
    };
  });
  return { tests: views, findings };
}

/** A test as it can be run in the page, or why it cannot: a sentence. `now` in Unix seconds. */
export function loadTest(test: WorkspaceTest, now: number): LoadedTest | string {
  const { asker } = test;
  if (asker.kind === "token")
    return "A signed token is named: the page keeps none. Run this test by the command.";
  if (asker.kind !== "claims") return { ...test, asker };
  if (asker.claims.kind === "path") {
    return `Its claims are in the file ${asker.claims.path}: write them into the test, or run it by the command.`;
  }
  const claims = placeTimes(asker.claims.text, now);
  return claims === undefined
    ? "Its claims are no JSON object."
    : { ...test, asker: { kind: "claims", claims } };
}
