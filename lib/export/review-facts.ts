import type { Markdown } from "./markdown.ts";

/**
 * What the analysis knows of who gets in and what for. Made of the documents only: no token and no value of a claim is
 * in it.
 */
export interface ReviewFacts {
  readonly issuers: readonly IssuerReview[];
  readonly names: readonly NameReview[];
  readonly findings: readonly {
    readonly id: string;
    readonly path: string;
    readonly message: string;
    readonly severity: string;
  }[];
  /** What nobody supplied, so that nothing can be said of it. */
  readonly unknowns: readonly Markdown[];
  /** "sha256:…" of the documents as they stand in the editor. */
  readonly hashes: { readonly configuration: string; readonly bindings: string };
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

/** A subject of the bindings. */
export interface NameReview {
  readonly kind: string;
  readonly name: string;
  /** URLs of issuers whose mappings can give that name. */
  readonly issuers: readonly string[];
  /** "ClusterRole cluster-admin by ClusterRoleBinding admins". */
  readonly roles: readonly Markdown[];
  /** What follows from them, worst first. */
  readonly escalations: readonly Markdown[];
  /** Who can get the name, and how much that matters: sentences. */
  readonly outsiders: readonly Markdown[];
}
