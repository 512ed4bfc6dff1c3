import type { Markdown } from "./markdown.ts";

/**
 * What the analysis knows of who gets in and what for. Made of the documents only: no token and no value of a claim is
 * in it. Each statement is in it once.
 */
export interface ReviewFacts {
  readonly summary: ReviewSummary;
  readonly issuers: readonly IssuerReview[];
  /** The worst first. */
  readonly bindings: readonly BindingReview[];
  /** What the bound roles lead to beyond what they say, the worst first: a line each. */
  readonly roles: readonly Markdown[];
  readonly findings: readonly {
    readonly id: string;
    readonly path: string;
    readonly message: string;
    readonly severity: string;
  }[];
  /** What was not supplied, so that nothing is known about it, and what would supply it. */
  readonly unknowns: readonly Unknown[];
  /** "sha256:…" of the documents as written in the editor, and of those that run. */
  readonly hashes: readonly { readonly name: string; readonly hash: string }[];
  /** What changes against what runs; absent if nothing is said to run. */
  readonly difference?: ReviewDifference;
}

/** The first lines of the report, for the person who decides. */
export interface ReviewSummary {
  /** Who can get in: an issuer or another way each. */
  readonly getIn: readonly Markdown[];
  /** The worst for each, as a sentence. */
  readonly outsider: Markdown;
  readonly member: Markdown;
  readonly leaver: Markdown;
}

/** Something that is not known. */
export interface Unknown {
  readonly what: Markdown;
  /** What to look at, or to supply. */
  readonly resolve: Markdown;
}

/** Who a token of the issuer makes one. */
export interface IssuerReview {
  readonly url: string;
  readonly audiences: readonly string[];
  /** How names are made: "claim sub with the prefix oidc:", or an expression. */
  readonly username: Markdown;
  readonly groups: Markdown;
  /** What every token must have. */
  readonly rules: readonly Markdown[];
  /** What nothing says no to: sentences. */
  readonly warnings: readonly Markdown[];
}

/** A binding with who can get its names. */
export interface BindingReview {
  /** "`ClusterRoleBinding` `admins`: `ClusterRole` `cluster-admin` in the whole cluster". */
  readonly title: Markdown;
  /** Of its worst line. */
  readonly severity: string;
  /** A line a subject and issuer. */
  readonly lines: readonly Markdown[];
}

/** What the edited documents give and take against those that run: lines. */
export interface ReviewDifference {
  /** Why it is not known, if one side cannot be read. */
  readonly unknown?: Markdown;
  readonly gives: readonly Markdown[];
  readonly takes: readonly Markdown[];
}
