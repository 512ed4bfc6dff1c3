"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useInputs, useWorkspaceState, WorkspaceContext } from "./context.ts";
import { directionOfKey, hasOwnHistory } from "./history-keys.ts";
import { runAnalysis } from "./run-analysis.ts";
import { useKept } from "./use-kept.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

/** Holds the state of the page, keeps its documents, and asks the engine. */
export function WorkspaceProvider({ children }: { readonly children: ReactNode }) {
  const [workspace] = useState(createWorkspace);
  const [queries] = useState(createQueryClient);
  useEffect(() => runAnalysis(workspace), [workspace]);
  return (
    <QueryClientProvider client={queries}>
      <WorkspaceContext value={workspace}>
        <Keeper workspace={workspace} />
        {children}
      </WorkspaceContext>
    </QueryClientProvider>
  );
}

/** Draws nothing: it is a component so that a change of the inputs draws no other one. */
function Keeper({ workspace }: { readonly workspace: Workspace }) {
  const inputs = useInputs((all) => all);
  const ready = useWorkspaceState((state) => state.ready);
  const keeping = useKept(inputs, ready, workspace.dispatch);
  useEffect(() => workspace.keeping.setState(keeping));
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
  return null;
}

/** For what goes over the network on the press of a button, and for nothing else. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false },
    },
  });
}
