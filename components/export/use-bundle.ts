"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { ExportView } from "@/lib/engine/export-view.ts";
import type { Bundle } from "@/lib/export/bundle.ts";
import type { ExportInput } from "@/lib/export/types.ts";
import { useAnalysisState, useWorkbench } from "../workbench/context.tsx";
import { createEngineClient, type EngineClient } from "../workbench/engine-client.ts";
import { analysisInput, emptyInputs } from "../workbench/state.ts";
import type { ExportOptions } from "./export-options.ts";

export interface BundleState {
  /** The newest files; undefined until there are some. */
  readonly bundle: Bundle | undefined;
  /** Why there are none for the documents as they stand. */
  readonly problem: string | undefined;
}

const pauseMilliseconds = 300;

/**
 * The files for the chosen cluster, from an engine of their own and code that is loaded when `wanted` says that
 * somebody looks. The token stays where it is: only the name that it gave goes into the request for a certificate.
 */
export function useBundle(options: ExportOptions, wanted: boolean): BundleState {
  const { inputs } = useWorkbench();
  const user = useAnalysisState().analysis?.authentication?.user;
  const { documents, minor, server, defaultPolicy } = inputs;
  const client = useRef<EngineClient | undefined>(undefined);
  const asked = useRef(documents);
  const [facts, setFacts] = useState<{ view: ExportView; documents: typeof documents }>();
  const [made, setMade] = useState<Bundle | undefined>();
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    client.current = createEngineClient((outcome) => {
      if (outcome.kind === "stopped" || outcome.kind === "failed")
        setProblem(problems[outcome.kind]);
      if (outcome.kind !== "done") return;
      setProblem(undefined);
      const { exporting } = outcome.analysis;
      if (exporting !== undefined) setFacts({ view: exporting, documents: asked.current });
    });
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => {
      asked.current = documents;
      const asking = { ...emptyInputs, documents, minor, server, defaultPolicy };
      client.current?.analyze({ ...analysisInput(asking, 0), exporting: true });
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted, documents, minor, server, defaultPolicy]);

  useEffect(() => {
    if (facts === undefined) return;
    let left = false;
    const { view } = facts;
    const input: ExportInput = {
      ...facts.documents,
      minor,
      comments: options.comments,
      errors: view.errors,
      issuers: view.issuers,
      review: view.review,
      ...(user && { user }),
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
    import("@/lib/export/bundle.ts").then(
      ({ exportBundle }) => {
        if (!left) setMade(exportBundle(input, server.target));
      },
      () => {
        if (!left) setProblem("The code that writes the files could not be loaded.");
      },
    );
    return () => {
      left = true;
    };
  }, [facts, options, minor, server.target, user]);

  return { bundle: wanted ? made : undefined, problem };
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
