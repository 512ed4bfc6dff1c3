import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { matchesName } from "../lib/workspace/match-paths.ts";

/** The files that a path names, `*` for any name and `**` for any folders, in order. Links are not followed. */
export function findFiles(pattern: string, base = "."): readonly string[] {
  const start = path.isAbsolute(pattern) ? "/" : base;
  if (!pattern.includes("*")) return [path.join(start, pattern)];
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  const found = new Set<string>();
  walk(start, parts, found);
  return [...found].sort();
}

function walk(folder: string, parts: readonly string[], found: Set<string>): void {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === "**") walk(folder, rest, found);
  if (!part.includes("*") && rest.length > 0) {
    walk(path.join(folder, part), rest, found);
    return;
  }
  for (const entry of listFolder(folder)) {
    const own = path.join(folder, entry.name);
    if (part === "**") {
      const skipped = entry.name === "node_modules" || entry.name.startsWith(".");
      if (entry.isDirectory() && !skipped) walk(own, parts, found);
    } else if (matchesName(part, entry.name)) {
      if (rest.length === 0 && entry.isFile()) found.add(own);
      else if (rest.length > 0 && entry.isDirectory()) walk(own, rest, found);
    }
  }
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Whether a file is a workspace by its name, as `test` and `validate` take it. */
export function isWorkspaceFile(file: string): boolean {
  return /\.claimcheck\.ya?ml$/.test(file);
}

/** The text of a file, of standard input for "-"; undefined if it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch {
    return undefined;
  }
}
