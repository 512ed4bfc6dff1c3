import type { ExportedFile, ExportInput, IssuerFacts } from "../types.ts";
import { commentText, shellWord, writeYaml } from "../yaml-text.ts";
import { scopesFor } from "./scopes.ts";

/**
 * kubeconfig and commands for people who log in with kubelogin (int128/kubelogin v1.36, README.md, docs/usage.md). The
 * exec API v1 requires interactiveMode; the issuer URL is the one of the configuration, to the last slash.
 */
export function exportKubelogin(
  input: ExportInput,
  issuer: IssuerFacts,
  folder: string,
): ExportedFile[] {
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: input.cluster.name, cluster: clusterOf(input) }],
    contexts: [
      { name: contextName(input), context: { cluster: input.cluster.name, user: "oidc" } },
    ],
    "current-context": contextName(input),
    users: [
      {
        name: "oidc",
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
  return [
    { path: `${folder}/kubeconfig.yaml`, language: "yaml", text: writeYaml(kubeconfig) },
    { path: `${folder}/kubelogin.sh`, language: "shell", text: script(issuer) },
  ];
}

/** The arguments of `kubectl` that fetch a token: the first audience is the client's id. */
export function kubeloginArguments(issuer: IssuerFacts): string[] {
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
  const [command, , ...flags] = kubeloginArguments(issuer);
  return ["kubectl", command ?? "", "setup", ...flags].map(shellWord).join(" ");
}

/** The cluster's entry; its authority is not ours to know, and is looked for beside the file. */
export function clusterOf(input: ExportInput): {
  server: string;
  "certificate-authority": string;
} {
  return { server: input.cluster.server, "certificate-authority": "ca.crt" };
}

export function contextName(input: ExportInput): string {
  return `oidc@${input.cluster.name}`;
}

function script(issuer: IssuerFacts): string {
  const args = kubeloginArguments(issuer);
  const setup = commentText(setupCommand(issuer));
  const { notes } = scopesFor(issuer);
  const words = args.map((arg) => `  --exec-arg=${shellWord(arg)}`).join(" \\\n");
  return `#!/bin/sh
# Logging in with kubelogin. Nothing here is secret; a confidential client adds --oidc-client-secret, which belongs in no
# file that is passed on. kubeconfig.yaml looks for the cluster's own authority in ca.crt beside it, which is public.
#
# Register these redirect URIs with the provider: http://localhost:8000 and http://localhost:18000
# PKCE is used where the provider's discovery document offers it; one that asks for it without saying so takes
# --oidc-pkce-method=S256.
${notes.map((note) => `# ${commentText(note)}\n`).join("")}set -eu

# The same user as in kubeconfig.yaml, added to the kubeconfig that kubectl uses:
kubectl config set-credentials oidc \\
  --exec-api-version=client.authentication.k8s.io/v1 \\
  --exec-interactive-mode=Never \\
  --exec-command=kubectl \\
${words}

# Look at the token once, before anything is configured:
#   ${setup}
# Who am I to the cluster?
#   kubectl auth whoami --user=oidc
# Log out: the tokens lie in ~/.kube/cache/oidc-login, unless get-token has --token-cache-storage=keyring
#   kubectl oidc-login clean
`;
}

function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
