import type { Compile } from "../authn/load.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { formatMinor, type Minor } from "../kube/minor.ts";
import { findClusterTarget } from "../kube/targets.ts";
import type { Span } from "../source/span.ts";

/** The result of Gardener's admission for the file, and the fields that it drops. */
export interface GardenerView {
  readonly verdict: "admitted" | "refused";
  readonly reasons: readonly string[];
  readonly dropped: readonly { readonly path: string; readonly span: Span }[];
}

/** Of a shoot's configuration, the fields that Gardener's admission drops, as findings of ours. */
export function describeDroppedFields(
  { dropped }: GardenerView,
  minor: Minor,
): readonly Diagnostic[] {
  return dropped.map(({ path, span }) => ({
    code: "gardener/dropped-field",
    source: "claimcheck",
    severity: "warning",
    document: "configuration",
    path,
    span,
    message: `Gardener's admission ignores ${path} without a word, and admits or refuses what is left.`,
    hint: `kube-apiserver ${formatMinor(minor)} reads the same text strictly and refuses it for this field.`,
  }));
}

/** Whether the target is a shoot and there is a text, so that Gardener's admission has something to say. */
export function isForGardener(text: string, target: string): boolean {
  return findClusterTarget(target).admits !== undefined && text.trim() !== "";
}

/** The result of Gardener's admission for a shoot's configuration; `compile` is of the same version. */
export async function viewGardener(
  { text, minor, disallowedIssuers }: GardenerSource,
  compile: Compile,
): Promise<GardenerView> {
  // Few clusters are shoots, so the code for Gardener is loaded only for these.
  const { admitOnGardener } = await import("../authn/gardener.ts");
  const { verdict, reasons, dropped } = admitOnGardener(text, minor, {
    disallowedIssuers,
    compile,
  });
  return { verdict, reasons: reasons.slice(0, linesShown), dropped };
}

interface GardenerSource {
  readonly text: string;
  readonly minor: Minor;
  readonly disallowedIssuers: readonly string[];
}

/** How many reasons are shown. */
const linesShown = 20;
