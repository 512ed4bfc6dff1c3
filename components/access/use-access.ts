"use client";

import type { AccessInput } from "@/lib/engine/access-input.ts";
import { useDispatch, useWorkbench } from "../workspace/context.tsx";

/** What is asked about access, and how to ask something else. */
export function useAccess(): [AccessInput, (change: Partial<AccessInput>) => void] {
  const { inputs } = useWorkbench();
  const dispatch = useDispatch();
  return [inputs.access, (access) => dispatch({ kind: "set-access", access })];
}
