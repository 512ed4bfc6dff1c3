"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { Bundle } from "@/lib/export/bundle.ts";
import type { ExportRequest } from "@/lib/export/types.ts";
import { useAnalysisState, useWorkbench } from "../workbench/context.tsx";
import { createEngineClient, type EngineClient } from "../workbench/engine-client.ts";
import { analysisInput, emptyInputs } from "../workbench/inputs.ts";
import type { ExportOptions } from "./export-options.ts";

export interface BundleState {
  /** The newest files; undefined until there are some. */
  readonly bundle: Bundle | undefined;
  /** Why there are none for the documents as they stand. */
  readonly problem: string | undefined;
}

const pauseMilliseconds = 300;

/**
 * The files for the chosen cluster, written by an engine of their own once `wanted` says that somebody looks. The token
 * stays where it is: only the name that it gave goes into the request for a certificate.
 */
export function useBundle(options: ExportOptions, wanted: boolean): BundleState {
  const { inputs } = useWorkbench();
  const user = useAnalysisState().analysis?.authentication?.user;
  const { documents, minor, server, defaultPolicy } = inputs;
  const client = useRef<EngineClient | undefined>(undefined);
  const [bundle, setBundle] = useState<Bundle | undefined>();
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    client.current = createEngineClient((outcome) => {
      setProblem(outcome.kind === "done" ? undefined : problems[outcome.kind]);
      if (outcome.kind === "done") setBundle(outcome.analysis.bundle);
    });
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => {
      const asking = { ...emptyInputs, documents, minor, server, defaultPolicy };
      client.current?.analyze({
        ...analysisInput(asking, 0),
        exporting: { ...requestOf(options), ...(user && { user }) },
      });
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted, documents, minor, server, defaultPolicy, options, user]);

  return { bundle: wanted ? bundle : undefined, problem };
}

/** What was typed, with placeholders where nothing was. */
function requestOf({ comments, ...options }: ExportOptions): ExportRequest {
  return {
    comments,
    cluster: {
      name: options.cluster || "cluster",
      server: options.server || "https://<server>:6443",
    },
    options: {
      ...(options.kubeadm && { kubeadm: options.kubeadm }),
      ...(options.rancherBuild && { rancherBuild: options.rancherBuild }),
      gardener: {
        namespace: options.namespace || "garden-<project>",
        shoot: options.shoot || "<shoot>",
      },
    },
  };
}

/** Whether an element has been on the screen. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null || seen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, seen]);
  return seen;
}

const problems = {
  stopped:
    "This took longer than 5 seconds and was stopped. What you see belongs to an earlier text.",
  failed: "The files could not be made, which is our mistake.",
} as const;
