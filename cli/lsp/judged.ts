import type { Diagnostic } from "../../lib/diagnostics/diagnostic.ts";
import type { Analysis } from "../../lib/engine/analysis.ts";
import type { AnalysisInput } from "../../lib/engine/input.ts";
import type { FilePart } from "./file-parts.ts";
import type { EditedFile, Judgement } from "./protocol.ts";
import type { Surroundings } from "./surroundings.ts";
import type { TextPlaces } from "./text-places.ts";

/** A part of a file with the engine's answer. */
export interface AnalysedPart {
  readonly part: FilePart;
  readonly input: AnalysisInput;
  readonly analysis: Analysis;
  /** Of the part alone, its offsets. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A file with everything that was found out about it. */
export interface Judged {
  readonly file: EditedFile;
  readonly places: TextPlaces;
  readonly surroundings: Surroundings;
  readonly parts: readonly (AnalysedPart | undefined)[];
  readonly judgement: Judgement;
}
