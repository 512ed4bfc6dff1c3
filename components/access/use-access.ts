"use client";

import type { AccessInput } from "@/lib/engine/access-input.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";

/** What is asked about access, and how to ask something else. */
export function useAccess(): [AccessInput, (change: Partial<AccessInput>) => void] {
  const access = useInputs((inputs) => inputs.access);
  const dispatch = useDispatch();
  return [access, (change) => dispatch({ kind: "set-access", access: change })];
}
