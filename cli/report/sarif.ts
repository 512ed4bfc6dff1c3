import { describeMismatch, placeOf, type Report } from "./report.ts";

/** SARIF 2.1.0: a result for each finding and each expectation that was not met. */
export function writeSarif({ files }: Report): string {
  const results = files.flatMap(({ path, text, findings, tests }) => [
    ...findings.map(({ code, severity, message, span }) =>
      resultOf(code, severity === "info" ? "note" : severity, message, path, text, span),
    ),
    ...tests.flatMap(({ name, version, mismatches }) =>
      mismatches.map((mismatch) =>
        resultOf(
          `test/${mismatch.field}`,
          "error",
          `${name} (${version}): ${describeMismatch(mismatch)}`,
          ...([path, text, mismatch.span] as const),
        ),
      ),
    ),
  ]);
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].map((id) => ({ id }));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "claimcheck", rules } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(
  ruleId: string,
  level: "error" | "warning" | "note",
  message: string,
  path: string,
  text: string,
  span: { readonly start: number; readonly end: number },
) {
  const start = placeOf(text, span.start);
  const end = placeOf(text, Math.max(span.end, span.start));
  return {
    ruleId,
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/") },
          region: {
            startLine: start.line,
            startColumn: start.column,
            endLine: end.line,
            endColumn: end.column,
          },
        },
      },
    ],
  };
}
