import { clusterApi } from "./targets/cluster-api.ts";
import { gardener } from "./targets/gardener.ts";
import { k0s } from "./targets/k0s.ts";
import { k3s } from "./targets/k3s.ts";
import { kind } from "./targets/kind.ts";
import { kubeadm } from "./targets/kubeadm.ts";
import { kubespray } from "./targets/kubespray.ts";
import { microk8s } from "./targets/microk8s.ts";
import { minikube } from "./targets/minikube.ts";
import { rke2 } from "./targets/rke2.ts";
import { staticPod } from "./targets/static-pod.ts";
import { talos } from "./targets/talos.ts";
import { talosPatch } from "./targets/talos-patch.ts";
import type { ExportTarget } from "./types.ts";

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
];

/** A target by its id; the plain static pod where the id is unknown. */
export function findTarget(id: string): ExportTarget {
  return targets.find((target) => target.id === id) ?? staticPod;
}
