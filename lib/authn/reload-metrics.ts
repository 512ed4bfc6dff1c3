/** What one API server's metrics say about its configuration file. */
export interface ReplicaMetrics {
  /** Hash of the server's identity, "sha256:…"; empty if the metrics have none. */
  readonly server: string;
  /** Hash of the configuration in force, from 1.34 on. */
  readonly configHash?: string;
  readonly reloads?: { readonly success: number; readonly failure: number };
  /** Unix seconds of the last reloads. */
  readonly lastSuccess?: number;
  readonly lastFailure?: number;
}

/** One server's metrics, and which file they say that it runs. */
export interface ReplicaState extends ReplicaMetrics {
  /** "unknown": the server does not tell which file it runs. */
  readonly runs: "edited" | "running" | "other" | "unknown";
  /** Its last attempt to reload failed. */
  readonly failing: boolean;
}

/**
 * Reads what was pasted from `/metrics` of one or several API servers, lines of anything else among them. Servers come
 * in the order in which they are first named.
 */
export function parseReloadMetrics(text: string): readonly ReplicaMetrics[] {
  const replicas = new Map<string, Mutable<ReplicaMetrics>>();
  for (const [, name = "", labelText = "", valueText = ""] of text.matchAll(sample)) {
    const labels = new Map<string, string>();
    for (const [, key = "", value = ""] of labelText.matchAll(label)) labels.set(key, value);
    const server = labels.get("apiserver_id_hash") ?? "";
    const replica = replicas.get(server) ?? { server };
    replicas.set(server, replica);
    record(replica, name, labels, Number(valueText));
  }
  return [...replicas.values()];
}

/** Says of each server which of the two files it runs, and whether its last reload failed. */
export function compareReplicas(
  replicas: readonly ReplicaMetrics[],
  hashes: { readonly edited: string; readonly running?: string },
): readonly ReplicaState[] {
  return replicas.map((replica) => {
    const { configHash, lastFailure, lastSuccess } = replica;
    const runs =
      configHash === undefined
        ? "unknown"
        : configHash === hashes.edited
          ? "edited"
          : configHash === hashes.running
            ? "running"
            : "other";
    return { ...replica, runs, failing: (lastFailure ?? 0) > (lastSuccess ?? 0) };
  });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function record(
  replica: Mutable<ReplicaMetrics>,
  name: string,
  labels: ReadonlyMap<string, string>,
  value: number,
): void {
  const status = labels.get("status");
  const hash = labels.get("hash");
  switch (name) {
    case "last_config_info":
      // Of an older file the sample goes away, or is 0.
      if (hash !== undefined && value === 1) replica.configHash = hash;
      break;
    case "automatic_reloads_total":
      if (status === "success" || status === "failure") {
        replica.reloads = { success: 0, failure: 0, ...replica.reloads, [status]: value };
      }
      break;
    case "automatic_reload_last_timestamp_seconds":
      if (status === "success") replica.lastSuccess = value;
      if (status === "failure") replica.lastFailure = value;
      break;
  }
}

const sample =
  /^[ \t]*apiserver_authentication_config_controller_(\w+)\{([^}\r\n\u2028\u2029]*)\}[ \t]+([-+.\w]+)/gm;
const label = /\b(\w+)="([^"]*)"/g;
