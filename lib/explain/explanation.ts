import type { Cause } from "./causes/cause.ts";

/**
 * Who wrote a line: the API server (also inside k3s, vcluster, …), a client, the issuer, or the audit log; "command" for
 * what a person types to ask something.
 */
export type Writer =
  | "kube-apiserver"
  | "kubectl"
  | "kubelogin"
  | "client"
  | "issuer"
  | "audit"
  | "command";

/** A user that a text names. */
export interface NamedUser {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a line of a log, or of a client, says. Its texts can quote claim values: untrusted text. */
export interface Explanation extends Cause {
  readonly by: Writer;
  /** The error without what was put around it: "oidc: email not verified". */
  readonly error?: string;
  /** Who asked, if the text says it. */
  readonly user?: NamedUser;
  /** What was asked, as after `kubectl auth can-i`: "list pods -n app". */
  readonly question?: string;
  /** Claims of a token, if the text prints them. */
  readonly claims?: Readonly<Record<string, unknown>>;
}
