"use client";

import { type RefObject, useEffect } from "react";
import { useOpener, useWorkspaceState } from "../workspace/context.ts";
import { isEmpty } from "../workspace/inputs.ts";

/**
 * A new page, an example or the first own input is a fresh start: the right side is shown from its begin, and what was said
 * of files that were opened before is gone.
 */
export function useFreshStart(pane: RefObject<HTMLElement | null>): void {
  const empty = useWorkspaceState(({ inputs }) => isEmpty(inputs));
  const example = useWorkspaceState(({ inputs }) => inputs.example?.id);
  const opener = useOpener();
  // biome-ignore lint/correctness/useExhaustiveDependencies: both say what is begun with.
  useEffect(() => {
    if (pane.current !== null) pane.current.scrollTop = 0;
  }, [pane, empty, example]);
  useEffect(() => {
    if (empty || example !== undefined) opener.dismiss();
  }, [opener, empty, example]);
}
