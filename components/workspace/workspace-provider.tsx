"use client";

import { type ReactNode, useEffect, useState } from "react";
import { WorkspaceContext } from "./context.ts";
import { directionOfKey, hasOwnHistory } from "./history-keys.ts";
import { runAnalysis } from "./run-analysis.ts";
import { createWorkspace } from "./workspace.ts";

/** Holds the state of the page, keeps its documents, and asks the engine. */
export function WorkspaceProvider({ children }: { readonly children: ReactNode }) {
  const [workspace] = useState(createWorkspace);
  useEffect(() => runAnalysis(workspace), [workspace]);
  useEffect(() => workspace.keeper.start(), [workspace]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || hasOwnHistory(event.target)) return;
      const direction = directionOfKey(event);
      if (direction === undefined) return;
      event.preventDefault();
      workspace.dispatch({ kind: direction });
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [workspace]);
  return <WorkspaceContext value={workspace}>{children}</WorkspaceContext>;
}
