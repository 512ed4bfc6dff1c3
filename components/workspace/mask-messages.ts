import type { MaskedWorkspace } from "@/lib/workspace/mask-workspace.ts";
import type { Workspace } from "@/lib/workspace/workspace.ts";

/** What the worker that looks for secrets is asked, and what it answers. */
export interface MaskRequest {
  readonly id: number;
  readonly workspace: Workspace;
}

export interface MaskReply {
  readonly id: number;
  readonly result: MaskedWorkspace;
}
