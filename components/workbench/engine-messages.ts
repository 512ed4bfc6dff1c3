import type { Analysis, AnalysisInput } from "@/lib/engine.ts";

/** To the worker. */
export interface EngineRequest {
  readonly id: number;
  readonly input: AnalysisInput;
}

/** From the worker. `failed` is a bug of ours: bad input is part of an analysis. */
export type EngineReply =
  | { readonly id: number; readonly kind: "done"; readonly analysis: Analysis }
  | { readonly id: number; readonly kind: "failed"; readonly message: string };
