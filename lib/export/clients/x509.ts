import type { ExportedFile, ExportInput } from "../types.ts";
import { commentText, shellWord, writeYaml } from "../yaml-text.ts";
import { clusterOf } from "./kubelogin.ts";

/**
 * A client certificate for one user: the common name is the user, each organisation a group
 * (kubernetes.io reference/access-authn-authz/certificate-signing-requests). The key never leaves the user's machine.
 */
export function exportX509(
  input: ExportInput,
  user: { readonly username: string; readonly groups: readonly string[] },
): ExportedFile[] {
  const name = resourceName(user.username);
  const groups = user.groups.filter((group) => group !== "system:authenticated");
  // RFC 5280, ub-common-name and ub-organization-name.
  const tooLong = [user.username, ...groups].filter((part) => [...part].length > longestName);
  const subject = [
    `/CN=${escapeName(user.username)}`,
    ...groups.map((group) => `/O=${escapeName(group)}`),
  ].join("");
  return [
    {
      path: "clients/x509/request.sh",
      language: "shell",
      text: `#!/bin/sh
# Run by the user: makes a key and a request. The key stays here.
${tooLong.map((part) => `# openssl takes at most ${longestName} characters in a name, and refuses this one: ${commentText(part)}\n`).join("")}set -eu
umask 077
openssl req -utf8 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -out ${name}.csr \\
  -subj ${shellWord(subject)}
openssl req -in ${name}.csr -noout -subject
`,
    },
    {
      path: "clients/x509/certificate-signing-request.yaml",
      language: "yaml",
      text: writeYaml({
        apiVersion: "certificates.k8s.io/v1",
        kind: "CertificateSigningRequest",
        metadata: { name },
        spec: {
          request: `<base64 -w0 ${name}.csr>`,
          signerName: "kubernetes.io/kube-apiserver-client",
          expirationSeconds: 86_400,
          usages: ["client auth"],
        },
      }),
    },
    {
      path: "clients/x509/approve.sh",
      language: "shell",
      text: `#!/bin/sh
# Run by an administrator, with ${name}.csr of the user. A certificate cannot be revoked: it is short-lived.
set -eu
request=$(base64 < ${name}.csr | tr -d '\\n')
sed "s|<base64 -w0 ${name}.csr>|$request|" certificate-signing-request.yaml | kubectl apply -f -
kubectl describe csr ${name}
printf 'Approve? [y/N] ' >&2; read -r answer; [ "$answer" = y ]
kubectl certificate approve ${name}
for _ in 1 2 3 4 5 6 7 8 9 10; do
  certificate=$(kubectl get csr ${name} -o jsonpath='{.status.certificate}')
  [ -z "$certificate" ] || break
  sleep 3
done
[ -n "$certificate" ]
printf %s "$certificate" | base64 -d > ${name}.crt
`,
    },
    {
      path: "clients/x509/kubeconfig.yaml",
      language: "yaml",
      text: writeYaml({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: input.cluster.name, cluster: clusterOf(input) }],
        contexts: [
          { name: input.cluster.name, context: { cluster: input.cluster.name, user: name } },
        ],
        "current-context": input.cluster.name,
        users: [
          { name, user: { "client-certificate": `${name}.crt`, "client-key": `${name}.key` } },
        ],
      }),
    },
  ];
}

const longestName = 64;

/** A name that Kubernetes takes for an object (RFC 1123 subdomain), made of a user's. */
function resourceName(username: string): string {
  const name = username
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 63);
  return name === "" ? "user" : name.replace(/[^a-z0-9]+$/, "");
}

/** openssl's -subj separates by "/" and escapes with a backslash. */
function escapeName(value: string): string {
  return value.replace(/[\\/+=]/g, (character) => `\\${character}`);
}
