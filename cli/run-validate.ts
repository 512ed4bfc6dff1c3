import { loadConfiguration } from "../lib/authn/load.ts";
import { openText } from "../lib/import/open.ts";
import { newestMinor } from "../lib/kube/minor.ts";
import { findClusterTarget } from "../lib/kube/targets.ts";
import { lintConfiguration } from "../lib/lint/lint.ts";
import { readTests } from "../lib/workspace/tests/read-tests.ts";
import type { Options } from "./arguments.ts";
import { findFiles, readText } from "./files.ts";
import { isWorkspaceFile } from "./load-workspace.ts";
import type { FileReport, Report, ReportFinding } from "./report/report.ts";

/** Says what is wrong with configurations, in any form that can be opened, and with workspace files. */
export function runValidateCommand(options: Options, now: number): Report | string {
  if (options.positionals.length === 0) return "validate needs a file";
  const files: FileReport[] = [];
  for (const path of new Set(options.positionals.flatMap((pattern) => findFiles(pattern)))) {
    const text = readText(path);
    if (text === undefined) return `${path} cannot be read`;
    files.push({ path, text, findings: validate(path, text, options, now), tests: [] });
  }
  return { command: "validate", files };
}

function validate(
  name: string,
  text: string,
  { versions = [newestMinor] }: Options,
  now: number,
): readonly ReportFinding[] {
  if (isWorkspaceFile(name)) return readTests(text).findings;
  const findings = new Map<string, ReportFinding>();
  for (const minor of versions) {
    const opened = openText(text, { version: minor, name });
    const problem = opened.refused ?? opened.unstartable;
    if (problem !== undefined) {
      const found = { code: "config-invalid", severity: "error", message: problem } as const;
      return [{ ...found, span: opened.span }];
    }
    const configuration = opened.configuration ?? text;
    const target = findClusterTarget(opened.target ?? "static-pod");
    const loaded = loadConfiguration(configuration, {
      minor,
      disallowedIssuers: target.serviceAccountIssuers,
    });
    const advice = lintConfiguration({
      text: configuration,
      minor,
      target: target.id,
      loaded,
      now,
    });
    for (const { code, severity, message, hint, span } of [...loaded.diagnostics, ...advice]) {
      const place = opened.place?.(span) ?? span;
      const finding = { code, severity, message, span: place, ...(hint !== undefined && { hint }) };
      findings.set(JSON.stringify([code, message, place.start]), finding);
    }
  }
  return [...findings.values()];
}
