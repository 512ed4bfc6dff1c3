/** Minor versions of Kubernetes 1.x whose behaviour is recorded; everything that depends on the version asks this. */
export const minors = [30, 31, 32, 33, 34, 35, 36, 37] as const;

/** A version of Kubernetes: 34 is 1.34. */
export type Minor = (typeof minors)[number];

/** The newest version that is followed. */
export const newestMinor: Minor = 37;

/** "1.34" or "v1.34.2" to 34; undefined where the version is not one that we know. */
export function parseMinor(version: string): Minor | undefined {
  const found = /^v?1\.(\d+)(?:\.|$)/.exec(version);
  return minors.find((minor) => String(minor) === found?.[1]);
}

/** 34 to "1.34". */
export function formatMinor(minor: Minor): string {
  return `1.${minor}`;
}
