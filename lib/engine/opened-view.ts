import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { lineOf } from "../source/lines.ts";
import type { ExportFile } from "./analysis.ts";
import type { AnalysisInput } from "./input.ts";

/** What follows from the text out of which the configuration was taken. */
export interface OpenedView {
  /** That text with the configuration as it is now inside; absent if it was converted of other settings. */
  readonly file?: ExportFile;
  /** The findings with the line of that text, as long as the configuration is what was taken out of it. */
  readonly lead: (diagnostic: Diagnostic) => Diagnostic;
}

/** Undefined if the configuration was not taken out of another text. The code is loaded only then. */
export async function viewOpened(input: AnalysisInput): Promise<OpenedView | undefined> {
  const { opened, minor, configuration } = input;
  if (opened === undefined || configuration.trim() === "") return undefined;
  const { openText } = await import("../import/open.ts");
  const { rewrap } = await import("../import/rewrap.ts");
  const options = { version: minor };
  const found = openText(opened, options);
  const { place } = found;
  const unchanged = found.configuration === configuration;
  const lead = (diagnostic: Diagnostic): Diagnostic => {
    if (!unchanged || place === undefined || diagnostic.document !== "configuration")
      return diagnostic;
    const where = `Line ${lineOf(opened, place(diagnostic.span).start)} of the opened text.`;
    return {
      ...diagnostic,
      hint: diagnostic.hint === undefined ? where : `${diagnostic.hint} ${where}`,
    };
  };
  if (found.kind !== "configuration") return { lead };
  const back = rewrap(found, options, configuration);
  const file: ExportFile = {
    name: "as-it-was-opened.txt",
    title: `As it was opened: ${found.title}`,
    text: back.kind === "written" ? back.text : opened,
    ...(back.kind === "refused" && { problem: back.reason }),
  };
  return { lead, file };
}
