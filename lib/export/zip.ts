import { strToU8, type Zippable, zipSync } from "fflate";
import type { ExportedFile } from "./files.ts";

/**
 * The files as a zip archive below one folder. The same files make the same bytes: every entry has the format's first
 * day as its date. Scripts can be run.
 */
export function zipFiles(folder: string, files: readonly ExportedFile[]): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const { path, language, text } of files) {
    const mode = language === "shell" ? 0o100755 : 0o100644;
    entries[`${folder}/${path}`] = [
      strToU8(text),
      { mtime: firstDay, os: 3, attrs: mode * 0x10000 },
    ];
  }
  return zipSync(entries);
}

// In the local zone, as zip has it: that gives the same bytes everywhere.
const firstDay = new Date(1980, 0, 1);
