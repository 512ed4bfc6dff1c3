import { type ShellPiece, word } from "../shell.ts";
import type { ExportInput } from "../types.ts";

/** The object of the cluster's control plane that a guide's commands change, as words. */
export interface ObjectWords {
  readonly namespace: ShellPiece;
  readonly name: ShellPiece;
  /** The texts themselves, for files. */
  readonly text: { readonly namespace: string; readonly name: string };
}

/** What is known of the object, with placeholders for the rest. */
export function objectWords(
  { options }: Pick<ExportInput, "options">,
  placeholders: { readonly namespace?: string; readonly name?: string } = {},
): ObjectWords {
  const known = options?.object ?? {};
  const text = {
    namespace: nameOr(known.namespace, placeholders.namespace ?? "<namespace>"),
    name: nameOr(known.name, placeholders.name ?? "<name>"),
  };
  return { namespace: word(text.namespace), name: word(text.name), text };
}

// No name of Kubernetes begins with a dash, and none that does may be taken for a flag.
function nameOr(name: string | undefined, placeholder: string): string {
  return name === undefined || name === "" || name.startsWith("-") ? placeholder : name;
}
