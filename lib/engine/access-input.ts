/** What the page asks about access: which of its parts is shown, and what is in their fields. */
export interface AccessInput {
  /** What is not shown is not computed, but for the counts. */
  readonly part: AccessPart;
  /** As after `kubectl auth can-i`; empty asks nothing. */
  readonly question: string;
  /** Permissions to give, a question each line. */
  readonly wanted: string;
  /** The name of the intent to give permissions for; without one `wanted` counts. */
  readonly intent?: string;
  /** Who shall get it, as `User/jane`, `Group/dev` or `ServiceAccount/app/bot`; empty is the user who asks. */
  readonly grantee: string;
  readonly asker: Asker;
  /** What a cluster answered to `kubectl auth whoami`, to compare the token's user with. */
  readonly whoami?: string;
}

/** A part of the access answer, which is worked out only when it is asked for. */
export type AccessPart = "matrix" | "bindings" | "near-misses" | "grant" | "risks" | "list";

/** Who asks: the user that the token became, or a user who comes in another way. */
export type Asker =
  | { readonly kind: "token" }
  | { readonly kind: "certificate"; readonly text: string }
  /** `app/bot`, `system:serviceaccount:app:bot`. */
  | { readonly kind: "service-account"; readonly name: string }
  | { readonly kind: "gitlab-agent"; readonly agent: AgentInput }
  | { readonly kind: "static-token"; readonly line: string }
  /** Groups in lines or with commas between them. */
  | { readonly kind: "manual"; readonly username: string; readonly groups: string }
  | { readonly kind: "anonymous" };

/** The GitLab agent's file, and what is not in it. All texts are as typed. */
export interface AgentInput {
  readonly config: string;
  /** The agent's own service account, `namespace/name`. */
  readonly account: string;
  /** Which of the file's entries, by place. */
  readonly entry: number;
  readonly username: string;
  /** Numbers of projects and groups, by `project/path` and `group/path`. */
  readonly ids: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
  readonly jobId: string;
  /** Of the groups that the job's project is in, outermost first. */
  readonly groupIds: string;
  readonly environment: string;
  readonly tier: string;
}
