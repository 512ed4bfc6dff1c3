import { maskWorkspace } from "@/lib/workspace/mask-workspace.ts";
import { parseWorkspace } from "@/lib/workspace/parse-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";
import { rememberedWorkspace } from "./last-workspace.ts";
import { readAllRecords } from "./store.ts";

/**
 * Everything that can be saved when the page does not work any more, secrets masked: the workspace of this tab as it was
 * last, and all that the browser stored. Never rejects.
 */
export async function collectWorkspaces(): Promise<Workspace[]> {
  const remembered = rememberedWorkspace();
  const stored = await readAllRecords().catch(() => []);
  const workspaces = stored.map(
    ({ id, record }) => parseWorkspace(record, { id, name: "Workspace" }).workspace,
  );
  return [...(remembered === undefined ? [] : [remembered]), ...workspaces].map(
    (workspace) => maskWorkspace(workspace).workspace,
  );
}

/** The file that holds them: JSON, which is YAML too. */
export function writeWorkspaces(workspaces: readonly Workspace[]): string {
  return `${JSON.stringify({ apiVersion: "v1", kind: "List", items: workspaces }, null, 2)}\n`;
}
