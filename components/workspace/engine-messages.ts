import type { Analysis } from "@/lib/engine/analysis.ts";
import type { AnalysisInput } from "@/lib/engine/input.ts";
import type { OpenedFile } from "./inputs.ts";

/** To the worker. */
export interface EngineRequest {
  readonly id: number;
  readonly input: AnalysisInput;
  /** Read by the worker, once each. */
  readonly files: readonly OpenedFile[];
}

/** From the worker. `failed` is a bug of ours: bad input is part of an analysis. */
export type EngineReply =
  /** The engine is loaded and the request is at work. */
  | { readonly id: number; readonly kind: "begun" }
  | { readonly id: number; readonly kind: "done"; readonly analysis: Analysis }
  | { readonly id: number; readonly kind: "failed"; readonly message: string }
  | { readonly id: number; readonly kind: "reading"; readonly progress: ReadingProgress };

/** How far a large file is read. */
export interface ReadingProgress {
  /** `OpenedFile.id`. */
  readonly file: string;
  /** Characters. */
  readonly read: number;
  readonly objects: number;
}
