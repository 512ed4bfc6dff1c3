import type { DocumentId, Span } from "../source/span.ts";

/** Whether the server refuses it, it is likely a mistake, or it is worth knowing. */
export type Severity = "error" | "warning" | "info";

/**
 * One finding about a document. `message` of source "kube-apiserver" is the server's own text byte for byte; our
 * advice goes to `hint`, or is a diagnostic of source "claimcheck".
 */
export interface Diagnostic {
  /** A stable identifier: "decode/unknown-field", "validate/required", "lint/unpinned-issuer". */
  readonly code: string;
  readonly source: "kube-apiserver" | "claimcheck";
  readonly severity: Severity;
  readonly document: DocumentId;
  /** Field path as the server writes it, `jwt[0].issuer.url`; empty for the whole document. */
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
  /** Repairs, best first. */
  readonly fixes?: readonly Fix[];
}

/** A change of text that repairs a finding: the one kind for lints, explanations, near misses and the editor. */
export interface Fix {
  readonly id: string;
  readonly title: string;
  /** Edits that do not overlap; spans refer to the text before any of them. */
  readonly edits: readonly Edit[];
  /**
   * What the text that the fix takes something out of says of its cluster, by name: target, version, cluster, server,
   * namespace, shoot, kubeadm.
   */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One replacement in a document's text. */
export interface Edit {
  readonly document: DocumentId;
  readonly span: Span;
  readonly newText: string;
}
