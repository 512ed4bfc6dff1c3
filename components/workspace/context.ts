"use client";

import { createContext, use, useEffect } from "react";
import { type StoreApi, useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { shallow } from "zustand/shallow";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { Action } from "./action.ts";
import type { Inputs } from "./inputs.ts";
import type { Keeper } from "./keeper.ts";
import type { KeepingState } from "./keeping-state.ts";
import type { Opener, OpeningState } from "./opener.ts";
import type { State } from "./state.ts";
import type { AnswerState, PointingState, Workspace } from "./workspace.ts";

/** For `<WorkspaceProvider>` alone; everything else reads through the hooks. */
export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

/**
 * A part of the inputs. Like every hook here that takes a `select`, it draws the component again only when the part
 * changes: a new object or list of the same members is no change.
 */
export function useInputs<T>(select: (inputs: Inputs) => T): T {
  return useSelected(useWorkspace().state, ({ inputs }) => select(inputs));
}

/** A part of the inputs or of what the page shows of them: its view, its tab, what can be undone. */
export function useWorkspaceState<T>(select: (state: State) => T): T {
  return useSelected(useWorkspace().state, select);
}

/** A part of the newest analysis; undefined until there is one. */
export function useAnalysis<T>(select: (analysis: Analysis) => T): T | undefined {
  return useSelected(useWorkspace().answer, ({ analysis }) => analysis && select(analysis));
}

/** How far the engine is with its answer. */
export function useAnswer<T>(select: (answer: AnswerState) => T): T {
  return useSelected(useWorkspace().answer, select);
}

/** What is pointed at, and where the cursor is. */
export function usePointed<T>(select: (pointing: PointingState) => T): T {
  return useSelected(useWorkspace().pointing, select);
}

/** Whether the documents are stored. */
export function useKeeping<T>(select: (keeping: KeepingState) => T): T {
  return useSelected(useWorkspace().keeping, select);
}

/** The workspaces of this browser. Never another object. */
export function useKeeper(): Keeper {
  return useWorkspace().keeper;
}

/** Opens files and pasted texts. Never another object. */
export function useOpener(): Opener {
  return useWorkspace().opener;
}

/** What became of the files that were opened last, and what is offered of a paste. */
export function useOpeningState<T>(select: (state: OpeningState) => T): T {
  return useSelected(useWorkspace().opening, select);
}

/** Changes the inputs, or what is shown of them. Never another function. */
export function useDispatch(): (action: Action) => void {
  return useWorkspace().dispatch;
}

/** Points at something for all of the page. Never other functions. */
export function usePointing(): Pick<
  Workspace,
  "point" | "goTo" | "moveCursor" | "offerFixes" | "showClaim"
> {
  return useWorkspace();
}

/** For event handlers, which want the inputs of the moment without being drawn for each: never another function. */
export function useReadInputs(): () => Inputs {
  return useWorkspace().readInputs;
}

/** The same for the newest analysis. */
export function useReadAnalysis(): () => Analysis | undefined {
  return useWorkspace().readAnalysis;
}

/**
 * Calls `run` with a part of the inputs at first and after each change of it, without drawing the component. What `run`
 * returns is called before the next call and at the end. Both functions must stay the same from one drawing to the next.
 */
export function useInputsEffect<T>(
  select: (inputs: Inputs) => T,
  run: (part: T) => (() => void) | undefined,
): void {
  const { state } = useWorkspace();
  useEffect(() => {
    let part = select(state.getState().inputs);
    let undo = run(part);
    const unsubscribe = state.subscribe(({ inputs }) => {
      const next = select(inputs);
      if (shallow(part, next)) return;
      part = next;
      undo?.();
      undo = run(part);
    });
    return () => {
      unsubscribe();
      undo?.();
    };
  }, [state, select, run]);
}

function useWorkspace(): Workspace {
  const workspace = use(WorkspaceContext);
  if (workspace === undefined) throw new Error("outside of <WorkspaceProvider>");
  return workspace;
}

function useSelected<S, T>(store: StoreApi<S>, select: (state: S) => T): T {
  return useStore(store, useShallow(select));
}
