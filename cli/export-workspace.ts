import { createEngine } from "../lib/engine/engine.ts";
import type { Bundle } from "../lib/export/bundle.ts";
import type { TargetOptions } from "../lib/export/types.ts";
import { type Minor, newestMinor } from "../lib/kube/minor.ts";
import type { LoadedWorkspace } from "../lib/workspace/tests/follow-paths.ts";

/** The files for the kind of cluster of a workspace, on a version or the newest of the workspace. `running` is what runs. */
export function exportWorkspace(
  workspace: LoadedWorkspace,
  minor?: Minor,
  running?: LoadedWorkspace,
): Promise<Bundle> {
  return createEngine().export(
    {
      minor: minor ?? workspace.versions.at(-1) ?? newestMinor,
      configuration: workspace.configuration,
      bindings: workspace.bindings,
      token: "",
      keys: {},
      now: workspace.now,
      target: workspace.target,
      authorizationModes: workspace.authorizationModes,
      disallowedIssuers: workspace.serviceAccountIssuers,
      defaultPolicy: workspace.defaultPolicy,
      ...(running && { running: running.configuration }),
      // A configuration alone says nothing of the bindings that the cluster has.
      ...(running && running.bindings.trim() !== "" && { runningBindings: running.bindings }),
    },
    {
      comments: "kept",
      cluster: {
        name: workspace.names?.cluster ?? "cluster",
        server: workspace.names?.server ?? "https://<server>:6443",
      },
      options: optionsOf(workspace.names ?? {}),
    },
  );
}

function optionsOf({ namespace, object, shoot, kubeadm }: Names): TargetOptions {
  return {
    object: {
      ...(namespace !== undefined && { namespace }),
      ...(object !== undefined && { name: object }),
    },
    ...(shoot !== undefined && {
      gardener: { shoot, namespace: namespace ?? "garden-<project>" },
    }),
    ...((kubeadm === "v1beta4" || kubeadm === "v1beta3") && { kubeadm }),
  };
}

type Names = Readonly<Record<string, string>>;
