import { anonymousUsableSince } from "../kube/configuration-versions.ts";
import type { Minor } from "../kube/minor.ts";
import type { AnonymousChange, AnonymousField, ConfigurationDemand } from "./configuration.ts";

/**
 * What each kind of cluster needs of the field `anonymous`. A wrong answer leaves it without API server: probes are
 * unauthenticated requests in some distributions, and others pass a flag that excludes the field.
 * Facts: kubeadm cmd/kubeadm/app/phases/controlplane/manifests.go; kubernetes/kubeadm#798, #3174;
 * k3s-io/k3s#12245; siderolabs/talos control_plane_final.go; kubernetes/kubernetes pkg/kubeapiserver/options/authentication.go.
 */

/** Unauthenticated probes of the kubelet, on kubeadm and what is made with it. */
const healthPaths = ["/livez", "/readyz", "/healthz"] as const;

/** Decides what becomes of the field, by what it is. */
export type AnonymousPolicy = ConfigurationDemand["anonymous"];

/** A policy for a version that may not have the field: it came with 1.32 (behind a closed gate in 1.31). */
export function sinceField(minor: Minor, policy: AnonymousPolicy): AnonymousPolicy {
  return minor >= anonymousUsableSince
    ? policy
    : forbid(
        "the field can be used from Kubernetes 1.32 on, and an older server does not start with it; who may come without credentials is said by --anonymous-auth there, which is true if it is not given",
      );
}

/** The field may stay away; if it is there, the health paths must be open. */
export const keepProbesOpen: AnonymousPolicy = (current) =>
  current ? openProbes(current) : undefined;

/** The field must be there, with the health paths open. */
export const requireProbes: AnonymousPolicy = (current) =>
  current
    ? openProbes(current)
    : {
        to: { enabled: true, conditions: healthPaths.map((path) => ({ path })) },
        reason: "this file replaces the built-in default, whose three health paths the probes need",
      };

/** The field must not be there: the distribution passes --anonymous-auth, which excludes it. */
export function forbid(reason: string): AnonymousPolicy {
  return (current) => (current ? { to: undefined, reason } : undefined);
}

/** The field must be there, closed if the file says nothing else. */
export function closeByDefault(reason: string): AnonymousPolicy {
  return (current) => (current ? undefined : { to: { enabled: false }, reason });
}

/** `kubeadm join` by token reads this before it has credentials (kubernetes/kubeadm#1105). */
export const clusterInfoPath = "/api/v1/namespaces/kube-public/configmaps/cluster-info";

function openProbes(current: AnonymousField): AnonymousChange | undefined {
  const open = current.conditions?.map(({ path }) => path) ?? [];
  if (current.enabled && open.length === 0) return undefined;
  const missing = healthPaths.filter((path) => !current.enabled || !open.includes(path));
  if (missing.length === 0) return undefined;
  const kept = current.enabled ? open : [];
  return {
    to: { enabled: true, conditions: [...kept, ...missing].map((path) => ({ path })) },
    reason:
      "the kubelet's probes ask the health paths without credentials, and a 401 restarts the API server without end",
  };
}
