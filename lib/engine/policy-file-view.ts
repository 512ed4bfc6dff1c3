import { type DecodedPolicy, mergePolicies } from "../rbac/manifest/decode.ts";
import type { Policy } from "../rbac/types.ts";

/** A file of roles and bindings beside the document, decoded once by its owner. */
export interface PolicyFile {
  readonly name: string;
  readonly decoded: DecodedPolicy;
}

/** What a file held. */
export interface PolicyFileView {
  readonly name: string;
  readonly roles: number;
  readonly bindings: number;
  /** The first of its roles, for what the editor offers to bind. */
  readonly roleNames: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
  }[];
  /** Objects of other kinds, counted. */
  readonly skipped: Readonly<Record<string, number>>;
  /** What could not be read or the server would refuse, the first of it. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** All of it, counted. */
  readonly problemCount: number;
}

const problemLimit = 20;
const roleLimit = 500;

/** The files and the document as one policy: an object of the document replaces that of the same name in a file. */
export function joinPolicies(files: readonly DecodedPolicy[], document: Policy): Policy {
  return files.length === 0
    ? document
    : mergePolicies(...files.map(({ policy }) => policy), document);
}

/** A file of bindings for the page. */
export function describePolicyFile({ name, decoded }: PolicyFile): PolicyFileView {
  const { policy, diagnostics, skipped } = decoded;
  return {
    name,
    roles: policy.roles.length,
    bindings: policy.bindings.length,
    roleNames: policy.roles
      .slice(0, roleLimit)
      .map(({ kind, name, namespace }) => ({ kind, name, namespace })),
    skipped,
    problems: diagnostics.slice(0, problemLimit).map(({ line, message }) => ({ line, message })),
    problemCount: diagnostics.length,
  };
}
