import { openText } from "../lib/import/open.ts";
import { newestMinor } from "../lib/kube/minor.ts";
import type { Options } from "./arguments.ts";
import { readText } from "./files.ts";

/** The configuration in a file of any form; the notes say what is lost. An empty text is a refusal. */
export function runConvertCommand({
  positionals,
  versions,
}: Options):
  | { readonly kind: "usage"; readonly message: string }
  | { readonly kind: "converted"; readonly text: string; readonly notes: readonly string[] } {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    return { kind: "usage", message: "convert needs one file" };
  const source = readText(file);
  if (source === undefined) return { kind: "usage", message: `${file} cannot be read` };
  const opened = openText(source, { version: versions?.[0] ?? newestMinor, name: file });
  const { configuration, refused, notes, title } = opened;
  const text = configuration ?? "";
  const problem =
    refused ?? (text === "" ? `The text is ${title}: it holds no configuration.` : undefined);
  return { kind: "converted", text, notes: problem === undefined ? notes : [...notes, problem] };
}
