import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import type { FileFinding, RunTestsResult } from "./protocol.ts";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** A finding as the editor shows it: in the server's words, with our advice below. */
export function toDiagnostic({ code, source, severity, message, range }: FileFinding): Diagnostic {
  return {
    ...{ code, message, range: { ...range } },
    severity: severities[severity],
    source: source === "claimcheck" ? "Claimcheck" : "kube-apiserver",
  };
}

/** The tests that failed, each at what was expected. */
export function toTestDiagnostics({ findings, tests }: RunTestsResult): Diagnostic[] {
  const failed = tests.flatMap(({ name, version, mismatches }) =>
    mismatches.map(
      ({ field, expected, actual, range }): Diagnostic => ({
        ...{ code: "test/failed", source: "Claimcheck", range },
        severity: DiagnosticSeverity.Error,
        message: `${name}, Kubernetes ${version}: ${field}: expected ${expected}, but it is ${actual}`,
      }),
    ),
  );
  return [...findings.map(toDiagnostic), ...failed];
}
