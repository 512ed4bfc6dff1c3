import { secretCode } from "../secret-words.ts";
import {
  describeMismatch,
  describeTurned,
  type FileReport,
  placeOf,
  type Report,
  showSafely,
} from "./report.ts";

/** Output for people: a line for each test, source excerpts with carets, a summary. */
export function writeText(report: Report, color: boolean): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  for (const file of report.files) {
    if (file.findings.length === 0 && file.tests.length === 0 && report.command === "validate") {
      lines.push(`${paint(32, "ok")} ${file.path}`);
    }
    for (const { severity, code, message, hint, span } of file.findings) {
      const { line, column } = placeOf(file.text, span.start);
      const head = paint(severity === "error" ? 31 : 33, severity);
      lines.push(`${file.path}:${line}:${column}: ${head}: ${showSafely(message)} [${code}]`);
      // The lines of reports are kept in logs.
      if (code !== secretCode) lines.push(...excerpt(file.text, span));
      if (hint !== undefined) lines.push(`  ${showSafely(hint)}`);
    }
    for (const { name, version, passed, mismatches, fixes = [] } of file.tests) {
      const mark = passed ? paint(32, "ok") : paint(31, "FAILED");
      lines.push(`${mark} ${file.path} @${version}: ${showSafely(name)}`);
      for (const mismatch of mismatches) {
        const { line, column } = placeOf(file.text, mismatch.span.start);
        lines.push(`  ${file.path}:${line}:${column}: ${showSafely(describeMismatch(mismatch))}`);
        lines.push(...excerpt(file.text, mismatch.span));
      }
      for (const { title, ...turned } of fixes) {
        lines.push(`  fix: ${showSafely(title)}: ${showSafely(describeTurned(turned))}`);
      }
    }
  }
  return `${[...lines, summarize(report)].join("\n")}\n`;
}

/** The numbers in a line. */
function summarize({ command, files }: Report): string {
  const tests = files.flatMap((file) => file.tests);
  const passed = tests.filter((one) => one.passed).length;
  const errors = countErrors(files);
  const broken = errors === 0 ? "" : `, ${errors} ${errors === 1 ? "error" : "errors"}`;
  return command === "test"
    ? `${passed} of ${tests.length} tests passed${broken}`
    : `${files.length} ${files.length === 1 ? "file" : "files"}${broken || ", no errors"}`;
}

function countErrors(files: readonly FileReport[]): number {
  return files.flatMap(({ findings }) => findings).filter(({ severity }) => severity === "error")
    .length;
}

// The line of a span, and carets under its part of that line.
function excerpt(text: string, span: { readonly start: number; readonly end: number }): string[] {
  const { line, column } = placeOf(text, span.start);
  const source = text.split("\n")[line - 1] ?? "";
  const length = Math.max(1, Math.min(span.end - span.start, source.length - column + 1));
  const gutter = String(line).padStart(5);
  const blank = source.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [`${gutter} | ${showSafely(source)}`, `      | ${blank}${"^".repeat(length)}`];
}
