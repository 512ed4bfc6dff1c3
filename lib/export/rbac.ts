import { decodePolicy } from "../rbac/manifest/decode.ts";
import { writeManifest } from "../rbac/manifest/write-manifest.ts";
import type { Policy } from "../rbac/types.ts";
import { joinDocuments } from "../yaml/join-documents.ts";
import { isShallowYaml } from "../yaml/shallow.ts";
import { type FileSet, filesOnly, joinSets } from "./files.ts";
import { findInvisibleInText, markInvisible } from "./invisible.ts";
import { proveBindings } from "./proof.ts";
import { comment, joinShell, type ShellPiece, scriptFile, shell, word } from "./shell.ts";
import type { ExportInput } from "./types.ts";
import { rewriteYaml } from "./yaml-text.ts";

/** The files of the roles and bindings, and what the steps must say of them. */
export interface RbacExport extends FileSet {
  /** Namespaces that `kubectl auth reconcile` makes if they are not there. */
  readonly namespaces: readonly string[];
  /** How many questions prove.sh puts. */
  readonly questions: number;
}

/** The roles and bindings as a file, how to apply them, and questions that prove them; undefined if there are none. */
export function exportRbac(input: ExportInput): RbacExport | undefined {
  if (input.bindings.trim() === "") return undefined;
  const { policy, skipped } = decodePolicy(input.bindings);
  const others = Object.keys(skipped).sort();
  const namespaces = listNamespaces(policy);
  const proof = proveBindings(policy, input.resources ?? []);
  return {
    ...joinSets(
      writeObjects(input, policy, others),
      scriptFile("rbac/apply.sh", applyScript(namespaces, others)),
      scriptFile("rbac/prove.sh", proof.script),
    ),
    namespaces,
    questions: proof.questions,
  };
}

function writeObjects(input: ExportInput, policy: Policy, others: readonly string[]): FileSet {
  // Written anew only what is all there: objects of other kinds would get lost.
  const anew = input.comments === "canonical" && others.length === 0;
  const text = anew
    ? writeManifest([...policy.roles, ...policy.bindings])
    : joinDocuments([input.bindings]);
  const file = { path: "rbac/rbac.yaml", language: "yaml" as const };
  const invisible = findInvisibleInText(text);
  if (invisible === undefined) return filesOnly({ ...file, text });
  if (!isShallowYaml(text))
    return {
      files: [],
      problems: [
        `The roles and bindings hold the invisible character ${invisible}, and rbac/rbac.yaml is not written: they do not parse, or are nested too deeply.`,
      ],
    };
  return {
    files: [{ ...file, text: rewriteYaml(text) }],
    problems: [
      `The roles and bindings hold the invisible character ${invisible}: rbac/rbac.yaml was written anew, with escapes and without comments.`,
    ],
  };
}

/** Of roles and bindings, each once, sorted. */
function listNamespaces({ roles, bindings }: Policy): readonly string[] {
  const names = [...roles, ...bindings].map(({ namespace }) => namespace);
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

function applyScript(namespaces: readonly string[], others: readonly string[]): ShellPiece {
  const rest =
    others.length === 0
      ? shell``
      : shell`# reconcile takes roles and bindings only; the file has objects of other kinds too: ${comment(others.join(", "))}
kubectl apply -f rbac.yaml
`;
  const notice =
    namespaces.length === 0
      ? shell``
      : shell`# reconcile makes the namespaces of roles and bindings if they are not there.
echo 'These namespaces are made if they are not there:' ${joinShell(namespaces.map(markInvisible).map(word), " ")}
`;
  return shell`#!/bin/sh
# To the cluster itself, with a credential that works today.
set -eu
cd "$(dirname "$0")"
${notice}# reconcile adds what is missing and keeps what others added; it says first what it would do.
kubectl auth reconcile -f rbac.yaml --dry-run=client
kubectl auth reconcile -f rbac.yaml
# What the file no longer names goes away only with:
#   kubectl auth reconcile -f rbac.yaml --remove-extra-subjects --remove-extra-permissions
# The roleRef of a binding cannot be changed: reconcile deletes and creates such a binding anew, kubectl apply refuses
# it. If the objects are kept by apply or GitOps, use that and nothing else:
#   kubectl apply -f rbac.yaml
${rest}`;
}
