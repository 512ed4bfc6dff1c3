import type { LoadedConfiguration } from "../authn/load.ts";
import type { Advice, VersionVerdict } from "../authn/matrix.ts";
import { acceptedOn } from "../authn/matrix.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Minor } from "../kube/minor.ts";

/** What one version says of the file. */
export interface VersionView {
  readonly minor: Minor;
  readonly accepted: boolean;
  /** The first findings; `more` counts the others. */
  readonly findings: readonly Diagnostic[];
  readonly more: number;
  readonly advice?: Advice;
  /** Whether the same is refused on every version. */
  readonly everywhere: boolean;
}

/** How many findings of one version are shown: ten thousand unknown fields are eight times as many here. */
const findingsShown = 20;
/** What each version makes of the text; `load` gives it as a version loads it. */
export function viewVersions(
  text: string,
  load: (minor: Minor) => LoadedConfiguration,
): readonly VersionView[] {
  return acceptedOn(text, load).map(viewVersion);
}

function viewVersion(verdict: VersionVerdict): VersionView {
  const { minor, accepted, diagnostics, advice, everywhere } = verdict;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return {
    minor,
    accepted,
    findings: errors.slice(0, findingsShown),
    more: Math.max(0, errors.length - findingsShown),
    ...(advice && { advice }),
    everywhere,
  };
}
