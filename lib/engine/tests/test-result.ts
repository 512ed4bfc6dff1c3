import type { VerdictCause } from "../../explain/causes/verdict.ts";
import type { UserInfo } from "../../kube/user-info.ts";
import type { Span } from "../../source/span.ts";
import type { AnonymousAccess } from "../../token/anonymous.ts";

/** One expectation that was not met. */
export interface Mismatch {
  readonly field: "verdict" | "cause" | "line" | "user" | "can" | "cannot";
  readonly expected: string;
  readonly actual: string;
  /** Of the expectation in the workspace file. */
  readonly span: Span;
}

/** A test with one version. */
export interface TestResult {
  readonly name: string;
  readonly version: string;
  readonly span: Span;
  readonly passed: boolean;
  /** What became of the asker. */
  readonly verdict: Outcome["verdict"];
  readonly mismatches: readonly Mismatch[];
  /** Claim values of the test, which output masks. */
  readonly claims?: string;
}

/** What became of one who asked. */
export interface Outcome {
  readonly verdict: "authenticated" | "unauthorized" | "loads" | "refused" | "unknown";
  readonly cause?: Pick<VerdictCause, "code" | "cause">;
  readonly line?: string;
  readonly user?: UserInfo;
  /** If the asker is anonymous: the paths at which such requests are let in. */
  readonly anonymous?: AnonymousAccess;
  /** Why it is unknown. */
  readonly unknowns?: readonly string[];
}
