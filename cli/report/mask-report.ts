import { findSecrets, formReasons } from "../../lib/secrets/find-secrets.ts";
import type { FileReport, Report } from "./report.ts";

/**
 * A report without secrets: its output goes to logs of CI. In the files each character of a secret is an asterisk, so that
 * lines and columns stay; in messages, which quote values of the schema, what has the form of a secret is.
 */
export function maskReport(report: Report): Report {
  return { ...report, files: report.files.map(maskFile) };
}

function maskFile(file: FileReport): FileReport {
  return {
    ...file,
    text: maskText(file.text),
    findings: file.findings.map(({ message, hint, ...finding }) => ({
      ...finding,
      message: maskMessage(message),
      ...(hint !== undefined && { hint: maskMessage(hint) }),
    })),
  };
}

function maskText(text: string): string {
  return cover(text, findSecrets(text, "document"));
}

function maskMessage(message: string): string {
  const found = findSecrets(message, "plain").filter(({ reason }) => formReasons.has(reason));
  return cover(message, found);
}

function cover(
  text: string,
  secrets: readonly { readonly start: number; readonly end: number }[],
): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of secrets) {
    parts.push(text.slice(done, start), text.slice(start, end).replace(/[^\r\n]/g, "*"));
    done = end;
  }
  return [...parts, text.slice(done)].join("");
}
