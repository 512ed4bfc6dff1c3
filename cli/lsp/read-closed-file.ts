import { isWorkspaceFile, readText } from "../files.ts";
import type { EditedFile } from "./protocol.ts";
import { pathOf } from "./settings.ts";

/** A workspace file of this machine that the editor has not opened. No other file is read by its name. */
export function readClosedFile(uri: unknown): EditedFile | undefined {
  const path = typeof uri === "string" ? pathOf(uri) : undefined;
  if (typeof uri !== "string" || path === undefined || !isWorkspaceFile(path)) {
    return undefined;
  }
  const text = readText(path);
  return text === undefined ? undefined : { uri, path, version: 0, text };
}
