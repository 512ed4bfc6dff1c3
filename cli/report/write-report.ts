import type { Options } from "../arguments.ts";
import { writeGithub, writeJsonReport, writeJunit, writeMarkdown, writeTap } from "./formats.ts";
import { maskReport } from "./mask-report.ts";
import type { Report } from "./report.ts";
import { writeSarif } from "./sarif.ts";
import { writeText } from "./text.ts";

/** A report in the format that was asked for, without the secrets of the files. */
export function writeReport(whole: Report, { output, color }: Options): string {
  const report = maskReport(whole);
  switch (output) {
    case "text":
      return writeText(report, color);
    case "json":
      return writeJsonReport(report);
    case "junit":
      return writeJunit(report);
    case "github":
      return writeGithub(report);
    case "sarif":
      return writeSarif(report);
    case "tap":
      return writeTap(report);
    case "markdown":
      return writeMarkdown(report);
  }
}
