import type { Minor } from "../../kube/minor.ts";
import { type AnonymousPolicy, closeByDefault, forbid, sinceField } from "../anonymous.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  certificatesStay,
  excludedFlags,
  installCommand,
  reloadRules,
  renderForServer,
  serverChecks,
} from "./shared.ts";

/** k3s: the API server runs inside the k3s process, so the file is read where it lies. */
export const k3s: ExportTarget = { id: "k3s", export: exportK3s };

const directory = "/etc/rancher/k3s/authn";

function exportK3s(input: ExportInput): TargetExport {
  const rendered = renderForServer(input, rancherAnonymous(input));
  const file = `${directory}/config.yaml`;
  return {
    files: [
      { path: "authn/config.yaml", language: "yaml", text: rendered.text },
      {
        path: "config.yaml",
        language: "yaml",
        text: writeYaml({ "kube-apiserver-arg": rancherArguments(input, file) }),
      },
    ],
    changes: [...rendered.changes, ...rancherChanges(input)],
    problems: rendered.problems,
    guide: {
      minimum: rancherMinimum,
      activation: "Restart k3s once on every server; the file itself is reloaded from then on.",
      location: `${file} on every server`,
      order: [
        ...excludedFlags(rendered),
        installCommand(directory),
        "Add what config.yaml holds to /etc/rancher/k3s/config.yaml on every server, to the list kube-apiserver-arg where there is one.",
        "$ systemctl restart k3s",
        ...reloadRules,
      ],
      check: [
        ...serverChecks(input.minor),
        rancherCheck,
        "$ journalctl -u k3s | grep -oE 'anonymous-auth=[a-z]+' | tail -1",
      ],
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
    return forbid(
      "this build passes --anonymous-auth=false, which excludes the field and closes anonymous requests already",
    );
  return sinceField(
    input.minor,
    closeByDefault(
      "with this file the build no longer passes --anonymous-auth=false, and anonymous requests would be let in",
    ),
  );
}

/** The server's arguments; a version without the field keeps the flag that its build no longer passes. */
export function rancherArguments(input: ExportInput, file: string): string[] {
  return [`authentication-config=${file}`, ...(needsFlag(input) ? ["anonymous-auth=false"] : [])];
}

/** What the arguments say beyond the file, and why. */
export function rancherChanges(input: ExportInput): string[] {
  return needsFlag(input)
    ? [
        "anonymous-auth=false stands among the arguments: the build no longer passes it, and this version has no field for it.",
      ]
    : [];
}

/** Which build it is where nobody says so: the backports went to 1.31 and later. */
export function usualRancherBuild(minor: Minor): "with-flag" | "without-flag" {
  return minor >= 31 ? "without-flag" : "with-flag";
}

export const rancherMinimum =
  "Kubernetes 1.30; the field anonymous from the builds 1.31.9, 1.32.5 and 1.33.1 on (for older ones choose the build with the flag)";

export const rancherCheck =
  "Which build it is, its own start line shows: a build that passes the flag although the file is given must not get the field anonymous.";

function needsFlag(input: ExportInput): boolean {
  return !passesFlag(input) && input.minor < 32;
}

function passesFlag({ options, minor }: ExportInput): boolean {
  return (options?.rancherBuild ?? usualRancherBuild(minor)) === "with-flag";
}
