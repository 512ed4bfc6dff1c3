import { anonymousUsableSince } from "../../kube/configuration-versions.ts";
import type { Minor } from "../../kube/minor.ts";
import { type AnonymousPolicy, closeByDefault, forbid, sinceField } from "../anonymous.ts";
import { command, word } from "../shell.ts";
import type { ExportInput, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  certificatesStay,
  excludedFlags,
  exportWithFile,
  minimumFor,
  placeFile,
  renderForServer,
  restoreFlags,
  serverChecks,
} from "./shared.ts";

/** What k3s and RKE2 differ in. */
export interface Rancher {
  /** Where the file lies on a server. */
  readonly directory: string;
  /** Where the API server sees it. */
  readonly seenAt: string;
  /** Where it lies, in words. */
  readonly location: string;
  /** Entries of the server's own configuration beside the API server's arguments. */
  readonly entries: Readonly<Record<string, readonly string[]>>;
  /** "/etc/rancher/k3s/config.yaml" */
  readonly configFile: string;
  readonly service: string;
  readonly adminKubeconfig: string;
  /** The first builds that leave anonymous requests to the file. */
  readonly firstBuild: string;
  /** More to know before the restart. */
  readonly remarks: readonly string[];
}

/**
 * The files for a server of k3s or RKE2. Both pass --anonymous-auth=false, which excludes the field, except in builds
 * from May 2025 on, which leave it to the file (k3s-io/k3s#12245, rancher/rke2#8137 and their backports).
 */
export function exportRancher(input: ReadableInput, rancher: Rancher): TargetExport {
  const { configFile, service } = rancher;
  const rendered = renderForServer(input, anonymousOf(input));
  const flag = needsFlag(input);
  const config = {
    "kube-apiserver-arg": [
      `authentication-config=${rancher.seenAt}/config.yaml`,
      ...(flag ? ["anonymous-auth=false"] : []),
    ],
    ...rancher.entries,
  };
  return exportWithFile(input.minor, rendered, {
    files: [{ path: "config.yaml", language: "yaml", text: writeYaml(config) }],
    changes: flag
      ? [
          "anonymous-auth=false is among the arguments: the build no longer passes it, and this version has no field for it.",
        ]
      : [],
    guide: {
      minimum: `${minimumFor(rendered, "Kubernetes 1.30")}. These files are for ${builds[buildOf(input)]} ${rancher.firstBuild}`,
      activation: `Restart ${service} once on every server; the file itself is reloaded from then on.`,
      location: rancher.location,
      order: [
        ...placeFile(rancher.directory, "server"),
        ...rancher.remarks,
        `See which build it is: these files are for ${builds[buildOf(input)]} ${rancher.firstBuild}.`,
        command`${word(service === "k3s" ? "k3s" : "rke2")} --version`,
        `Add what config.yaml holds to ${configFile}, to its lists if they are there.`,
        ...excludedFlags(rendered),
        "Restart, one server at a time; wait for readyz before the next:",
        command`systemctl restart ${word(service)}`,
      ],
      check: [
        ...serverChecks(input.minor),
        "Requests without credentials are refused: this prints 401. Anything else means that the files are for the other build: go back, and export for that one.",
        command`curl -sk -o /dev/null -w '%{http_code}\\n' https://127.0.0.1:6443/api`,
        "If the server does not start and its log says “--anonymous-auth flag cannot be set when anonymous field is configured”, the build passes the flag itself: go back, and export for a build that does.",
      ],
      rollback: [
        `Take what was added out of ${configFile} again.`,
        restoreFlags,
        "Restart, one server at a time:",
        command`systemctl restart ${word(service)}`,
      ],
      oldWay: `${certificatesStay} ${rancher.adminKubeconfig} has an administrator's certificate.`,
    },
  });
}

function anonymousOf(input: ExportInput): AnonymousPolicy {
  if (buildOf(input) === "with-flag")
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

/** A version without the field keeps the flag that its build no longer passes. */
function needsFlag(input: ExportInput): boolean {
  return buildOf(input) === "without-flag" && input.minor < anonymousUsableSince;
}

function buildOf({ options, minor }: ExportInput): keyof typeof builds {
  return options?.rancherBuild ?? usualBuild(minor);
}

/** The build if none is chosen: the backports went to 1.31 and later. */
function usualBuild(minor: Minor): keyof typeof builds {
  return minor >= 31 ? "without-flag" : "with-flag";
}

const builds = {
  "with-flag": "a build that passes --anonymous-auth=false itself, before",
  "without-flag": "a build that leaves anonymous requests to the file, from",
} as const;
