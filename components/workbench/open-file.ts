import { placeOfText } from "./place-file.ts";
import type { Action } from "./state.ts";

export type OpenOutcome =
  | { readonly kind: "opened"; readonly action: Action }
  | { readonly kind: "refused"; readonly reason: string };

/** Larger files would only make the editor stutter; dumps of that size come with the access panel's own reader. */
const sizeLimit = 8 * 1024 * 1024;

/** Reads a file and says where it goes. Nothing leaves the browser. */
export async function openFile(file: File): Promise<OpenOutcome> {
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
