import { decodePolicy } from "../rbac/manifest/decode.ts";
import { writeManifest } from "../rbac/manifest/write-manifest.ts";
import type { Binding, Policy, PolicyRule, Subject } from "../rbac/types.ts";
import { joinDocuments } from "./join-documents.ts";
import type { ExportedFile, ExportInput } from "./types.ts";
import { commentText, shellWord } from "./yaml-text.ts";

/** The roles and bindings as a file, how to apply them, and commands that prove them. */
export function exportRbac(input: ExportInput): ExportedFile[] {
  if (input.bindings.trim() === "") return [];
  const { policy, skipped } = decodePolicy(input.bindings);
  const others = Object.keys(skipped).sort();
  // Written anew only what is all there: objects of other kinds would get lost.
  const anew = input.comments === "canonical" && others.length === 0;
  const text = anew
    ? writeManifest([...policy.roles, ...policy.bindings])
    : joinDocuments([input.bindings]);
  return [
    { path: "rbac/rbac.yaml", language: "yaml", text },
    { path: "rbac/apply.sh", language: "shell", text: applyScript(others) },
    { path: "rbac/prove.sh", language: "shell", text: proofScript(policy) },
  ];
}

/**
 * `kubectl auth can-i` as a subject of a binding. kubectl refuses --as-group without --as; the server adds
 * system:authenticated to an impersonated user itself (k8s.io/apiserver pkg/endpoints/filters/impersonation.go).
 */
export function proof(subject: Subject, namespace: string, question: string): string {
  const scope = namespace === "" ? "" : ` -n ${shellWord(namespace)}`;
  return `kubectl auth can-i ${question}${scope} ${impersonate(subject, namespace)}`;
}

function impersonate(subject: Subject, namespace: string): string {
  switch (subject.kind) {
    case "Group":
      return `--as=claimcheck-proof --as-group=${shellWord(subject.name)}`;
    case "ServiceAccount": {
      const account = `system:serviceaccount:${subject.namespace || namespace}:${subject.name}`;
      return `--as=${shellWord(account)}`;
    }
    default:
      return `--as=${shellWord(subject.name)}`;
  }
}

function applyScript(others: readonly string[]): string {
  const rest =
    others.length === 0
      ? ""
      : `
# reconcile takes roles and bindings only; the file has objects of other kinds too (${commentText(others.join(", "))}):
kubectl apply -f rbac.yaml
`;
  return `#!/bin/sh
# To the cluster itself, with a credential that works today.
set -eu
cd "$(dirname "$0")"
# reconcile adds what is missing and keeps what others added; it says first what it would do.
kubectl auth reconcile -f rbac.yaml --dry-run=client
kubectl auth reconcile -f rbac.yaml
# What the file no longer names goes away only with:
#   kubectl auth reconcile -f rbac.yaml --remove-extra-subjects --remove-extra-permissions
# A binding's roleRef cannot be changed: reconcile deletes and creates such a binding anew, kubectl apply refuses it.
# Where the objects are kept by apply or GitOps, use that and nothing else:
#   kubectl apply -f rbac.yaml
${rest}`;
}

function proofScript(policy: Policy): string {
  const proofs = policy.bindings.flatMap((binding) => proveBinding(binding, policy));
  return `#!/bin/sh
# Asks the cluster as each subject of the bindings, after apply.sh; every answer must be "yes", and the first "no" ends
# the script. It needs a credential that may impersonate users and groups; --as-group works beside --as only.
set -eu
${proofs.join("\n")}
`;
}

function proveBinding(binding: Binding, policy: Policy): string[] {
  const { kind, name, namespace, roleRef } = binding;
  const role = policy.roles.find(
    (found) =>
      found.kind === roleRef.kind &&
      found.name === roleRef.name &&
      (found.kind === "ClusterRole" || found.namespace === namespace),
  );
  const question = role ? askOf(role.rules) : questions.get(roleRef.name);
  const title = `# ${kind} ${commentText(namespace === "" ? name : `${namespace}/${name}`)}: ${roleRef.kind} ${commentText(roleRef.name)}`;
  if (question === undefined)
    return [`${title}: what it allows is not known here; ask what matters to you.`];
  return [title, ...binding.subjects.map((subject) => proof(subject, namespace, question))];
}

/** One thing that a role's first rule allows. */
function askOf(rules: readonly PolicyRule[]): string | undefined {
  const [rule] = rules;
  const verb = rule?.verbs[0];
  if (rule === undefined || verb === undefined) return undefined;
  const [path] = rule.nonResourceURLs;
  if (path !== undefined)
    return path.startsWith("/") && !verb.startsWith("-")
      ? `${shellWord(verb)} ${shellWord(path)}`
      : undefined;
  const [resource = ""] = rule.resources;
  const [group = ""] = rule.apiGroups;
  const [plain = "", subresource] = resource.split("/");
  const full = group === "" || group === "*" ? plain : `${plain}.${group}`;
  const [name] = rule.resourceNames;
  const target = name === undefined ? full : `${full}/${name}`;
  const part = subresource === undefined ? "" : ` --subresource=${shellWord(subresource)}`;
  // kubectl would take them for flags, such as the server to ask.
  if (plain === "" || verb.startsWith("-") || target.startsWith("-")) return undefined;
  return `${shellWord(verb)} ${shellWord(target)}${part}`;
}

/** What tells the roles that people bind from each other (plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go). */
const questions = new Map([
  ["cluster-admin", "'*' '*'"],
  ["admin", "create rolebindings.rbac.authorization.k8s.io"],
  ["edit", "create deployments.apps"],
  ["view", "list pods"],
]);
