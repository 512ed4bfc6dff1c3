"use client";

import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import type { ExportView } from "@/lib/engine/export-view.ts";
import type { ExportRequest } from "@/lib/export/types.ts";
import { clusterTargets } from "@/lib/kube/targets.ts";
import { background } from "../workspace/background-client.ts";
import { useAnalysis, useInputs } from "../workspace/context.ts";
import type { ExportOptions } from "../workspace/export-options.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import {
  type Asking,
  type EngineQuestion,
  useAsked,
  useAsking,
} from "../workspace/use-engine-answer.ts";

export interface BundleState {
  /** The newest files for the chosen cluster and version; undefined until there are some. */
  readonly bundle: ExportView | undefined;
  /** For the buttons that wait for files of the documents as they are. */
  readonly asking: AskingFiles;
  /** Why there are none for the documents as they are. */
  readonly problem: string | undefined;
}

/** What was asked for the files. */
export type AskingFiles = Asking<"export", AskedPart>;

/**
 * The files for the chosen cluster, written by the engine in the background once they are `wanted`. The token stays in its
 * place: only the name that it gave goes into the request for a certificate.
 */
export function useBundle(options: ExportOptions, wanted: boolean): BundleState {
  const user = useAnalysis(({ authentication }) => authentication?.user);
  const question = useMemo<EngineQuestion<"export", AskedPart> | undefined>(
    () => (wanted ? questionOf(options, user) : undefined),
    [wanted, options, user],
  );
  const asking = useAsking(question);
  const { bundle, target, minor, failed } = useAsked(asking, ({ answer, of, failed }) => ({
    bundle: answer,
    target: of?.server.target,
    minor: of?.minor,
    failed,
  }));
  const fits = useInputs((inputs) => target === inputs.server.target && minor === inputs.minor);
  return { bundle: fits ? bundle : undefined, asking, problem: failed && problems[failed] };
}

type AskedPart = Pick<
  Inputs,
  | "documents"
  | "opened"
  | "running"
  | "runningBindings"
  | "minor"
  | "server"
  | "defaultPolicy"
  | "ways"
  | "access"
  | "tests"
  | "clock"
>;

function questionOf(
  options: ExportOptions,
  user: ExportRequest["user"],
): EngineQuestion<"export", AskedPart> {
  return {
    engine: background,
    select: selectPart,
    task: (part) => ({
      kind: "export",
      input: analysisInput({ ...emptyInputs, ...part }, 0),
      request: {
        ...requestOf(options, part.server.target),
        ...(user && { user }),
        tests: part.tests,
        ...(part.clock.kind === "at" && { testsNow: part.clock.seconds }),
      },
    }),
    pauseMilliseconds: 300,
  };
}

function selectPart(inputs: Inputs): AskedPart {
  const { documents, opened, running, runningBindings, minor, server } = inputs;
  const { defaultPolicy, ways, access, tests, clock } = inputs;
  // What runs is in the report: what the change gives and takes.
  return {
    ...{ documents, opened, running, runningBindings, minor, server },
    ...{ defaultPolicy, ways, access: askedOf(access) },
    // A clock without tests changes no file.
    ...{ tests, clock: tests.trim() === "" ? emptyInputs.clock : clock },
  };
}

/** Of what is asked about access only the one who asks gets into the files. */
function askedOf({ asker }: Inputs["access"]): Inputs["access"] {
  const known = askedBefore.get(asker);
  if (known !== undefined) return known;
  const asked = { ...emptyInputs.access, asker };
  askedBefore.set(asker, asked);
  return asked;
}

// The same asker gives the same object: what selects it would else see a change at every press.
const askedBefore = new WeakMap<Inputs["access"]["asker"], Inputs["access"]>();

/** What was typed, with placeholders if nothing was. */
function requestOf({ comments, ...options }: ExportOptions, target: string): ExportRequest {
  const object = clusterTargets.find(({ id }) => id === target)?.object;
  // Where the object is the cluster itself there is one name.
  const name = object?.kind === "Cluster" ? options.cluster : options.object;
  return {
    comments,
    cluster: {
      name: options.cluster || "cluster",
      server: options.server || "https://<server>:6443",
    },
    options: {
      ...(options.kubeadm && { kubeadm: options.kubeadm }),
      ...(options.rancherBuild && { rancherBuild: options.rancherBuild }),
      object: {
        ...(options.namespace && { namespace: options.namespace }),
        ...(name && { name }),
      },
      gardener: {
        namespace: options.namespace || "garden-<project>",
        shoot: options.shoot || "<shoot>",
      },
    },
  };
}

/**
 * Whether an element has been on the screen since `placed`: before that, the parts above it have no height yet. `see`
 * says that it was looked at in another way.
 */
export function useSeen(
  element: RefObject<HTMLElement | null>,
  placed: boolean,
): { readonly seen: boolean; readonly see: () => void } {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null || seen || !placed) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, seen, placed]);
  const see = useCallback(() => setSeen(true), []);
  return { seen, see };
}

const problems = {
  stopped:
    "This took longer than 5 seconds and was stopped. What you see belongs to an earlier text.",
  failed: "The files could not be made, which is our mistake.",
  unavailable: "The files cannot be made: the engine did not load.",
} as const;
