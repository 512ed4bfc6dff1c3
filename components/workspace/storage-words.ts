import type { TextField } from "@/lib/workspace/history.ts";
import type { DroppedPart } from "@/lib/workspace/record-reader.ts";
import type { RestoredMask } from "@/lib/workspace/restored-masks.ts";
import { StorageTimeout, storageLimitMilliseconds } from "./store.ts";

/** Why documents are not stored, in a sentence. Words of ours and the name of the browser's error, never its text. */
export function describeStorageFailure(error: unknown, during: "read" | "write"): string {
  const reason = reasonOf(error);
  return during === "read"
    ? `The stored documents could not be read: ${reason}. They are left as they are, and your changes are stored beside them as soon as the browser allows it.`
    : `Your documents are not stored: ${reason}. They are lost when this tab closes.`;
}

function reasonOf(error: unknown): string {
  if (error instanceof StorageTimeout)
    return `the browser did not answer for ${storageLimitMilliseconds / 1000} seconds`;
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  const known = reasons[name];
  if (known !== undefined) return `${known} (${name})`;
  return /^[A-Za-z]{1,40}$/.test(name)
    ? `the browser refuses (${name})`
    : "the browser refuses without a reason";
}

const reasons: Readonly<Record<string, string>> = {
  QuotaExceededError: "the browser gives no more space",
  SecurityError: "the browser's settings forbid storage for this page",
  InvalidStateError: "the browser closed its database",
  VersionError: "a newer version of this page changed the database",
  DataCloneError: "a value cannot be stored, which is our mistake",
};

/** What was dropped of a stored record, in a sentence. */
export function describeDropped(dropped: readonly DroppedPart[]): string {
  const parts = dropped.slice(0, 6).map(({ path, expected }) => {
    const name = path === "" ? "the whole record" : `"${path}"`;
    return expected === "nothing"
      ? `${name} (unknown to this version)`
      : `${name} (not ${expected})`;
  });
  const more = dropped.length - parts.length;
  const rest = more > 0 ? ` and ${more} more` : "";
  return `Some of what this browser stored could not be read and was left out: ${parts.join(", ")}${rest}.`;
}

/** What was left out of a workspace that was imported, in a sentence. */
export function describeImported(dropped: readonly DroppedPart[]): string {
  return describeDropped(dropped).replace("what this browser stored", "the imported file");
}

/** Where the last change of a tab is that was closed while another tab changed its workspace, in a sentence. */
export function describeCopied(name: string, copy: string): string {
  return `Another tab changed the workspace "${name}" before your last change was stored: your version is the workspace "${copy}".`;
}

/** The last change was lost with the page. */
export const lateChange =
  "The page ended before your last change was stored: this is the state before it.";

/** Which documents a state of the history does not have, in a sentence. */
export function describeMissing(missing: readonly TextField[]): string {
  const names = missing.map((field) => fieldNames[field]).join(", ");
  return `Documents over 1 MB are not in the history: ${names} is as it was before.`;
}

const fieldNames: Readonly<Record<TextField, string>> = {
  configuration: "configuration",
  bindings: "role bindings",
  runningConfiguration: "running configuration",
  runningBindings: "running role bindings",
};

/** That only a part of `whole`, "a Talos machine configuration", was stored, in a sentence. */
export function describePart(whole: string): string {
  return `Only the configuration inside of ${whole} was stored: open the file again if you need it whole.`;
}

/** Where masks are in what came back, in a sentence. */
export function describeMasks(masks: readonly RestoredMask[]): string {
  const byDocument = new Map<string, number[]>();
  for (const { document, line } of masks) {
    byDocument.set(document, [...(byDocument.get(document) ?? []), line]);
  }
  const places = [...byDocument].map(([document, lines]) => {
    const shown = [...new Set(lines)].slice(0, 8);
    const more = new Set(lines).size - shown.length;
    return `${document}, line ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  });
  return `Secrets are not stored. In place of them, "<secret removed before storing>" is in: ${places.join("; ")}.`;
}
