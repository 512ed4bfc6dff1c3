import type { OpenedFile } from "./inputs.ts";
import { lookAtHead } from "./open-client.ts";

/** A file of roles and bindings to be read beside the document, or a sentence that says why it is none. */
export type OpenOutcome =
  | { readonly kind: "opened"; readonly file: OpenedFile }
  | { readonly kind: "refused"; readonly reason: string };

/** The kinds of a dump of a cluster are near its beginning. In bytes. */
const headSize = 100_000;
let opened = 0;

/**
 * Opens a file of roles and bindings beside the document, whatever its size. Its beginning is looked at in a worker;
 * nothing leaves the browser.
 */
export async function openBeside(content: File): Promise<OpenOutcome> {
  const { name, size } = content;
  try {
    if ((await lookAtHead(content.slice(0, headSize))) !== "bindings")
      return {
        kind: "refused",
        reason: `${name} holds no roles and no bindings near its beginning.`,
      };
  } catch (error) {
    const why = error instanceof Error ? error.message : "the browser could not read it";
    return { kind: "refused", reason: `${name} was not opened: ${why}.` };
  }
  opened += 1;
  return { kind: "opened", file: { id: String(opened), name, size, content } };
}
