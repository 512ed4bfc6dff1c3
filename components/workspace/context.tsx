"use client";

import { createContext, type Dispatch, use } from "react";
import type { Span } from "@/lib/source/span.ts";
import type { EditedDocument } from "./inputs.ts";
import type { Action, State } from "./state.ts";
import type { AnalysisState } from "./use-analysis.ts";

const StateContext = createContext<State | undefined>(undefined);
const DispatchContext = createContext<Dispatch<Action> | undefined>(undefined);
const AnalysisContext = createContext<AnalysisState | undefined>(undefined);
const PointingContext = createContext<Pointing | undefined>(undefined);

export { AnalysisContext, DispatchContext, PointingContext, StateContext };

/** What the user points at, here and now: pointing anywhere shows it everywhere. */
export interface Pointing {
  readonly pointed: Pointed | undefined;
  readonly point: (pointed: Pointed | undefined) => void;
  /** Brings a place of a document before the user's eyes. */
  readonly goTo: (document: EditedDocument, span: Span) => void;
  /** Where the text cursor stands while an editor has the focus. */
  readonly cursor: Cursor | undefined;
  readonly moveCursor: (cursor: Cursor | undefined) => void;
}

export interface Cursor {
  readonly document: EditedDocument;
  readonly offset: number;
}

export type Pointed =
  | { readonly kind: "claim"; readonly name: string }
  | {
      readonly kind: "place";
      readonly document: EditedDocument;
      readonly spans: readonly Span[];
      readonly claims: readonly string[];
    };

/** The inputs and what is shown of them. */
export function useWorkbench(): State {
  return need(use(StateContext));
}

export function useDispatch(): Dispatch<Action> {
  return need(use(DispatchContext));
}

/** What the engine says of the inputs. */
export function useAnalysisState(): AnalysisState {
  return need(use(AnalysisContext));
}

export function usePointing(): Pointing {
  return need(use(PointingContext));
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("outside of the workbench");
  return value;
}
