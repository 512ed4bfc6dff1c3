import type { ExportRequest, TargetOptions } from "../../lib/export/types.ts";
import type { Minor } from "../../lib/kube/minor.ts";

/** One question, with the fields of every kind. */
export interface Request {
  readonly id?: string;
  readonly op?: string;
  /** The cluster's minor version, "1.34"; the newest if absent. */
  readonly version?: string;
  /** Answer that many times more and add the mean time of one in nanoseconds. */
  readonly repeat?: number;

  // open, explain
  readonly text?: string;
  /** Of the file that holds the text. */
  readonly name?: string;

  // validate, authenticate
  readonly config?: string;
  readonly disallowedIssuers?: readonly string[];
  readonly token?: string;
  readonly providers?: Readonly<Record<string, Provider>>;
  readonly now?: number;

  // diagnose
  readonly claims?: unknown;
  readonly bindings?: string;
  readonly question?: string;
  /** A kind of cluster, `ClusterTarget.id`. */
  readonly target?: string;

  // export
  /** How the files are to be written, for which cluster, with whose certificate. */
  readonly options?: TargetOptions &
    Partial<Omit<ExportRequest, "options" | "cluster">> & {
      readonly cluster?: Partial<ExportRequest["cluster"]>;
    };

  // cel
  readonly expression?: string;
  readonly variable?: string;
  readonly value?: unknown;

  // rbac
  readonly objects?: string;
  readonly bootstrap?: boolean;
  readonly user?: {
    readonly username?: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
    readonly extra?: Readonly<Record<string, readonly string[]>>;
  };
  readonly requests?: readonly AccessCheck[];
  readonly namespace?: string;
}

/** What an issuer serves. An issuer without one is unreachable. */
export interface Provider {
  readonly jwks?: unknown;
  /** Overrides of the discovery document; `url` moves it. */
  readonly discovery?: Readonly<Record<string, unknown>>;
  /** Distributed claims: the body of the answer by URL. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface AccessCheck {
  readonly verb?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly path?: string;
}

export interface Job {
  readonly request: Request;
  /** The line that it came as. */
  readonly line: string;
  readonly minor: Minor;
}

export type Answer = Readonly<Record<string, unknown>>;

/**
 * Runs the core of an answer `repeat` times and gives the mean time of one in nanoseconds, as a field to add. Each
 * round starts from the same point; nothing of an earlier one is kept.
 */
export async function timed(
  { repeat = 0 }: Request,
  core: () => unknown,
): Promise<{ readonly nanoseconds?: number }> {
  if (repeat <= 0) return {};
  const start = performance.now();
  for (let round = 0; round < repeat; round++) {
    const result = core();
    if (result instanceof Promise) await result;
  }
  return { nanoseconds: ((performance.now() - start) * 1e6) / repeat };
}
