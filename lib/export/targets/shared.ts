import { newestConfigurationVersion } from "../../kube/configuration-versions.ts";
import { formatMinor, type Minor } from "../../kube/minor.ts";
import type { AnonymousPolicy } from "../anonymous.ts";
import {
  type ConfigurationDemand,
  type RenderedConfiguration,
  renderConfiguration,
} from "../configuration.ts";
import type { ExportedFile } from "../files.ts";
import { command, type ShellPiece, shell, word } from "../shell.ts";
import type { ReadableInput, TargetExport, TargetGuide } from "../types.ts";

/** The configuration for a target that takes whatever version the API server reads. */
export function renderForServer(
  input: ReadableInput,
  anonymous: AnonymousPolicy,
): RenderedConfiguration {
  return renderConfiguration(input.configuration, input.decoded, input.comments, {
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

/** The file's place, told as a step. It holds no secret, and not every API server runs as root. */
export function placeFile(directory: string, nodes = "control-plane node"): string[] {
  return [
    `Copy this folder to every ${nodes}, and there put the file in its place:`,
    command`install -D -m 0644 authn/config.yaml ${word(`${directory}/config.yaml`)}`,
  ];
}

/** What the target asks for, and what this very file asks for beyond it. */
export function minimumFor({ youngest }: RenderedConfiguration, target: string): string {
  return youngest
    ? `${target}; this file needs Kubernetes ${formatMinor(youngest.since)}, for ${youngest.what}`
    : target;
}

/** What a check reads. */
export interface ServerView {
  /** Prints the sha256 of the file that the API server should have; undefined if something else writes the file. */
  readonly hash: ShellPiece | undefined;
  /** "The log of the API server" */
  readonly log: string;
}

const onNode: ServerView = {
  hash: shell`sha256sum authn/config.yaml`,
  log: "The log of the API server",
};

/** How to see that the file is in force, wherever one reaches the API server itself. */
export function serverChecks(minor: Minor, view: Partial<ServerView> = {}): string[] {
  const { hash, log } = { ...onNode, ...view };
  return [
    "The API server is ready:",
    command`kubectl get --raw=/readyz`,
    "It counts its reloads of the file by their status, from the first one on:",
    command`kubectl get --raw=/metrics | grep apiserver_authentication_config_controller`,
    ...(minor >= 34 && hash !== undefined
      ? [
          "There, the label hash of apiserver_authentication_config_controller_last_config_info is the sha256 of the file that is in force; compare:",
          command`${hash}`,
        ]
      : []),
    `${log} has no line "failed to load authentication config", "failed to validate authentication config" or "oidc authenticator: initializing plugin". Why it refuses a token is in the lines "Unable to authenticate the request".`,
    "Each user can print their own name and groups:",
    command`kubectl auth whoami`,
  ];
}

/** How to see that a product which writes the file itself, or checks tokens itself, lets people in. */
export const schemaChecks: readonly string[] = [
  "The API server is ready:",
  command`kubectl get --raw=/readyz`,
  "Each user can print their own name and groups:",
  command`kubectl auth whoami`,
];

/** What is true of a reload everywhere (pkg/kubeapiserver/options/authentication.go). */
const reloadRules = [
  "Changes of jwt need no restart: write the new file beside the old one and rename it into place, on every control-plane node; a file written in place is read half-written once.",
  "A change of anonymous is refused at reload and needs a restart.",
  "An invalid file is refused at reload and the old configuration stays; an unreachable issuer holds the whole new file back.",
];

/** What targets add to the file that the API server reads where it lies. */
export interface FileExport {
  readonly files: readonly ExportedFile[];
  readonly changes?: readonly string[];
  readonly problems?: readonly string[];
  readonly guide: Pick<TargetGuide, "activation" | "location" | "order" | "rollback" | "oldWay"> &
    Partial<TargetGuide>;
}

/** The files and the guide of a target whose API server reads authn/config.yaml and reloads it. */
export function exportWithFile(
  minor: Minor,
  rendered: RenderedConfiguration,
  { files, changes = [], problems = [], guide }: FileExport,
): TargetExport {
  return {
    files: [{ path: "authn/config.yaml", language: "yaml", text: rendered.text }, ...files],
    changes: [...rendered.changes, ...changes],
    problems,
    guide: {
      minimum: minimumFor(rendered, "Kubernetes 1.30"),
      bindings: "before",
      later: reloadRules,
      check: serverChecks(minor),
      ...guide,
    },
  };
}

/** Flags that the file excludes, told behind the edit: with them the API server ends at its start. */
export function excludedFlags({ anonymous }: RenderedConfiguration): string[] {
  return [
    `In the same edit, remove every --oidc-* flag: with --authentication-config they end the server (“authentication-config file and oidc-* flags are mutually exclusive”).`,
    ...(anonymous
      ? [
          "In the same edit, remove --anonymous-auth too, whatever its value: the file has the field anonymous, and both together end the server.",
        ]
      : []),
  ];
}

/** Told behind the edit that goes back: the file's issuers are gone then, and those of the flags are needed again. */
export const restoreFlags =
  "In the same edit, put back the flags that were removed for it, if there were any.";

export const certificatesStay =
  "Client certificates and service account tokens work as before; keep an administrator's certificate at hand. The tokens of an issuer that is configured already are accepted only if the file has this issuer too.";

/** For a schema that wants a message of every rule: a plain one replaces one that is missing, and `changes` tell of it. */
export function createMessages(product: string, changes: string[]) {
  const told = new Set<string>();
  return (message: string, list: string): string => {
    if (message !== "") return message;
    if (!told.has(list))
      changes.push(
        `Rules in ${list} without a message got “The rule is not fulfilled”: ${product} requires one.`,
      );
    told.add(list);
    return "The rule is not fulfilled";
  };
}
