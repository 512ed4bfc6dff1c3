"use client";

import type { AccessInput } from "@/lib/engine/access-input.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";

/** The current question about access, and a function to change it. */
export function useAccess(): [AccessInput, (change: Partial<AccessInput>) => void] {
  const access = useInputs((inputs) => inputs.access);
  const dispatch = useDispatch();
  return [access, (change) => dispatch({ kind: "set-access", access: change })];
}
