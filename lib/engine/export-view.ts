import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Bundle } from "../export/bundle.ts";
import type { DocumentFile } from "../export/files.ts";
import type { AnalysisInput } from "./input.ts";
import { wrapAgain } from "./opened-view.ts";
import type { Queries } from "./queries.ts";

/** Everything to download: the documents as edited, and the files for the kind of cluster or why there are none. */
export type ExportView = Bundle & { readonly documents: readonly DocumentFile[] };

/** Whether there is something to download, and whether it has errors. */
export type Exportable = "nothing" | "errors" | "ready";

const edited = [
  {
    document: "configuration",
    name: "authentication-config.yaml",
    title: "AuthenticationConfiguration",
  },
  { document: "bindings", name: "rbac.yaml", title: "Roles and bindings" },
] as const;

/** What is to be said of the documents as a whole; `diagnostics` are the findings of all of them. */
export function judgeDocuments(input: Documents, diagnostics: readonly Diagnostic[]): Exportable {
  const written = edited.filter(({ document }) => input[document].trim() !== "");
  if (written.length === 0 && Object.keys(input.ways ?? {}).length === 0) return "nothing";
  return written.some(({ document }) => isBroken(document, diagnostics)) ? "errors" : "ready";
}

/** The documents as edited, and the text out of which the configuration was taken with the configuration of now in it. */
export async function listDocuments(
  input: AnalysisInput,
  diagnostics: readonly Diagnostic[],
  queries: Pick<Queries, "opened" | "rewrapped">,
): Promise<readonly DocumentFile[]> {
  const wrapped = await wrapAgain(input, queries);
  return [
    ...edited
      .filter(({ document }) => input[document].trim() !== "")
      .map(({ document, name, title }) => ({
        ...{ name, title, text: input[document] },
        ...(isBroken(document, diagnostics) && { problem: "It has errors; see its findings." }),
      })),
    ...(wrapped === undefined ? [] : [wrapped]),
  ];
}

type Documents = Pick<AnalysisInput, "configuration" | "bindings" | "ways">;

function isBroken(
  document: "configuration" | "bindings",
  diagnostics: readonly Diagnostic[],
): boolean {
  return diagnostics.some((found) => found.document === document && found.severity === "error");
}
