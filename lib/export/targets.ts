import { decodeConfiguration } from "../authn/decode.ts";
import { newestMinor } from "../kube/minor.ts";
import { aks } from "./targets/aks.ts";
import { clusterApi } from "./targets/cluster-api.ts";
import { cozystack } from "./targets/cozystack.ts";
import { eks } from "./targets/eks.ts";
import { eksAnywhere } from "./targets/eks-anywhere.ts";
import { exoscale } from "./targets/exoscale.ts";
import { gardener } from "./targets/gardener.ts";
import { k0s } from "./targets/k0s.ts";
import { k3d } from "./targets/k3d.ts";
import { k3s } from "./targets/k3s.ts";
import { kamaji } from "./targets/kamaji.ts";
import { karmada } from "./targets/karmada.ts";
import { kcp } from "./targets/kcp.ts";
import { kind } from "./targets/kind.ts";
import { kops } from "./targets/kops.ts";
import { kubeadm } from "./targets/kubeadm.ts";
import { kubeone } from "./targets/kubeone.ts";
import { kubermatic } from "./targets/kubermatic.ts";
import { kubespray } from "./targets/kubespray.ts";
import { microk8s } from "./targets/microk8s.ts";
import { minikube } from "./targets/minikube.ts";
import { oke } from "./targets/oke.ts";
import { hypershift, openshift } from "./targets/openshift.ts";
import { ovhcloud } from "./targets/ovhcloud.ts";
import { pinniped } from "./targets/pinniped.ts";
import { rke2 } from "./targets/rke2.ts";
import { scaleway } from "./targets/scaleway.ts";
import { staticPod } from "./targets/static-pod.ts";
import { talos } from "./targets/talos.ts";
import { talosPatch } from "./targets/talos-patch.ts";
import { vcluster } from "./targets/vcluster.ts";
import type { ExportInput, ExportTarget, TargetExport } from "./types.ts";

/** Every kind of cluster that files are made for, in the order of `clusterTargets`. */
export const targets: readonly ExportTarget[] = [
  staticPod,
  kubeadm,
  kubespray,
  clusterApi,
  kind,
  minikube,
  k3s,
  rke2,
  k0s,
  microk8s,
  talos,
  talosPatch,
  gardener,
  openshift,
  hypershift,
  pinniped,
  aks,
  kubermatic,
  cozystack,
  kamaji,
  vcluster,
  k3d,
  oke,
  kops,
  kubeone,
  karmada,
  kcp,
  eks,
  eksAnywhere,
  scaleway,
  ovhcloud,
  exoscale,
];

/** A target by its id; the plain static pod if the id is unknown. */
function findTarget(id: string): ExportTarget {
  return targets.find((target) => target.id === id) ?? staticPod;
}

/** The files of one target, or why there are none. */
export type TargetResult =
  | { readonly kind: "files"; readonly target: TargetExport }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * The files for a target. Of a configuration that cannot be read there are none: an empty one in its place would be valid,
 * and would lock everybody out or let everybody in.
 */
export function exportTarget(input: ExportInput, targetId: string): TargetResult {
  // The newest server knows every field and version; whether the target's does, is asked elsewhere.
  const result = decodeConfiguration(input.configuration, newestMinor);
  if (result.kind === "failed")
    return {
      kind: "refused",
      reason: `The configuration cannot be read, so no files are made of it: ${result.message}`,
    };
  const target = findTarget(targetId).export({ ...input, decoded: result.decoded });
  return { kind: "files", target };
}
