import { type Minor, newestMinor, parseMinor } from "../lib/kube/minor.ts";

/** What every fuzzer and every random soak run takes, from the environment. */
export interface FuzzSettings {
  /** VERSION: the Kubernetes release that is asked, as "1.37". */
  readonly version: string;
  readonly minor: Minor;
  /** COUNT: how many questions are made. */
  readonly count: number;
  /** SEED: the same seed makes the same questions. */
  readonly seed: number;
}

/** The settings, with these defaults. */
export function readFuzzSettings(defaults: { count: number; seed?: number }): FuzzSettings {
  const { VERSION: version = `1.${newestMinor}`, COUNT, SEED } = process.env;
  const minor = parseMinor(version);
  const count = Number(COUNT ?? defaults.count);
  const seed = Number(SEED ?? defaults.seed ?? 1);
  if (minor === undefined) throw new Error(`VERSION=${version} is no release that is known`);
  if (!Number.isInteger(count) || count < 1) throw new Error("COUNT is no number above 0");
  if (!Number.isInteger(seed)) throw new Error("SEED is no whole number");
  return { version, minor, count, seed };
}

/**
 * The program that KUBE_ORACLE names: it answers with the server's own Go code, one JSON request a line in, one answer a
 * line out, in order. oracle/README.md says how to build one.
 */
export function requireOracle(): string {
  const { KUBE_ORACLE: program } = process.env;
  if (program === undefined) throw new Error("KUBE_ORACLE names no program to compare with");
  return program;
}
