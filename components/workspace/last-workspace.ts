import type { Workspace } from "@/lib/workspace/workspace.ts";

const key = "claimcheck.workspace";
let last: Workspace | undefined;

/** Keeps the newest workspace of this tab in memory, so that an error page can still save it. */
export function rememberWorkspace(workspace: Workspace): void {
  last = workspace;
}

/** The newest workspace of this tab, its secrets not masked; undefined before there is one. */
export function rememberedWorkspace(): Workspace | undefined {
  return last;
}

/** The id of the workspace that was open last in this browser. */
export function readLastId(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers which workspace is open. If the browser stores nothing, the first one opens next time. */
export function writeLastId(id: string): void {
  try {
    localStorage.setItem(key, id);
  } catch {
    // The documents themselves tell when they are not stored.
  }
}
