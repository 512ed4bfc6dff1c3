import type { DocumentFile } from "../export/files.ts";
import { exportTarget } from "../export/targets.ts";
import { plain } from "../import/embedded.ts";
import { type Opened, openText } from "../import/open.ts";
import { sameMeaning } from "../import/rewrap.ts";
import type { Minor } from "../kube/minor.ts";
import { readYaml } from "../yaml/document.ts";

/**
 * An object of OpenShift or HyperShift as it was opened, with the fields that the configuration has become: those of the
 * kind of cluster's own export. The result is opened again and compared.
 */
export function wrapFields(
  asked: { readonly opened: string; readonly minor: Minor; readonly configuration: string },
  found: Opened,
): DocumentFile {
  const { opened, minor, configuration } = asked;
  const file = (text: string, problem?: string): DocumentFile => ({
    ...{ name: "as-it-was-opened.txt", title: `As it was opened: ${found.title}`, text },
    ...(problem !== undefined && { problem }),
  });
  // As it is, as long as the configuration is what it was.
  if (configuration === found.configuration) return file(opened);
  const made = exportTarget(
    {
      ...{ configuration, bindings: "", minor, comments: "canonical", issuers: [] },
      cluster: { name: "", server: "" },
    },
    found.target ?? "",
  );
  if (made.kind === "refused") return file(opened, made.reason);
  const [problem] = made.target.problems;
  if (problem !== undefined) return file(opened, problem);
  const providers = made.target.files.flatMap(({ text }) => providersOf(text));
  const [provider] = providers;
  const text = provider === undefined ? undefined : found.putFields?.(provider);
  if (text === undefined)
    return file(
      opened,
      "The opened text cannot hold this configuration as it is: take the files of the export.",
    );
  const after = openText(text, { version: minor });
  return after.configuration !== undefined && sameMeaning(after.configuration, configuration)
    ? file(text)
    : file(opened, "Written back into the opened text the configuration would be another one.");
}

function providersOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  const read = readYaml(text);
  if (read.kind === "failed") return [];
  const { spec } = plain(read.data) as {
    spec?: { oidcProviders?: []; configuration?: unknown };
  };
  const hosted = spec?.configuration as { authentication?: { oidcProviders?: [] } } | undefined;
  return spec?.oidcProviders ?? hosted?.authentication?.oidcProviders ?? [];
}
