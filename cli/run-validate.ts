import { newestMinor } from "../lib/kube/minor.ts";
import { readTests } from "../lib/workspace/tests/read-tests.ts";
import type { Options } from "./arguments.ts";
import { findFiles, isWorkspaceFile, readText } from "./files.ts";
import type { FileReport, Report, ReportFinding } from "./report/report.ts";
import { validateText } from "./validate-text.ts";

/** Says what is wrong with configurations, in any form that can be opened, and with workspace files. */
export async function runValidateCommand(options: Options, now: number): Promise<Report | string> {
  if (options.positionals.length === 0) return "validate needs a file";
  const files: FileReport[] = [];
  for (const path of new Set(options.positionals.flatMap((pattern) => findFiles(pattern)))) {
    const text = readText(path);
    if (text === undefined) return `${path} cannot be read`;
    files.push({ path, text, findings: await validate(path, text, options, now), tests: [] });
  }
  return { command: "validate", files };
}

async function validate(
  name: string,
  text: string,
  { versions = [newestMinor] }: Options,
  now: number,
): Promise<readonly ReportFinding[]> {
  if (isWorkspaceFile(name)) return readTests(text).findings;
  const findings = new Map<string, ReportFinding>();
  for (const minor of versions) {
    const read = await validateText(text, { minor, name, now });
    if (read.kind === "refused") {
      const { message, span } = read;
      return [{ code: "config-invalid", severity: "error", message, span }];
    }
    for (const { code, severity, message, hint, span } of read.findings) {
      const place = read.opened.place?.(span) ?? span;
      const finding = { code, severity, message, span: place, ...(hint !== undefined && { hint }) };
      findings.set(JSON.stringify([code, message, place.start]), finding);
    }
  }
  return [...findings.values()];
}
