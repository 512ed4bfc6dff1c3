/**
 * The version whose answers come from code before its release: which minor it is, and the version of k8s.io/apiserver
 * that answered. For a later candidate change `code` and record again (`scripts/compare-releases.ts` tells what differs);
 * with the release it becomes undefined.
 */
export const prerelease: { readonly minor: Minor; readonly code: string } | undefined = {
  minor: 38,
  code: "0.38.0-beta.0",
};

/** Minor versions of Kubernetes 1.x whose behaviour is recorded; everything that depends on the version asks this. */
export const minors = [30, 31, 32, 33, 34, 35, 36, 37, 38] as const;

/** A version of Kubernetes: 34 is 1.34. */
export type Minor = (typeof minors)[number];

/** The newest released version: what is meant if no version is named. */
export const newestMinor: Minor = minors.findLast((minor) => minor !== prerelease?.minor) ?? 30;

/** "1.34" or "v1.34.2" to 34; undefined if the version is not one that we know. */
export function parseMinor(version: string): Minor | undefined {
  const found = /^v?1\.(\d+)(?:\.|$)/.exec(version);
  return minors.find((minor) => String(minor) === found?.[1]);
}

/** 34 to "1.34". */
export function formatMinor(minor: Minor): string {
  return `1.${minor}`;
}

/** A version for people: 34 to "1.34", and the one before its release to "1.38 beta". */
export function nameMinor(minor: Minor): string {
  return prerelease?.minor === minor
    ? `${formatMinor(minor)} ${stageOf(prerelease.code)}`
    : formatMinor(minor);
}

/** What answers for a version before its release, in a sentence; undefined for released versions. */
export function describePrerelease(minor: Minor): string | undefined {
  if (prerelease?.minor !== minor) return undefined;
  return `Kubernetes ${formatMinor(minor)} is not released yet. The answers are those of k8s.io/apiserver ${prerelease.code}.`;
}

// "0.38.0-beta.0" to "beta", "0.38.0-rc.1" to "rc".
function stageOf(code: string): string {
  return /-([a-z]+)/.exec(code)?.[1] ?? "";
}

/** Consecutive versions in words: "up to 1.37", "from 1.38 on", "1.32 to 1.35", "on every version". */
export function describeRange(range: readonly Minor[]): string {
  const first = range[0];
  const last = range.at(-1);
  if (first === undefined || last === undefined) return "on no version";
  const begins = first === minors[0];
  const ends = last === minors.at(-1);
  if (begins && ends) return "on every version";
  if (begins) return `up to ${formatMinor(last)}`;
  if (ends) return `from ${formatMinor(first)} on`;
  return first === last
    ? `on ${formatMinor(first)}`
    : `${formatMinor(first)} to ${formatMinor(last)}`;
}
