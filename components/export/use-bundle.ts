"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { ExportView } from "@/lib/engine/export-view.ts";
import type { ExportRequest } from "@/lib/export/types.ts";
import { background } from "../workspace/background-client.ts";
import { useAnalysis, useInputs, useInputsEffect } from "../workspace/context.ts";
import type { EngineClient } from "../workspace/engine-client.ts";
import type { ExportOptions } from "../workspace/export-options.ts";
import { analysisInput, emptyInputs, type Inputs } from "../workspace/inputs.ts";
import { keepEqual } from "../workspace/keep-equal.ts";

export interface BundleState {
  /** The newest files for the chosen cluster and version; undefined until there are some. */
  readonly bundle: ExportView | undefined;
  /** Whether they are of everything as it stands now: nobody may take older ones for these. */
  readonly current: boolean;
  /** Why there are none for the documents as they stand. */
  readonly problem: string | undefined;
}

const pauseMilliseconds = 300;

/**
 * The files for the chosen cluster, written by the engine in the background once `wanted` says that somebody looks. The token
 * stays where it is: only the name that it gave goes into the request for a certificate.
 */
export function useBundle(options: ExportOptions, wanted: boolean): BundleState {
  const user = useAnalysis(({ authentication }) => authentication?.user);
  const client = useRef<EngineClient<"export"> | undefined>(undefined);
  const asked = useRef<Asked | undefined>(undefined);
  const [made, setMade] = useState<{ bundle: ExportView | undefined; of: Asked | undefined }>();
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    client.current = background.open<"export">((outcome) => {
      setProblem(outcome.kind === "done" ? undefined : problems[outcome.kind]);
      if (outcome.kind === "done") {
        const { answer } = outcome;
        // What is as it was keeps its identity, so that only what changed is drawn again.
        setMade((last) => ({ bundle: keepEqual(last?.bundle, answer), of: asked.current }));
      }
    });
    return () => {
      client.current?.dispose();
      client.current = undefined;
    };
  }, []);

  const ask = useCallback(
    (inputs: AskedInputs) => {
      if (!wanted) return;
      const timer = setTimeout(() => {
        asked.current = { ...inputs, options, user };
        client.current?.ask({
          kind: "export",
          input: analysisInput({ ...emptyInputs, ...inputs }, 0),
          request: { ...requestOf(options), ...(user && { user }) },
        });
      }, pauseMilliseconds);
      return () => clearTimeout(timer);
    },
    [wanted, options, user],
  );
  useInputsEffect(selectAsked, ask);

  const of = made?.of;
  const fits = useInputs(
    ({ server, minor }) => of?.server.target === server.target && of.minor === minor,
  );
  const current = useInputs(
    ({ documents, opened, running, runningBindings, minor, server, defaultPolicy, ways, access }) =>
      of?.documents === documents &&
      of.running === running &&
      of.runningBindings === runningBindings &&
      of.ways === ways &&
      of.access.asker === access.asker &&
      of.opened === opened &&
      of.minor === minor &&
      of.server === server &&
      of.defaultPolicy === defaultPolicy,
  );
  return {
    bundle: wanted && fits ? made?.bundle : undefined,
    current: current && of?.options === options && of.user === user,
    problem,
  };
}

type AskedInputs = Pick<
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
>;

interface Asked extends AskedInputs {
  readonly options: ExportOptions;
  readonly user: ExportRequest["user"];
}

function selectAsked(inputs: Inputs): AskedInputs {
  const { documents, opened, running, runningBindings, minor, server } = inputs;
  const { defaultPolicy, ways, access } = inputs;
  // What runs is in the report: what the change gives and takes.
  return {
    ...{ documents, opened, running, runningBindings, minor, server },
    ...{ defaultPolicy, ways, access: askedOf(access) },
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

/** Whether an element has been on the screen since `placed`: before that, what will stand above it has no height yet. */
export function useSeen(element: RefObject<HTMLElement | null>, placed: boolean): boolean {
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
  return seen;
}

const problems = {
  stopped:
    "This took longer than 5 seconds and was stopped. What you see belongs to an earlier text.",
  failed: "The files could not be made, which is our mistake.",
  unavailable: "The files cannot be made: the engine did not load.",
} as const;
