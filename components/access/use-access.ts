"use client";

import type { AccessInput } from "@/lib/engine/access-input.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { idOfPart } from "../workspace/use-show-part.ts";

/** Gives the focus to the tab that a press elsewhere has chosen, so that Tab goes on into what it shows. */
export function focusChosenTab(): void {
  requestAnimationFrame(() => {
    const part = document.getElementById(idOfPart("access"));
    part?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  });
}

/** The current question about access, and a function to change it. */
export function useAccess(): [AccessInput, (change: Partial<AccessInput>) => void] {
  const access = useInputs((inputs) => inputs.access);
  const dispatch = useDispatch();
  return [access, (change) => dispatch({ kind: "set-access", access: change })];
}
