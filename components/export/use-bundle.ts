"use client";

import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Bundle } from "@/lib/export/bundle.ts";
import type { ExportRequest } from "@/lib/export/types.ts";
import { useAnalysisState, useWorkbench } from "../workspace/context.tsx";
import { createEngineClient, type EngineClient } from "../workspace/engine-client.ts";
import type { ExportOptions } from "../workspace/export-options.ts";
import { analysisInput, emptyInputs } from "../workspace/inputs.ts";

export interface BundleState {
  /** The newest files for the chosen cluster and version; undefined until there are some. */
  readonly bundle: Bundle | undefined;
  /** Whether they are of everything as it stands now: nobody may take older ones for these. */
  readonly current: boolean;
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
  const asking = useMemo(
    () => ({ documents, minor, server, defaultPolicy, options, user }),
    [documents, minor, server, defaultPolicy, options, user],
  );
  const client = useRef<EngineClient | undefined>(undefined);
  const asked = useRef(asking);
  const [made, setMade] = useState<{ bundle: Bundle | undefined; of: typeof asking }>();
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    client.current = createEngineClient((outcome) => {
      setProblem(outcome.kind === "done" ? undefined : problems[outcome.kind]);
      if (outcome.kind === "done") setMade({ bundle: outcome.analysis.bundle, of: asked.current });
    });
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => {
      const { options, user, ...inputs } = asking;
      asked.current = asking;
      client.current?.analyze({
        ...analysisInput({ ...emptyInputs, ...inputs }, 0),
        exporting: { ...requestOf(options), ...(user && { user }) },
      });
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted, asking]);

  const fits = made?.of.server.target === server.target && made.of.minor === minor;
  return {
    bundle: wanted && fits ? made.bundle : undefined,
    current: made?.of === asking,
    problem,
  };
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
  unavailable: "The files cannot be made: the engine did not load.",
} as const;
