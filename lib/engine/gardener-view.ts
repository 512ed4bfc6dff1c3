import { admitOnGardener } from "../authn/gardener.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { formatMinor, type Minor } from "../kube/minor.ts";
import { findClusterTarget } from "../kube/targets.ts";
import type { Span } from "../source/span.ts";
import { splitLines } from "./lines.ts";
import { createMemo } from "./memo.ts";

/** What Gardener's admission says of the file, and the fields that it drops. */
export interface GardenerView {
  readonly verdict: "admitted" | "refused";
  readonly reasons: readonly string[];
  readonly dropped: readonly { readonly path: string; readonly span: Span }[];
}

/** Of a shoot's configuration, the fields that Gardener's admission drops, as findings of ours. */
export function findDroppedFields(
  text: string,
  minor: Minor,
  target: string,
  disallowedIssuers: readonly string[],
): readonly Diagnostic[] {
  const view = viewGardener(text, minor, target, disallowedIssuers.join("\n"));
  return (view?.dropped ?? []).map(({ path, span }) => ({
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

/** What Gardener's admission says, where the target is a shoot and there is a text. `disallowed` has an issuer a line. */
export function viewGardener(
  text: string,
  minor: Minor,
  target: string,
  disallowed: string,
): GardenerView | undefined {
  if (findClusterTarget(target).admits === undefined || text.trim() === "") return undefined;
  return gardenerStage(text, minor, disallowed);
}

const gardenerStage = createMemo((text: string, minor: Minor, disallowed: string): GardenerView => {
  const { verdict, reasons, dropped } = admitOnGardener(text, minor, splitLines(disallowed));
  return { verdict, reasons: reasons.slice(0, linesShown), dropped };
});

/** How many reasons are shown. */
const linesShown = 20;
