import { newestConfigurationVersion } from "../../kube/configuration-versions.ts";
import { formatMinor, type Minor } from "../../kube/minor.ts";
import type { AnonymousPolicy } from "../anonymous.ts";
import {
  type ConfigurationDemand,
  type RenderedConfiguration,
  renderConfiguration,
} from "../configuration.ts";
import type { ExportInput } from "../types.ts";

/** The configuration for a target that takes whatever version the API server reads. */
export function renderForServer(
  input: ExportInput,
  anonymous: AnonymousPolicy,
): RenderedConfiguration {
  return renderConfiguration(input.configuration, input.comments, {
    ...versionDemand(input.minor),
    anonymous,
  });
}

/** v1 exists since 1.34, and a server that does not know it does not start (pkg/apis/apiserver/install). */
function versionDemand(minor: Minor): Pick<ConfigurationDemand, "apiVersion" | "versionReason"> {
  return newestConfigurationVersion(minor) === "v1"
    ? {
        apiVersion: "apiserver.config.k8s.io/v1",
        versionReason: `Kubernetes ${formatMinor(minor)} has v1`,
      }
    : {
        apiVersion: "apiserver.config.k8s.io/v1beta1",
        versionReason: `Kubernetes ${formatMinor(minor)} does not know v1, which came with 1.34`,
      };
}

/** How the file gets onto a node. It holds no secret, and not every API server runs as root. */
export function installCommand(directory: string): string {
  return `$ install -D -m 0644 authn/config.yaml ${directory}/config.yaml`;
}

/** How to see that the file is in force, wherever one reaches the API server itself. */
export function serverChecks(minor: Minor, file = "authn/config.yaml"): string[] {
  return [
    "$ kubectl get --raw=/readyz",
    "$ kubectl get --raw=/metrics | grep apiserver_authentication_config_controller",
    ...(minor >= 34
      ? [
          "The label hash of apiserver_authentication_config_controller_last_config_info is the sha256 of the file; compare:",
          `$ sha256sum ${file}`,
        ]
      : []),
    'The log of the API server has no line "failed to load authentication config", "failed to validate authentication config" or "oidc authenticator: initializing plugin". Why it refuses a token stands at "Unable to authenticate the request".',
    "$ kubectl auth whoami",
  ];
}

/** What is true of a reload everywhere (pkg/kubeapiserver/options/authentication.go). */
export const reloadRules = [
  "Later changes of jwt need no restart: write the new file beside the old one and rename it into place, on every control-plane node; a file written in place is read half-written once.",
  "A change of anonymous is refused at reload and needs a restart.",
  "An invalid file is refused at reload and the old configuration stays; an unreachable issuer holds the whole new file back.",
];

/** Flags that the file excludes: with them the API server ends at its start. */
export function excludedFlags({ anonymous }: RenderedConfiguration): string[] {
  return [
    "Remove every --oidc-* flag first: with --authentication-config they end the server (“authentication-config file and oidc-* flags are mutually exclusive”).",
    ...(anonymous
      ? [
          "Remove --anonymous-auth too, whatever its value: the file has the field anonymous, and both together end the server.",
        ]
      : []),
  ];
}

export const certificatesStay =
  "Client certificates and service account tokens work as before; keep an administrator's certificate at hand.";
