import { authenticatedGroup } from "../../kube/user-info.ts";
import { type FileSet, filesOnly, joinSets } from "../files.ts";
import { comment, joinShell, type ShellPiece, scriptFile, shell, word } from "../shell.ts";
import type { CertificateFacts, ExportInput } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { clusterOf } from "./kubelogin.ts";

/**
 * A client certificate for one user: the common name is the user, each organisation a group
 * (kubernetes.io reference/access-authn-authz/certificate-signing-requests). The key never leaves the user's machine.
 */
export function exportX509(
  input: ExportInput,
  user: CertificateFacts,
  folder = x509Folder,
): FileSet {
  const name = requestName(user.username);
  const groups = user.groups.filter((group) => group !== authenticatedGroup);
  const masters = groups.includes("system:masters");
  return joinSets(
    scriptFile(`${folder}/request.sh`, requestScript(name, user.username, groups)),
    filesOnly({
      path: `${folder}/certificate-signing-request.yaml`,
      language: "yaml",
      text: writeYaml({
        apiVersion: "certificates.k8s.io/v1",
        kind: "CertificateSigningRequest",
        metadata: { name },
        spec: {
          request: placeholder,
          signerName: "kubernetes.io/kube-apiserver-client",
          expirationSeconds: (user.hours ?? 24) * 3600,
          usages: ["client auth"],
        },
      }),
    }),
    scriptFile(`${folder}/approve.sh`, approveScript(name, masters)),
    filesOnly({
      path: `${folder}/kubeconfig.yaml`,
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
    }),
    { files: [], problems: masters ? [mastersProblem] : [] },
  );
}

/** Where the files of one certificate are in the archive. */
export const x509Folder = "clients/x509";

const placeholder = "<base64 of the request>";

const mastersProblem =
  "The request for a certificate asks for the group system:masters: its holder may do everything, whatever RBAC says, and nothing takes it back before it expires. An API server with its default admission plugins refuses such a request (CertificateSubjectRestriction).";

function requestScript(name: string, username: string, groups: readonly string[]): ShellPiece {
  // RFC 5280, ub-common-name and ub-organization-name.
  const tooLong = [username, ...groups].filter((part) => [...part].length > longestName);
  const notes = tooLong.map(
    (part) =>
      shell`# openssl takes at most 64 characters in a name, and refuses this one: ${comment(part)}
`,
  );
  const subject = [
    `/CN=${escapeName(username)}`,
    ...groups.map((group) => `/O=${escapeName(group)}`),
  ].join("");
  const key = word(`${name}.key`);
  const request = word(`${name}.csr`);
  return shell`#!/bin/sh
# Run by the user: makes a key and a request. The key stays here.
${joinShell(notes, "")}${mastersNote(groups.includes("system:masters"))}set -eu
cd "$(dirname "$0")"
umask 077
openssl req -utf8 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${key} -out ${request} \\
  -subj ${word(subject)}
openssl req -in ${request} -noout -subject
`;
}

function approveScript(name: string, masters: boolean): ShellPiece {
  const object = word(name);
  const request = word(`${name}.csr`);
  const certificate = word(`${name}.crt`);
  return shell`#!/bin/sh
# Run by an administrator, with ${comment(`${name}.csr`)} of the user. A certificate cannot be revoked: it is short-lived.
# A CertificateSigningRequest cannot be changed, and one of before would hand out the certificate of before: it is
# deleted first.
${mastersNote(masters)}set -eu
cd "$(dirname "$0")"
openssl req -in ${request} -noout -subject
request=$(base64 < ${request} | tr -d '\\n')
kubectl delete csr ${object} --ignore-not-found
sed 's|<base64 of the request>|'"$request"'|' certificate-signing-request.yaml | kubectl create -f -
kubectl describe csr ${object}
printf 'Approve? [y/N] ' >&2; read -r answer; [ "$answer" = y ]
kubectl certificate approve ${object}
for _ in 1 2 3 4 5 6 7 8 9 10; do
  certificate=$(kubectl get csr ${object} -o jsonpath='{.status.certificate}')
  [ -z "$certificate" ] || break
  sleep 3
done
[ -n "$certificate" ]
printf %s "$certificate" | base64 -d > ${certificate}
# It must be for the key of this very request.
certified=$(openssl x509 -in ${certificate} -noout -pubkey)
requested=$(openssl req -in ${request} -noout -pubkey)
if [ "$certified" != "$requested" ]; then
  rm -f ${certificate}
  echo 'the certificate is for another key; nothing was kept' >&2
  exit 1
fi
`;
}

function mastersNote(masters: boolean): ShellPiece {
  return masters
    ? shell`echo 'This asks for the group system:masters: its holder may do everything, whatever RBAC says, until it expires.' >&2
echo 'An API server with its default admission plugins refuses it (CertificateSubjectRestriction).' >&2
`
    : shell``;
}

const longestName = 64;

/** A name that Kubernetes takes for an object (RFC 1123 subdomain), made of a user's. */
export function requestName(username: string): string {
  const name = username
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 63)
    .replace(/[^a-z0-9]+$/, "");
  return name === "" ? "user" : name;
}

/** openssl's -subj separates by "/" and escapes with a backslash. */
function escapeName(value: string): string {
  return value.replace(/[\\/+=]/g, (character) => `\\${character}`);
}
