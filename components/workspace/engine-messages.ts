import type { Analysis } from "@/lib/engine/analysis.ts";
import type { ComposeRequest, ComposeView } from "@/lib/engine/compose-view.ts";
import type { ConversionAsked, ConversionView } from "@/lib/engine/conversion-view.ts";
import type { DiagnosisView } from "@/lib/engine/diagnosis-view.ts";
import type { ExportView } from "@/lib/engine/export-view.ts";
import type { Headline } from "@/lib/engine/headline-view.ts";
import type { IncidentRequest } from "@/lib/engine/incident-view.ts";
import type { AnalysisInput } from "@/lib/engine/input.ts";
import type { PanelsInput, PanelsView } from "@/lib/engine/panels-view.ts";
import type { TestProposal } from "@/lib/engine/tests/propose-test.ts";
import type { ShareView } from "@/lib/engine/tests/share-view.ts";
import type { GrantAsked, GrantTest } from "@/lib/engine/tests/test-grant.ts";
import type { TestsView } from "@/lib/engine/tests/tests-view.ts";
import type { ChangedDocuments, TurnedTests } from "@/lib/engine/tests/turned-tests.ts";
import type { UpgradeView } from "@/lib/engine/tests/upgrade-view.ts";
import type { LogGroupView } from "@/lib/engine/whole-log/log-groups-view.ts";
import type { Reproduction } from "@/lib/engine/whole-log/reproduce.ts";
import type { GroupKey, LogGroup } from "@/lib/explain/whole-log/log-group.ts";
import type { ExportRequest } from "@/lib/export/types.ts";
import type { OpenedFile } from "./inputs.ts";

/** The tasks: one kind for each method of the engine. */
type AnyTask =
  | { readonly kind: "analyze"; readonly input: AnalysisInput }
  | { readonly kind: "preview"; readonly input: AnalysisInput }
  | { readonly kind: "panels"; readonly input: AnalysisInput; readonly panels: PanelsInput }
  | { readonly kind: "export"; readonly input: AnalysisInput; readonly request: ExportRequest }
  | { readonly kind: "diagnose"; readonly input: AnalysisInput }
  | { readonly kind: "compose"; readonly input: AnalysisInput; readonly request: ComposeRequest }
  /** `tests` is the text of the list. */
  | { readonly kind: "test"; readonly input: AnalysisInput; readonly tests: string }
  | {
      readonly kind: "turn-tests";
      readonly input: AnalysisInput;
      readonly change: ChangedDocuments;
      readonly tests: string;
    }
  | { readonly kind: "propose-test"; readonly input: AnalysisInput }
  | {
      readonly kind: "test-grant";
      readonly input: AnalysisInput;
      readonly grant: GrantAsked;
      readonly tests: string;
    }
  | { readonly kind: "upgrade"; readonly input: AnalysisInput; readonly tests: string }
  | { readonly kind: "convert"; readonly input: AnalysisInput; readonly asked: ConversionAsked }
  /** Groups of a log beside the configuration. */
  | {
      readonly kind: "place-log";
      readonly input: AnalysisInput;
      readonly groups: readonly LogGroup[];
    }
  | { readonly kind: "reproduce"; readonly input: AnalysisInput; readonly group: GroupKey }
  | {
      readonly kind: "incident";
      readonly input: AnalysisInput;
      readonly request: IncidentRequest;
    }
  /** `file` is the masked workspace as a file; `own` are the tests whose values may go out. */
  | {
      readonly kind: "share";
      readonly input: AnalysisInput;
      readonly file: string;
      readonly own: readonly number[];
    };

/** The answers, by the kind of the task. */
interface Answers {
  readonly analyze: Analysis;
  readonly preview: Headline;
  readonly panels: PanelsView;
  readonly export: ExportView;
  readonly diagnose: DiagnosisView;
  readonly convert: ConversionView;
  readonly compose: ComposeView | undefined;
  readonly test: TestsView;
  readonly "propose-test": TestProposal;
  readonly "test-grant": GrantTest;
  readonly "turn-tests": TurnedTests;
  readonly upgrade: UpgradeView;
  readonly share: ShareView;
  readonly "place-log": readonly LogGroupView[];
  readonly reproduce: Reproduction;
  /** Markdown. */
  readonly incident: string;
}

export type TaskKind = AnyTask["kind"];

/** A task of one of the kinds. */
export type EngineTask<K extends TaskKind = TaskKind> = Extract<AnyTask, { readonly kind: K }>;

/** The answer to a task of one of the kinds. */
export type EngineAnswer<K extends TaskKind = TaskKind> = Answers[K];

/** To the worker. */
export interface EngineRequest {
  readonly id: number;
  readonly task: EngineTask;
  /** Read by the worker, once each. */
  readonly files: readonly OpenedFile[];
}

/** From the worker. `failed` is an internal error; problems of the input are part of an answer. */
export type EngineReply =
  /** The engine is loaded and works on the request. */
  | { readonly id: number; readonly kind: "begun" }
  | { readonly id: number; readonly kind: "done"; readonly answer: EngineAnswer }
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
