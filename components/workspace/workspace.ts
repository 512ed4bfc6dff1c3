import { createStore, type StoreApi } from "zustand/vanilla";
import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { Span } from "@/lib/source/span.ts";
import type { Action } from "./action.ts";
import type { ReadingProgress } from "./engine-messages.ts";
import type { EditedDocument, Inputs } from "./inputs.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { initialKeeping, type KeepingState } from "./keeping-state.ts";
import { createOpener, type Opener, type OpeningState } from "./opener.ts";
import { reduce } from "./reduce.ts";
import { initialState, type State } from "./state.ts";

/** What the engine answered, and how far it is with the next answer. */
export interface AnswerState {
  /** The newest answer; while a newer one is being made, the one before it. */
  readonly analysis: Analysis | undefined;
  /** The answer is older than the inputs, and has been for longer than a blink. */
  readonly late: boolean;
  /** Why there is no answer for the inputs as they are. */
  readonly problem: string | undefined;
  /** How far a large file is read, while one is. */
  readonly reading: ReadingProgress | undefined;
}

/** What the visitor points at: pointing anywhere shows it everywhere. */
export interface PointingState {
  readonly pointed: Pointed | undefined;
  /** The place that was asked for last; its editor brings it into sight. */
  readonly target: Target | undefined;
  /** Where the text cursor is while an editor has the focus. */
  readonly cursor: Cursor | undefined;
  /** The claim that was asked for last; its row gets the focus. A new object asks again. */
  readonly claim: { readonly name: string } | undefined;
  /** Fixes that were tried against the verdict, as it is now. */
  readonly triedFixes: readonly Fix[];
}

export type Pointed =
  | { readonly kind: "claim"; readonly name: string }
  | {
      readonly kind: "place";
      readonly document: EditedDocument;
      readonly spans: readonly Span[];
      readonly claims: readonly string[];
    };

export interface Target {
  readonly document: EditedDocument;
  readonly span: Span;
  /** It must be seen in the text, also while the form is shown. */
  readonly view?: "text";
}

export interface Cursor {
  readonly document: EditedDocument;
  readonly offset: number;
}

/**
 * All state of the page. Components read parts of it through the hooks of `context.ts` and are drawn again only when
 * their part changes.
 */
export interface Workspace {
  readonly state: StoreApi<State>;
  readonly answer: StoreApi<AnswerState>;
  readonly pointing: StoreApi<PointingState>;
  /** Whether the documents outlive the tab. */
  readonly keeping: StoreApi<KeepingState>;
  readonly keeper: Keeper;
  /** What became of the files that were opened last, and what was pasted beside every field. */
  readonly opening: StoreApi<OpeningState>;
  readonly readInputs: () => Inputs;
  readonly readAnalysis: () => Analysis | undefined;
  readonly dispatch: (action: Action) => void;
  readonly opener: Opener;
  readonly point: (pointed: Pointed | undefined) => void;
  /** Brings a place of a document before the visitor's eyes. */
  readonly goTo: (document: EditedDocument, span: Span, view?: "text") => void;
  readonly moveCursor: (cursor: Cursor | undefined) => void;
  /** Says which fixes were tried, so that the editors offer them at their text. */
  readonly offerFixes: (fixes: readonly Fix[]) => void;
  /** Brings a claim of the token at hand before the visitor's eyes. */
  readonly showClaim: (name: string) => void;
}

/** An empty workspace. */
export function createWorkspace(): Workspace {
  const state = createStore<State>(() => initialState);
  const answer = createStore<AnswerState>(() => ({
    analysis: undefined,
    late: false,
    problem: undefined,
    reading: undefined,
  }));
  const pointing = createStore<PointingState>(() => ({
    pointed: undefined,
    target: undefined,
    cursor: undefined,
    claim: undefined,
    triedFixes: [],
  }));
  const keeping = createStore<KeepingState>(() => initialKeeping);
  const opening = createStore<OpeningState>(() => ({
    busy: false,
    report: undefined,
    offer: undefined,
  }));
  const dispatch = (action: Action) =>
    state.setState((before) => reduce(before, action, Date.now()), true);

  const keeper = createKeeper(state, keeping, dispatch);

  // Spans belong to the text that they were found in.
  state.subscribe(({ inputs }, { inputs: before }) => {
    if (inputs.documents !== before.documents || inputs.token !== before.token)
      pointing.setState({ pointed: undefined });
  });

  return {
    state,
    answer,
    pointing,
    keeping,
    keeper,
    readInputs: () => state.getState().inputs,
    readAnalysis: () => answer.getState().analysis,
    opening,
    dispatch,
    opener: createOpener(state, opening, keeper, dispatch),
    point: (pointed) => pointing.setState({ pointed }),
    goTo(document, span, view) {
      dispatch({ kind: "show-document", document });
      pointing.setState({ target: { document, span, ...(view && { view }) } });
    },
    moveCursor: (cursor) => pointing.setState({ cursor }),
    offerFixes: (triedFixes) => pointing.setState({ triedFixes }),
    showClaim: (name) => {
      dispatch({ kind: "show", view: "claims" });
      pointing.setState({ claim: { name } });
    },
  };
}
