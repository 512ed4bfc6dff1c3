import { type AnonymousPolicy, closeByDefault, forbid, sinceField } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  certificatesStay,
  excludedFlags,
  reloadRules,
  serverChecks,
  versionDemand,
} from "./shared.ts";

/** k3s: the API server runs inside the k3s process, so the file is read where it lies. */
export const k3s: ExportTarget = { id: "k3s", title: "k3s", export: exportK3s };

const directory = "/etc/rancher/k3s/authn";

function exportK3s(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderConfiguration(input.configuration, input.comments, {
    ...versionDemand(input.minor),
    anonymous: rancherAnonymous(input),
  });
  return {
    files: [
      { path: "authn/config.yaml", language: "yaml", text },
      {
        path: "config.yaml",
        language: "yaml",
        text: writeYaml({
          "kube-apiserver-arg": rancherArguments(input, `${directory}/config.yaml`),
        }),
      },
    ],
    changes,
    problems,
    guide: {
      minimum: rancherMinimum,
      activation: "Restart k3s once on every server; the file itself is reloaded from then on.",
      location: `${directory}/config.yaml on every server`,
      order: [
        excludedFlags,
        `$ install -D -m 0600 authn/config.yaml ${directory}/config.yaml`,
        "Add what config.yaml holds to /etc/rancher/k3s/config.yaml, to the list kube-apiserver-arg where there is one.",
        "$ systemctl restart k3s",
        ...reloadRules,
      ],
      check: [...serverChecks(input.minor), "$ journalctl -u k3s | grep -i authentication"],
      rollback: [
        "Take the argument out of /etc/rancher/k3s/config.yaml again.",
        "$ systemctl restart k3s",
      ],
      oldWay: `${certificatesStay} /etc/rancher/k3s/k3s.yaml has one.`,
    },
  };
}

/**
 * k3s and RKE2 pass --anonymous-auth=false, which excludes the field, except in builds from May 2025 on, which leave it
 * to the file (k3s-io/k3s#12245 and its backports; first in 1.31.9, 1.32.5 and 1.33.1).
 */
export function rancherAnonymous(input: ExportInput): AnonymousPolicy {
  if (passesFlag(input))
    return forbid("this build passes --anonymous-auth=false, which excludes the field");
  return sinceField(
    input.minor,
    closeByDefault(
      "with this file the build no longer passes --anonymous-auth=false, and anonymous requests would be let in",
    ),
  );
}

/** The server's arguments; a version without the field keeps the flag that its build no longer passes. */
export function rancherArguments(input: ExportInput, file: string): string[] {
  const closed = !passesFlag(input) && input.minor < 32 ? ["anonymous-auth=false"] : [];
  return [`authentication-config=${file}`, ...closed];
}

function passesFlag(input: ExportInput): boolean {
  return (
    (input.options?.rancherBuild ?? (input.minor >= 31 ? "without-flag" : "with-flag")) ===
    "with-flag"
  );
}

export const rancherMinimum =
  "Kubernetes 1.30; the field anonymous from the builds 1.31.9, 1.32.5 and 1.33.1 on (older ones: choose the build with the flag)";
