"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { WorkspaceContext } from "./context.ts";
import { directionOfKey, hasOwnHistory } from "./history-keys.ts";
import { runAnalysis } from "./run-analysis.ts";
import { createWorkspace } from "./workspace.ts";

/** Holds the state of the page, keeps its documents, and asks the engine. */
export function WorkspaceProvider({ children }: { readonly children: ReactNode }) {
  const [workspace] = useState(createWorkspace);
  const [queries] = useState(createQueryClient);
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
  return (
    <QueryClientProvider client={queries}>
      <WorkspaceContext value={workspace}>{children}</WorkspaceContext>
    </QueryClientProvider>
  );
}

/** For what goes over the network on the press of a button, and for nothing else. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false },
    },
  });
}
