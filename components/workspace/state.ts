import { type EditedDocument, emptyInputs, type Inputs } from "./inputs.ts";

/** What the left pane shows: a document, or the pad for trying expressions. */
export type LeftTab = EditedDocument | "scratch";

/** Parts of the page, in the order of the status path; "configuration" is the left column. */
export type View =
  | "configuration"
  | "token"
  | "issuer"
  | "signature"
  | "claims"
  | "user"
  | "access"
  | "files";

/** What a server knows beside the token, and the page has to be told. */
export type TokenPart = "keys" | "answers";

export interface State {
  readonly inputs: Inputs;
  /** False until the kept documents were read. */
  readonly ready: boolean;
  readonly view: View;
  readonly document: LeftTab;
  /** Which part of the signature section is open. */
  readonly tokenPart: TokenPart | undefined;
  /** The signed token that the claims being edited came from. */
  readonly signed?: string | undefined;
  /** The text of a document of an example that was emptied, to tell a paste of the same text from another. */
  readonly emptied?: { readonly document: EditedDocument; readonly text: string } | undefined;
  /** Issuers that the visitor gave keys for while an example was shown. */
  readonly ownKeys?: readonly string[] | undefined;
  /** The example was left by an input of the visitor, who was not told yet. */
  readonly leftExample?: boolean | undefined;
  /** Where "undo" leads, newest last: one order for typing, fixes, files, examples and settings. */
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  /** What the newest change goes on with: changes of the same thing without a pause are one step. */
  readonly going?: Going | undefined;
}

/** A state to go back to. */
export interface Moment {
  /** What was done after these inputs: "Load GitLab". */
  readonly title: string;
  readonly inputs: Inputs;
}

/** A change that goes on, and when its newest part was made. */
export interface Going {
  readonly of: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

export const initialState: State = {
  inputs: emptyInputs,
  ready: false,
  view: "configuration",
  document: "configuration",
  tokenPart: undefined,
  past: [],
  future: [],
};

/** The state with some of its inputs replaced; no step of undo. */
export function changeInputs(state: State, inputs: Partial<Inputs>): State {
  return { ...state, inputs: { ...state.inputs, ...inputs } };
}
