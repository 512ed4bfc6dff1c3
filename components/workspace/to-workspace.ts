import type { Example } from "@/lib/examples/example.ts";
import { formatMinor, newestMinor, parseMinor } from "@/lib/kube/minor.ts";
import { type Workspace, workspaceVersion } from "@/lib/workspace/workspace.ts";
import type { ExportOptions } from "./export-options.ts";
import { emptyInputs, type Inputs } from "./inputs.ts";

/** Which workspace the inputs are. */
export interface WorkspaceHead {
  readonly id: string;
  readonly name: string;
}

/** What of the inputs outlives a reload. Secrets in texts are not masked yet; `changed` is in milliseconds since 1970. */
export function toWorkspace(inputs: Inputs, head: WorkspaceHead, changed: number): Workspace {
  const { documents, server, clock, example, running, runningBindings, namespace } = inputs;
  return {
    apiVersion: workspaceVersion,
    kind: "Workspace",
    ...head,
    changed,
    cluster: {
      version: formatMinor(inputs.minor),
      target: server.target,
      authorizationModes: server.authorizationModes,
      ...(server.serviceAccountIssuers !== undefined && {
        serviceAccountIssuers: server.serviceAccountIssuers,
      }),
    },
    configuration: documents.configuration,
    bindings: documents.bindings,
    running: {
      ...(running !== undefined && { configuration: running }),
      ...(runningBindings !== undefined && { bindings: runningBindings }),
    },
    // A moment of a token's life is a claim of it.
    ...(clock.kind === "at" && clock.of !== "token" && { now: clock.seconds }),
    ...(namespace !== undefined && { namespace }),
    defaultPolicy: inputs.defaultPolicy,
    export: toExport(inputs.exportOptions),
    ...(inputs.tests.trim() !== "" && { tests: inputs.tests }),
    ...(example !== undefined && {
      example: {
        id: example.id,
        ...(example.token !== undefined && { token: example.token }),
        edited: example.edited,
      },
    }),
  };
}

/** Everything in a workspace but its name and when it was changed, to be compared. */
export function contentOf({ id, name, changed, ...rest }: Workspace): string {
  return JSON.stringify(rest);
}

/** The inputs of a workspace, without a token and without keys. */
export function toInputs(workspace: Workspace): Inputs {
  const { cluster, running, now, namespace, example } = workspace;
  const { serviceAccountIssuers } = cluster;
  return {
    ...emptyInputs,
    documents: { configuration: workspace.configuration, bindings: workspace.bindings },
    minor: parseMinor(cluster.version) ?? newestMinor,
    server: {
      target: cluster.target,
      authorizationModes: cluster.authorizationModes,
      ...(serviceAccountIssuers !== undefined && { serviceAccountIssuers }),
    },
    running: running.configuration,
    runningBindings: running.bindings,
    clock: now === undefined ? { kind: "now" } : { kind: "at", seconds: now },
    ...(namespace !== undefined && { namespace }),
    defaultPolicy: workspace.defaultPolicy,
    exportOptions: workspace.export,
    tests: workspace.tests ?? "",
    ...(example !== undefined && { example }),
  };
}

/**
 * The inputs with what their example brings again: its keys, and the token that was looked at if it was one of its own.
 * Without that token the moment of the example says nothing: the clock is the present. `example` is undefined if there is
 * no such example any more.
 */
export function restoreExample(inputs: Inputs, example: Example | undefined): Inputs {
  const { clock, example: mark } = inputs;
  if (mark === undefined) return inputs;
  if (example === undefined) return { ...inputs, clock: { kind: "now" }, example: undefined };
  const token = example.tokens.find(({ id }) => id === mark.token);
  const isItsMoment = clock.kind === "at" && clock.seconds === example.now;
  return {
    ...inputs,
    token: token?.text ?? "",
    keys: example.keys,
    clock: !isItsMoment
      ? clock
      : token === undefined
        ? { kind: "now" }
        : { ...clock, of: "example" },
  };
}

function toExport({
  kubeadm,
  rancherBuild,
  object,
  ...options
}: ExportOptions): Workspace["export"] {
  return {
    ...options,
    ...(kubeadm !== undefined && { kubeadm }),
    ...(rancherBuild !== undefined && { rancherBuild }),
    ...(object !== undefined && object !== "" && { object }),
  };
}
