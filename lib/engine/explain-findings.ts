import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** The server's findings with a hint each, what to do; one that has a hint keeps it. Loaded with the first error. */
export async function explainFindings(
  findings: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const isBare = ({ source, severity, hint }: Diagnostic) =>
    source === "kube-apiserver" && severity === "error" && hint === undefined;
  if (!findings.some(isBare)) return findings;
  const { remedyOfFinding } = await import("../explain/causes/finding.ts");
  return findings.map((finding) => {
    const hint = isBare(finding) ? remedyOfFinding(finding) : undefined;
    return hint === undefined ? finding : { ...finding, hint };
  });
}
