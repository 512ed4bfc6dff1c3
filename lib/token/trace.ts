import type { Span } from "../source/span.ts";

/** What became of a step. "unknown" is an answer: no keys were given, a role was not supplied. */
export type Verdict = "passed" | "failed" | "skipped" | "stepped-aside" | "unknown";

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

export interface Step {
  readonly kind: StepKind;
  /** Stable within one trace: "jwt[0].claimMappings.groups". */
  readonly id: string;
  /** Field path in the configuration, empty where no field stands behind the step. */
  readonly path: string;
  /** Where that field's value stands in the configuration's text. */
  readonly span?: Span;
  readonly verdict: Verdict;
  /** One line for people: "Username → gitlab:jane". Claim values in it are hostile text. */
  readonly summary: string;
  /** The server's own words where the step failed or stepped aside. */
  readonly message?: string;
  /** What the step looked at and what it made of it, as text to show. */
  readonly input?: string;
  readonly output?: string;
  /** Names of the claims that it read. */
  readonly claims: readonly string[];
  readonly expression?: ExpressionView;
}

/** An evaluated expression as plain data, to be shown and stepped through. */
export interface ExpressionView {
  readonly source: string;
  /** Where the expression's text stands in the configuration: offset `i` of `source` is at `offsets[i]` (last entry: the end). */
  readonly offsets?: readonly number[];
  readonly nodes: readonly ExpressionNode[];
  /** Evaluation order. `node` is an id of `nodes`. */
  readonly events: readonly ExpressionEvent[];
  readonly cost: number;
  readonly costLimit: number;
}

/** A sub-expression as it was written: macros are one node, whose parts are its children. */
export interface ExpressionNode {
  readonly id: number;
  readonly parent?: number;
  /** UTF-16 offsets in the expression's source. */
  readonly start: number;
  readonly end: number;
  /** CEL's spelling of the static type. */
  readonly type: string;
  /** The claim (or field of user) that this node reads, "groups_direct". */
  readonly reads?: string;
}

export interface ExpressionEvent {
  readonly node: number;
  /** Iterations of the comprehensions around it, outermost first. */
  readonly iterations: readonly number[];
  readonly outcome:
    | { readonly kind: "value"; readonly text: string; readonly type: string }
    | { readonly kind: "error"; readonly message: string; readonly absorbedBy?: number };
  readonly cost: number;
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

/** user.Info as the authenticator makes it. */
export interface UserInfo {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export interface Authentication {
  /** "unknown": everything that could be checked passed, but the signature was not. */
  readonly verdict: "accepted" | "refused" | "anonymous" | "unknown" | "no-configuration";
  /** What could not be checked, where the verdict is "unknown": one sentence for each gap. */
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
  /** The user, `system:authenticated` included; for "unknown" the user it would be. */
  readonly user?: UserInfo;
}
