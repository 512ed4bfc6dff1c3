import { formatMinor, type Minor } from "../minor.ts";

/** How it is known that a command does what the page says. */
export type Checked =
  /** It was run on a cluster with kube-apiserver 1.37 that a bad file had locked. */
  | "cluster"
  /** Tests run it with a stand-in for the product's program; what the program does is from its documents. */
  | "stand-in"
  /** Nothing ran it. */
  | "documents";

/** One step of the way back: a sentence, or a command. */
export type LockoutStep =
  | { readonly kind: "note"; readonly text: string }
  | {
      readonly kind: "command";
      /** As it is typed; `<…>` is to be replaced. */
      readonly run: string;
      readonly checked: Checked;
    };

/** The way back into one kind of cluster. */
export interface LockoutPath {
  /** `ClusterTarget.id`. */
  readonly id: string;
  /** Where the commands are run: a sentence. */
  readonly where: string;
  /** Whether a bad file can keep the API server from starting: a product may refuse it before. */
  readonly canBeDown: boolean;
  readonly isUp: readonly LockoutStep[];
  readonly wayIn: readonly LockoutStep[];
  readonly readLog: readonly LockoutStep[];
  readonly revert: readonly LockoutStep[];
  readonly prove: readonly LockoutStep[];
}

/** What one product says in its own way; the rest is common. */
export interface PathParts {
  readonly id: string;
  readonly where: string;
  readonly canBeDown?: boolean;
  /** Address of the API server. */
  readonly server?: string;
  readonly isUp?: readonly LockoutStep[];
  readonly wayIn: readonly LockoutStep[];
  readonly readLog: readonly LockoutStep[];
  readonly revert: readonly LockoutStep[];
  /** How kubectl is called with the way in. */
  readonly kubectl: string;
}

/** A sentence. */
export function note(text: string): LockoutStep {
  return { kind: "note", text };
}

/** A command that tests run with a stand-in. */
export function run(command: string, checked: Checked = "stand-in"): LockoutStep {
  return { kind: "command", run: command, checked };
}

/** A path with what is the same everywhere. */
export function makePath(parts: PathParts, minor: Minor): LockoutPath {
  const { id, where, wayIn, readLog, revert, kubectl, canBeDown = true } = parts;
  const server = parts.server ?? "<address of the API server>:6443";
  return {
    ...{ id, where, canBeDown, wayIn, readLog, revert },
    isUp: [
      run(`curl -sk -o /dev/null -w '%{http_code}\\n' https://${server}/livez`, "cluster"),
      note(
        "000: nothing answers, the API server is down. 200, 401 or 403: it is up, so look at what it says of the tokens.",
      ),
      ...(parts.isUp ?? []),
    ],
    prove: [
      run(`${kubectl} get --raw /readyz`, "cluster"),
      note(
        `It prints ok. Then see which file is in force, by the metrics of Kubernetes ${formatMinor(minor)}:`,
      ),
      run(
        `${kubectl} get --raw /metrics | grep '^apiserver_authentication_config_controller'`,
        "cluster",
      ),
      note(
        minor >= 34
          ? "automatic_reloads_total counts success and failure since the start, and last_config_info has the SHA-256 of the file in force: compare it with sha256sum of the file. After a start, before the first reload, only last_config_info is there."
          : "automatic_reloads_total counts success and failure since the start: nothing is printed before the first reload.",
      ),
      note("At last a user logs in with a token as before:"),
      run("kubectl auth whoami", "cluster"),
    ],
  };
}

/** The text of a file that every API server of the version loads: it accepts no token, and certificates work on. */
export function emptyFile(minor: Minor): string {
  const version = minor >= 34 ? "v1" : "v1beta1";
  return `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\njwt: []\n`;
}

/** Puts a file into place of a bad one, which is kept: the file from before, or one without issuers. */
export function replaceFile(
  file: string,
  minor: Minor,
  checked: Checked = "cluster",
): LockoutStep[] {
  const lines = emptyFile(minor)
    .trimEnd()
    .split("\n")
    .map((line) => `'${line}'`)
    .join(" ");
  return [
    note("Keep the bad file, to find out what is wrong with it:"),
    run(`cp ${file} /root/bad-config.yaml`, checked),
    note("Put the file from before beside it, and rename it into place:"),
    run(`cp '<file from before>' ${file}.new`, checked),
    note(
      "If there is no file from before, write one that loads and accepts no token: certificates and service accounts work with it.",
    ),
    run(`printf '%s\\n' ${lines} > ${file}.new`, checked),
    run(`chmod 0644 ${file}.new && mv ${file}.new ${file}`, checked),
  ];
}

/** What holds for a running API server that kept the old file. */
export const reloads = note(
  "If the API server is up, it reads the file anew by itself: a file without issuers within a second, one with issuers in about 10 seconds. A file with an issuer that cannot be reached is not taken, a change of anonymous needs a restart.",
);
