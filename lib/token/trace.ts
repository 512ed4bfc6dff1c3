import type { ExpressionView } from "../cel/expression-view.ts";
import type { UserInfo } from "../kube/user-info.ts";
import type { Span } from "../source/span.ts";

export type { ExpressionEvent, ExpressionNode, ExpressionView } from "../cel/expression-view.ts";

/** What became of a step. "unknown" is an answer: no keys were given, a role was not supplied. */
export type Verdict = "passed" | "failed" | "skipped" | "no-opinion" | "unknown";

/** The steps of the OIDC authenticator, in the order of the server. */
export type StepKind =
  | "bearer"
  | "parse"
  | "issuer"
  | "initialized"
  | "claims"
  | "audience"
  | "expiry"
  | "not-before"
  | "algorithm"
  | "signature"
  | "distributed-claims"
  | "username"
  | "groups"
  | "uid"
  | "extra"
  | "required-claim"
  | "claim-rule"
  | "user-rule"
  | "system-groups";

/** One step of the server's way from a token to a user. */
export interface Step {
  readonly kind: StepKind;
  /** Stable within one trace: "jwt[0].claimMappings.groups". */
  readonly id: string;
  /** Field path in the configuration, empty if no field is behind the step. */
  readonly path: string;
  /** Where that field's value is in the configuration's text. */
  readonly span?: Span;
  readonly verdict: Verdict;
  /** One line for people: "Username → gitlab:jane". Claim values in it are untrusted text. */
  readonly summary: string;
  /** The server's own words if the step failed or the issuer has no opinion. */
  readonly message?: string;
  /** What the step looked at and what it made of it, as text to show. */
  readonly input?: string;
  readonly output?: string;
  /** Names of the claims that it read. */
  readonly claims: readonly string[];
  readonly expression?: ExpressionView;
}

/** How one issuer of the configuration dealt with the token. */
export interface IssuerTrace {
  readonly index: number;
  readonly url: string;
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  /** The authenticator's error, without what the server puts around it. */
  readonly error?: string;
}

/** Everything that a configuration makes of a token. */
export interface Authentication {
  /** "unknown": what could be checked passed and something was not; without a user, an expression was given up by us. */
  readonly verdict: "accepted" | "refused" | "anonymous" | "unknown" | "no-configuration";
  /** What could not be checked before the verdict fell: one sentence for each gap. A refusal holds in spite of them. */
  readonly unknowns?: readonly string[];
  readonly issuers: readonly IssuerTrace[];
  /** Steps before any issuer: the header, the token's form. */
  readonly preliminary: readonly Step[];
  /** What follows err= in "Unable to authenticate the request". */
  readonly log?: string;
  /** The index of the issuer that answered for the token, accepting or refusing it. */
  readonly decidedBy?: number;
  /** A warning that the server sends back with its answer. */
  readonly warning?: string;
  /** The user, `system:authenticated` included; for "unknown" the user it would be, if that is known. */
  readonly user?: UserInfo;
}
