import path from "node:path";
import { fileURLToPath } from "node:url";
import { formatMinor, minors, parseMinor } from "../../lib/kube/minor.ts";
import { clusterTargets } from "../../lib/kube/targets.ts";
import type { Settings } from "./protocol.ts";

/** The settings that an editor gives, and what is wrong with them, a sentence each. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

/** Reads `kubeVersion`, `cluster` and `workspace`, which is relative to the first folder of the editor. Never throws. */
export function readSettings(value: unknown, roots: readonly string[]): ReadSettings {
  const problems: string[] = [];
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const textOf = (name: string): string | undefined => {
    const found = given[name];
    if (found === undefined || found === null || found === "") return undefined;
    if (typeof found === "string") return found.slice(0, 4096);
    problems.push(`claimcheck.${name} must be a text.`);
    return undefined;
  };
  const [kubeVersion, cluster, workspace] = [
    textOf("kubeVersion"),
    textOf("cluster"),
    textOf("workspace"),
  ];
  const version = kubeVersion === undefined ? undefined : parseMinor(kubeVersion);
  if (kubeVersion !== undefined && version === undefined) {
    problems.push(`claimcheck.kubeVersion must be one of ${minors.map(formatMinor).join(", ")}.`);
  }
  const target = clusterTargets.find(({ id }) => id === cluster)?.id;
  if (cluster !== undefined && target === undefined) {
    const ids = clusterTargets.map(({ id }) => id).join(", ");
    problems.push(`claimcheck.cluster must be one of ${ids}.`);
  }
  return {
    settings: {
      ...(version !== undefined && { version }),
      ...(target !== undefined && { target }),
      ...(workspace !== undefined && { workspace: path.resolve(roots[0] ?? ".", workspace) }),
    },
    problems,
  };
}

/** The path of a file of this machine; undefined for any other document. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
