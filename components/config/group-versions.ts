import type { VersionView } from "@/lib/engine/versions-view.ts";
import { formatMinor, type Minor } from "@/lib/kube/minor.ts";

/** Versions that follow each other and say the same. */
export interface VersionGroup {
  readonly minors: readonly Minor[];
  /** What the newest of them says. */
  readonly version: VersionView;
}

/** Puts neighbours together that accept, or that refuse in the same words. */
export function groupVersions(versions: readonly VersionView[]): readonly VersionGroup[] {
  const groups: { minors: Minor[]; version: VersionView }[] = [];
  for (const version of versions) {
    const last = groups.at(-1);
    if (last !== undefined && wordsOf(last.version) === wordsOf(version)) {
      last.minors.push(version.minor);
      last.version = version;
    } else {
      groups.push({ minors: [version.minor], version });
    }
  }
  return groups;
}

/** "1.30 to 1.33, 1.35": versions in order, neighbours as a range. Empty for none. */
export function rangeWords(minors: readonly Minor[]): string {
  const ranges: [Minor, Minor][] = [];
  for (const minor of minors) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === minor - 1) last[1] = minor;
    else ranges.push([minor, minor]);
  }
  return ranges
    .map(([first, last]) =>
      first === last ? formatMinor(first) : `${formatMinor(first)} to ${formatMinor(last)}`,
    )
    .join(", ");
}

// Advice names the version that it is for, which is no difference.
function wordsOf({ minor, accepted, findings, more, advice }: VersionView): string {
  return JSON.stringify([
    accepted,
    findings.map(({ message, span }) => [message, span.start]),
    more,
    advice?.text.replaceAll(formatMinor(minor), ""),
  ]);
}
