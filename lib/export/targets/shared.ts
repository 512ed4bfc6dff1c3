import { formatMinor, type Minor } from "../../kube/minor.ts";
import type { ConfigurationDemand } from "../configuration.ts";

/** v1 exists since 1.34, and a server that does not know it does not start (pkg/apis/apiserver/install). */
export function versionDemand(
  minor: Minor,
): Pick<ConfigurationDemand, "apiVersion" | "versionReason"> {
  return minor >= 34
    ? {
        apiVersion: "apiserver.config.k8s.io/v1",
        versionReason: `Kubernetes ${formatMinor(minor)} has v1`,
      }
    : {
        apiVersion: "apiserver.config.k8s.io/v1beta1",
        versionReason: `Kubernetes ${formatMinor(minor)} does not know v1, which came with 1.34`,
      };
}

/** How to see that the file is in force, wherever one reaches the API server itself. */
export function serverChecks(minor: Minor): string[] {
  return [
    "$ kubectl get --raw=/readyz",
    "$ kubectl get --raw=/metrics | grep apiserver_authentication_config_controller",
    ...(minor >= 34
      ? [
          "The label hash of apiserver_authentication_config_controller_last_config_info is the sha256 of the file; compare: sha256sum config.yaml",
        ]
      : []),
    'The log has no line "failed to load authentication config" or "oidc authenticator: initializing plugin".',
    "$ kubectl auth whoami",
  ];
}

/** What is true of a reload everywhere (pkg/kubeapiserver/options/authentication.go). */
export const reloadRules = [
  "Later changes of jwt need no restart: write the new file beside the old one and rename it into place; in-place writing is read half-written once.",
  "A change of anonymous is refused at reload and needs a restart.",
  "An invalid file is refused at reload and the old configuration stays; an unreachable issuer holds the whole new file back.",
];

export const excludedFlags =
  "Remove every --oidc-* flag first: with --authentication-config they end the server (“authentication-config file and oidc-* flags are mutually exclusive”).";

export const certificatesStay =
  "Client certificates and service account tokens work as before; keep an administrator's certificate at hand.";
