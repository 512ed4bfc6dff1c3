import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DocumentFile } from "../export/files.ts";
import { lineOf } from "../source/lines.ts";
import type { AnalysisInput } from "./input.ts";
import type { Queries } from "./queries.ts";

/** What follows from the text out of which the configuration was taken. */
export interface OpenedView {
  /** The findings with the line of that text, as long as the configuration is what was taken out of it. */
  readonly lead: (diagnostic: Diagnostic) => Diagnostic;
}

type OpenedInput = Pick<AnalysisInput, "opened" | "minor" | "configuration">;

/** Undefined if the configuration was not taken out of another text. */
export async function viewOpened(
  { opened, minor, configuration }: OpenedInput,
  queries: Pick<Queries, "opened">,
): Promise<OpenedView | undefined> {
  if (opened === undefined || configuration.trim() === "") return undefined;
  const found = await queries.opened({ opened, minor });
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
  return { lead };
}

/** That text with the configuration as it is now inside; undefined if it was converted from other settings. */
export async function wrapAgain(
  { opened, minor, configuration }: OpenedInput,
  queries: Pick<Queries, "opened" | "rewrapped">,
): Promise<DocumentFile | undefined> {
  if (opened === undefined || configuration.trim() === "") return undefined;
  const found = await queries.opened({ opened, minor });
  if (found.putFields !== undefined) {
    const { wrapFields } = await import("./wrap-fields.ts");
    return wrapFields({ opened, minor, configuration }, found);
  }
  if (found.kind !== "configuration") return undefined;
  const back = await queries.rewrapped({ opened, minor, configuration });
  const { hiddenSecret } = await import("../secrets/hide-client-secrets.ts");
  return {
    name: "as-it-was-opened.txt",
    title: `As it was opened: ${found.title}`,
    text: back.kind === "written" ? back.text : opened,
    ...(back.kind === "refused" && { problem: back.reason }),
    ...(back.kind === "written" &&
      back.text.includes(hiddenSecret) && {
        problem: `${hiddenSecret} is in place of a secret that was hidden when the text was pasted: write the secret there again.`,
      }),
  };
}
