import type { CauseCode } from "../../diagnostics/cause-code.ts";
import type { AgentAccess, GitlabJobFacts, GitlabUserFacts } from "../../identity/gitlab-agent.ts";
import type { Minor } from "../../kube/minor.ts";
import type { UserInfo } from "../../kube/user-info.ts";
import type { Span } from "../../source/span.ts";

/** A workspace file as its tests need it, before its paths are followed. */
export interface TestWorkspace {
  readonly name: string;
  readonly versions: readonly Minor[];
  /** The kind of cluster, `ClusterTarget.id`. */
  readonly target: string;
  readonly authorizationModes: readonly string[];
  readonly serviceAccountIssuers: readonly string[];
  readonly configuration: TextSource;
  readonly bindings: readonly TextSource[];
  /** Paths of key sets by issuer URL. */
  readonly keys: ReadonlyMap<string, TextSource>;
  /** Unix seconds; absent is the present. */
  readonly now?: number;
  readonly defaultPolicy: boolean;
  readonly tests: readonly WorkspaceTest[];
}

/** A text in the file, or the path where it is. */
export type TextSource =
  | { readonly kind: "inline"; readonly text: string }
  | { readonly kind: "path"; readonly path: string; readonly span: Span };

/** One test. */
export interface WorkspaceTest {
  readonly name: string;
  /** Of its name in the file. */
  readonly span: Span;
  readonly asker: Asker;
  readonly expect: Expectation;
}

/** Who asks. */
export type Asker =
  /** JSON; exp, nbf and iat may be relative to `now`. */
  | { readonly kind: "claims"; readonly claims: TextSource }
  | {
      readonly kind: "token";
      readonly from:
        | TextSource
        | { readonly kind: "env"; readonly name: string; readonly span: Span };
    }
  | { readonly kind: "certificate"; readonly subject: string }
  | { readonly kind: "serviceAccount"; readonly namespace: string; readonly name: string }
  | {
      readonly kind: "gitlabAgent";
      readonly as: Exclude<AgentAccess["as"], "impersonate">;
      readonly agent?: { readonly namespace: string; readonly name: string };
      readonly user?: GitlabUserFacts;
      readonly job?: GitlabJobFacts;
    }
  | { readonly kind: "anonymous" }
  | { readonly kind: "user"; readonly user: UserInfo }
  /** A test of the file alone. */
  | { readonly kind: "none" };

/** What must come out. */
export interface Expectation {
  readonly verdict: "authenticated" | "unauthorized" | "loads" | "refused";
  readonly verdictSpan: Span;
  readonly cause?: Spanned<CauseCode>;
  /** A part of the server's line. */
  readonly line?: Spanned<string>;
  readonly user?: ExpectedUser;
  readonly can: readonly Spanned<string>[];
  readonly cannot: readonly Spanned<string>[];
}

/** A value with its place in the file. */
export interface Spanned<T> {
  readonly value: T;
  readonly span: Span;
}

/** What is named of a user; the rest is not compared unless `exact`. */
export interface ExpectedUser extends Partial<UserInfo> {
  readonly exact: boolean;
  readonly span: Span;
}

/** Something wrong in the file, with its place. */
export interface FileFinding {
  readonly code: "workspace/syntax" | "workspace/field" | "workspace/file";
  readonly severity: "error";
  /** `tests[0].expect.cause` */
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}
