import { openText } from "../import/open.ts";
import { newestMinor } from "../kube/minor.ts";
import { writePartLine } from "./part-line.ts";

/**
 * What is stored of a configuration's text. Of a file that a configuration is embedded in (a Talos machine
 * configuration, Helm values, Terraform) only that configuration is, below a line that says so: the rest is not needed
 * for an answer, and it is full of secrets of the cluster. Any other text is stored as it is, masks aside.
 */
export function keepPart(text: string): string {
  const { kind, format, title, configuration } = openText(text, { version: newestMinor });
  if (kind !== "configuration" || format === "plain" || configuration === undefined) return text;
  // A file that is being typed, and does not decode yet, begins its line: it is in nothing else.
  if (`\n${text}`.includes(`\n${configuration.trimEnd()}`)) return text;
  return writePartLine(title) + configuration;
}
