import { encodeBase64 } from "../base64.ts";
import { type FileSet, filesOnly, joinSets } from "../files.ts";
import { comment, joinShell, type ShellPiece, scriptFile, shell, word } from "../shell.ts";
import type { ExportInput, IssuerFacts } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { scopesFor } from "./scopes.ts";

/**
 * kubeconfig and commands for people who log in with kubelogin (int128/kubelogin v1.36, README.md, docs/usage.md). The
 * exec API v1 requires interactiveMode; the issuer URL is the one of the configuration, to the last slash. `number` tells
 * several issuers apart, in the folder and in the names within a kubeconfig.
 */
export function exportKubelogin(
  input: ExportInput,
  issuer: IssuerFacts,
  number: number | undefined,
): FileSet {
  const suffix = number === undefined ? "" : `-${number}`;
  const folder = `clients/kubelogin${suffix}`;
  const user = `oidc${suffix}`;
  const context = `${user}@${input.cluster.name}`;
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: input.cluster.name, cluster: clusterOf(input) }],
    contexts: [{ name: context, context: { cluster: input.cluster.name, user } }],
    "current-context": context,
    users: [
      {
        name: user,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "kubectl",
            args: kubeloginArguments(issuer),
            interactiveMode: "Never",
            provideClusterInfo: false,
            installHint:
              "Install kubelogin: kubectl krew install oidc-login, or brew install kubelogin",
          },
        },
      },
    ],
  };
  return joinSets(
    filesOnly({
      path: `${folder}/kubeconfig.yaml`,
      language: "yaml",
      text: writeYaml(kubeconfig),
    }),
    scriptFile(`${folder}/kubelogin.sh`, loginScript(issuer, user)),
  );
}

/** The arguments of `kubectl` that fetch a token: the first audience is the client's id. */
function kubeloginArguments(issuer: IssuerFacts): string[] {
  const [clientId = "<client id>"] = issuer.audiences;
  return [
    "oidc-login",
    "get-token",
    `--oidc-issuer-url=${issuer.url}`,
    `--oidc-client-id=${clientId}`,
    ...scopesFor(issuer).scopes.map((scope) => `--oidc-extra-scope=${scope}`),
    "--oidc-pkce-method=auto",
    ...(issuer.certificateAuthority === ""
      ? []
      : [`--certificate-authority-data=${encodeBase64(issuer.certificateAuthority)}`]),
  ];
}

/** Prints the claims of a token, before anything is configured. */
export function setupCommand(issuer: IssuerFacts): string {
  const [command = "", , ...flags] = kubeloginArguments(issuer);
  return joinShell(["kubectl", command, "setup", ...flags].map(word), " ").text;
}

/** The cluster's entry; its authority is not ours to know, and is looked for beside the file. */
export function clusterOf(input: ExportInput): {
  server: string;
  "certificate-authority": string;
} {
  return { server: input.cluster.server, "certificate-authority": "ca.crt" };
}

function loginScript(issuer: IssuerFacts, user: string): ShellPiece {
  const args = kubeloginArguments(issuer);
  const notes = scopesFor(issuer).notes.map(
    (note) => shell`# ${comment(note)}
`,
  );
  const words = args.map((argument) => shell`  --exec-arg=${word(argument)}`);
  return shell`#!/bin/sh
# Logging in with kubelogin. Nothing here is secret; a confidential client adds --oidc-client-secret, which belongs in no
# file that is passed on. kubeconfig.yaml looks for the cluster's own authority in ca.crt beside it, which is public.
#
# Register these redirect URIs with the provider: http://localhost:8000 and http://localhost:18000
# PKCE is used if the provider's discovery document offers it; one that asks for it without saying so takes
# --oidc-pkce-method=S256.
${joinShell(notes, "")}set -eu

# The same user as in kubeconfig.yaml, added to the kubeconfig that kubectl uses:
kubectl config set-credentials ${word(user)} \\
  --exec-api-version=client.authentication.k8s.io/v1 \\
  --exec-interactive-mode=Never \\
  --exec-command=kubectl \\
${joinShell(words, " \\\n")}

# Look at the token once, before anything is configured:
#   ${comment(setupCommand(issuer))}
# Who am I to the cluster?
#   kubectl auth whoami --user=${comment(user)}
# Log out: the tokens lie in ~/.kube/cache/oidc-login, unless get-token has --token-cache-storage=keyring
#   kubectl oidc-login clean
`;
}
