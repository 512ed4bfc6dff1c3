import type { Options } from "../arguments.ts";
import { writeGithub, writeJsonReport, writeJunit, writeMarkdown, writeTap } from "./formats.ts";
import type { Report } from "./report.ts";
import { writeSarif } from "./sarif.ts";
import { writeText } from "./text.ts";

/** A report in the format that was asked for. */
export function writeReport(report: Report, { output, color }: Options): string {
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
