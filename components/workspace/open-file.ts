import type { Action } from "./action.ts";
import { placeOfText } from "./place-file.ts";

export type OpenOutcome =
  | { readonly kind: "opened"; readonly action: Action }
  | { readonly kind: "refused"; readonly reason: string };

/** Larger files would only make the editor stutter. */
const sizeLimit = 8 * 1024 * 1024;
/** Roles and bindings from here on are a dump of a cluster: read beside the document, never shown in an editor. */
const dumpSize = 512 * 1024;
const headSize = 100_000;
let opened = 0;

/**
 * Reads a file and says where it goes; `beside` puts roles and bindings beside the document, whatever their size.
 * Nothing leaves the browser.
 */
export async function openFile(file: File, beside = false): Promise<OpenOutcome> {
  if (beside || file.size > dumpSize) {
    const head = await file.slice(0, headSize).text();
    if (placeOfText(head) === "bindings") {
      const { name, size } = file;
      opened += 1;
      const added = { id: String(opened), name, size, content: file };
      return { kind: "opened", action: { kind: "add-file", file: added } };
    }
  }
  if (file.size > sizeLimit)
    return { kind: "refused", reason: `${file.name} is larger than 8 MB and was not opened.` };
  let text: string;
  try {
    // A byte that is no UTF-8 is worth saying: the server would refuse it too.
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return { kind: "refused", reason: `${file.name} is no UTF-8 text and was not opened.` };
  }
  return {
    kind: "opened",
    action: {
      kind: "open-file",
      place: placeOfText(text) ?? "configuration",
      name: file.name,
      text,
    },
  };
}
