import type { Analysis } from "@/lib/engine/analysis.ts";
import type { DiagnosisView } from "@/lib/engine/diagnosis-view.ts";
import type { AnalysisInput } from "@/lib/engine/input.ts";
import type { PanelsInput, PanelsView } from "@/lib/engine/panels-view.ts";
import type { Bundle } from "@/lib/export/bundle.ts";
import type { ExportRequest } from "@/lib/export/types.ts";
import type { OpenedFile } from "./inputs.ts";

/** What is asked: the analysis, and with it what the panels show or the files to download. */
export interface EngineInput extends AnalysisInput {
  readonly panels?: PanelsInput;
  readonly exporting?: ExportRequest;
  /** Ask for what helps against the verdict. */
  readonly diagnosing?: true;
}

/** What is answered. */
export interface EngineAnswer extends Analysis {
  readonly panels?: PanelsView;
  readonly bundle?: Bundle;
  readonly diagnosis?: DiagnosisView;
}

/** To the worker. */
export interface EngineRequest {
  readonly id: number;
  readonly input: EngineInput;
  /** Read by the worker, once each. */
  readonly files: readonly OpenedFile[];
}

/** From the worker. `failed` is a bug of ours: bad input is part of an analysis. */
export type EngineReply =
  /** The engine is loaded and the request is at work. */
  | { readonly id: number; readonly kind: "begun" }
  | { readonly id: number; readonly kind: "done"; readonly analysis: EngineAnswer }
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
