import type { Answers } from "@/lib/catalogue/entry.ts";
import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { AccessInput } from "@/lib/engine/access-input.ts";
import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { ScratchInput } from "@/lib/engine/scratch-view.ts";
import type { Example } from "@/lib/examples/example.ts";
import type { Minor } from "@/lib/kube/minor.ts";
import type { ExportOptions } from "./export-options.ts";
import type {
  Clock,
  EditedDocument,
  Inputs,
  OpenedFile,
  RunningDocuments,
  ServerSettings,
} from "./inputs.ts";
import type { LeftTab, Moment, TokenPart, View } from "./state.ts";

/** What a visitor did, or the store: `reduce` makes the next state of it. */
export type Action =
  /** Another workspace comes into the page, with the steps that this tab knows of it. */
  | {
      readonly kind: "restore";
      readonly inputs: Inputs;
      readonly past?: readonly Moment[];
      readonly future?: readonly Moment[];
    }
  /** Other inputs for the same workspace, as a step that can be taken back. */
  | { readonly kind: "replace"; readonly title: string; readonly inputs: Inputs }
  | {
      readonly kind: "edit";
      readonly document: EditedDocument;
      readonly text: string;
      /** The editor changed line ends, and the visitor nothing: no step of undo. */
      readonly normalized?: boolean;
      /** The field of the form that is typed in: another one is another step of undo. */
      readonly field?: string;
    }
  | {
      readonly kind: "open-file";
      readonly place: EditedDocument | "token";
      readonly name: string;
      readonly text: string;
    }
  /** Files that were looked at, as one step. */
  | {
      readonly kind: "open-plan";
      readonly title: string;
      readonly plan: OpenPlan;
      readonly files: readonly OpenedFile[];
    }
  /** A text in the wrong place goes to another one: bindings are added, everything else is replaced. */
  | {
      readonly kind: "move-text";
      readonly from: EditedDocument | "token";
      readonly to: EditedDocument | "token";
    }
  | { readonly kind: "set-token"; readonly text: string }
  /** Claims of the token that is looked at, to be edited: the clock stays. */
  | { readonly kind: "draft-token"; readonly text: string }
  /** A token of the example, and the moment of the example in Unix seconds. */
  | {
      readonly kind: "choose-token";
      readonly id: string;
      readonly text: string;
      readonly moment: number;
    }
  /** Keeps the token that is looked at. */
  | { readonly kind: "save-token"; readonly name: string }
  | { readonly kind: "choose-saved"; readonly id: string }
  | { readonly kind: "rename-saved"; readonly id: string; readonly name: string }
  | { readonly kind: "drop-saved"; readonly id: string }
  | { readonly kind: "set-keys"; readonly issuer: string; readonly text: string }
  | { readonly kind: "set-answer"; readonly url: string; readonly text: string }
  | { readonly kind: "set-minor"; readonly minor: Minor }
  | { readonly kind: "set-server"; readonly server: Partial<ServerSettings> }
  /** Undefined: none are known any more. What is not named stays. */
  | { readonly kind: "set-running"; readonly running: Partial<RunningDocuments> }
  | { readonly kind: "restore-running" }
  | { readonly kind: "set-clock"; readonly clock: Clock }
  | { readonly kind: "set-namespace"; readonly namespace: string | undefined }
  | { readonly kind: "set-default-policy"; readonly on: boolean }
  | { readonly kind: "add-file"; readonly file: OpenedFile }
  | { readonly kind: "remove-file"; readonly id: string }
  | { readonly kind: "set-access"; readonly access: Partial<AccessInput> }
  | { readonly kind: "load-example"; readonly example: Example; readonly token?: string }
  | { readonly kind: "apply-fix"; readonly fix: Fix }
  | { readonly kind: "clear" }
  /** Empties what is of the example. */
  | { readonly kind: "leave-example" }
  /** Back to the example that an input of the visitor has left. */
  | { readonly kind: "return-to-example" }
  | { readonly kind: "dismiss-left-example" }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "show"; readonly view: View }
  /** Undefined closes what is open. */
  | { readonly kind: "show-token-part"; readonly part: TokenPart | undefined }
  /** A way in without an issuer: its answers, or undefined to take it away; `title` names the step. */
  | {
      readonly kind: "set-way";
      readonly id: string;
      readonly answers: Answers | undefined;
      readonly title: string;
    }
  | { readonly kind: "set-scratch"; readonly scratch: ScratchInput }
  /** The text of the list of tests. `title` names what was done, if it was not typing. */
  | { readonly kind: "set-tests"; readonly text: string; readonly title?: string }
  | { readonly kind: "set-export-options"; readonly options: ExportOptions }
  | { readonly kind: "show-document"; readonly document: LeftTab };
