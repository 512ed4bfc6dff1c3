import { parseAllDocuments } from "yaml";
import type { ExportedFile, ExportInput } from "./types.ts";
import { shellWord } from "./yaml-text.ts";

/** The roles and bindings as a file, how to apply them, and commands that prove them for the current user. */
export function exportRbac(input: ExportInput): ExportedFile[] {
  if (input.bindings.trim() === "") return [];
  return [
    { path: "rbac/rbac.yaml", language: "yaml", text: ensureLineEnd(input.bindings) },
    { path: "rbac/apply.sh", language: "shell", text: applyScript(input) },
  ];
}

/**
 * `kubectl auth can-i` as the user. kubectl refuses --as-group without --as; the server adds system:authenticated to an
 * impersonated user itself (k8s.io/apiserver pkg/endpoints/filters/impersonation.go).
 */
export function proof(
  user: { readonly username: string; readonly groups: readonly string[] },
  question: string,
): string {
  const groups = user.groups
    .filter((group) => group !== "system:authenticated")
    .map((group) => ` --as-group=${shellWord(group)}`)
    .join("");
  return `kubectl auth can-i ${question} --as=${shellWord(user.username)}${groups}`;
}

function applyScript(input: ExportInput): string {
  const proofs = input.user ? proofsFor(input.bindings, input.user) : [];
  return `#!/bin/sh
set -eu
# reconcile adds what is missing and keeps what others added; it shows first what it would do.
kubectl auth reconcile -f rbac.yaml --dry-run=client
kubectl auth reconcile -f rbac.yaml
# A binding's roleRef cannot be changed: where it differs, delete the binding first, or use
#   kubectl auth reconcile -f rbac.yaml --remove-extra-subjects --remove-extra-permissions
${proofs.length > 0 ? `\n# What the user may do now, asked as the user:\n${proofs.join("\n")}\n` : ""}`;
}

function proofsFor(bindings: string, user: NonNullable<ExportInput["user"]>): string[] {
  const namespaces = new Set<string>();
  for (const document of parseAllDocuments(bindings, { logLevel: "silent" })) {
    if (!("toJS" in document) || document.errors.length > 0) continue;
    const object = toObject(document);
    if (object?.kind === "RoleBinding" && object.metadata?.namespace)
      namespaces.add(String(object.metadata.namespace));
  }
  return ["", ...[...namespaces].sort().map((namespace) => ` -n ${shellWord(namespace)}`)].map(
    (scope) => proof(user, `--list${scope}`),
  );
}

interface ManifestHead {
  readonly kind?: unknown;
  readonly metadata?: { readonly namespace?: unknown };
}

function toObject(document: { toJS(): unknown }): ManifestHead | undefined {
  try {
    const value = document.toJS();
    return typeof value === "object" && value !== null ? (value as ManifestHead) : undefined;
  } catch {
    // Aliases without bounds: nothing that could be applied either.
    return undefined;
  }
}

function ensureLineEnd(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
