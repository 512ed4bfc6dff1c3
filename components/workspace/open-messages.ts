import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { Minor } from "@/lib/kube/minor.ts";

/** To the worker that looks at files. */
export interface OpenRequest {
  readonly id: number;
  readonly version: Minor;
  readonly files: readonly { readonly path: string; readonly content: Blob }[];
}

/** From it. */
export type OpenReply =
  | { readonly id: number; readonly kind: "planned"; readonly plan: OpenPlan }
  | { readonly id: number; readonly kind: "failed" };
