import type { MaskedField } from "@/lib/workspace/mask-workspace.ts";
import type { WorkspaceHead } from "./to-workspace.ts";

/** Whether and where the documents are stored. */
export interface KeepingState {
  /** Why the documents are not stored. */
  readonly problem: string | undefined;
  /** Texts with secrets, which are masked in what is stored. */
  readonly masked: readonly MaskedField[];
  /** What is to be said about what came back from the store. */
  readonly restored: readonly string[];
  readonly head: WorkspaceHead;
  /** When the workspace was stored last, in milliseconds since 1970. */
  readonly changed: number | undefined;
  /** What another tab did to the workspace. Nothing is stored until the visitor chose. */
  readonly conflict: Conflict | undefined;
  /** The name of the workspace that was deleted last and can be brought back. */
  readonly removed: string | undefined;
}

/** What another tab did to the workspace that is open here. */
export type Conflict =
  | { readonly kind: "changed"; readonly at: number | undefined }
  | { readonly kind: "deleted" };

/** Nothing is read yet. */
export const initialKeeping: KeepingState = {
  problem: undefined,
  masked: [],
  restored: [],
  head: { id: "default", name: "Workspace" },
  changed: undefined,
  conflict: undefined,
  removed: undefined,
};
