import type { Minor } from "./minor.ts";

/** The usual value of --authorization-mode. */
export const defaultAuthorizationModes = ["Node", "RBAC"] as const;

/** A kind of cluster, as far as it changes what a configuration may say. */
export interface ClusterTarget {
  readonly id: string;
  readonly title: string;
  /**
   * Issuers of the cluster's own service-account tokens unless others are set. The configuration may not name one of
   * them. Empty if there is no default that all clusters of the kind share.
   */
  readonly serviceAccountIssuers: readonly string[];
  /** What the kind of cluster makes of the field `anonymous`. */
  readonly anonymous: AnonymousStance;
  /** Why, in a sentence. */
  readonly anonymousReason: string;
  /** Whether requests without credentials must reach the health paths: the kubelet's probes have none. */
  readonly probesAreAnonymous: boolean;
  /** Versions of the API that it takes, where it looks at the file itself before the API server does. */
  readonly admits?: readonly ("v1alpha1" | "v1beta1" | "v1")[];
  /** Writes the API version and the kind itself. */
  readonly setsVersion?: "v1beta1" | "v1";
  /** From which minor version of Kubernetes it can use such a file. */
  readonly since: Minor;
  /**
   * If it does not take an AuthenticationConfiguration: "schema" is a schema of its own, "one-issuer" the settings of one
   * issuer, as kube-apiserver's flags.
   */
  readonly takes?: "schema" | "one-issuer";
  /**
   * What the commands of its guide name: the kind of object that is the control plane, and whether it has a namespace. The
   * name of a "Cluster" is the cluster's.
   */
  readonly object?: { readonly kind: string; readonly namespaced: boolean };
}

/**
 * "optional": may be there, must then let the probes through if they are anonymous. "forbidden": the server gets
 * --anonymous-auth, which excludes the field, or the product has no such field. "needed": without it the cluster is more open than before, or its probes
 * fail. "depends": on the build.
 */
export type AnonymousStance = "optional" | "forbidden" | "needed" | "depends";

/** The kinds of clusters, in the order of a menu. */
export const clusterTargets: readonly ClusterTarget[] = [
  {
    id: "static-pod",
    title: "Static pod",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason: "probes of static pods carry no credentials",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "kubeadm",
    title: "kubeadm",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason:
      "kubeadm's probes carry no credentials, and kubeadm join by token reads cluster-info without",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "kubespray",
    title: "Kubespray",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason:
      "Kubespray writes it from kube_api_anonymous_auth if nothing else is said, and kubeadm's probes carry no credentials",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "cluster-api",
    title: "Cluster API",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason:
      "its machines are made with kubeadm, whose probes carry no credentials, and every machine joins by token, which reads cluster-info without",
    probesAreAnonymous: true,
    since: 30,
    object: { kind: "KubeadmControlPlane", namespaced: true },
  },
  {
    id: "kind",
    title: "kind",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason: "kind is made with kubeadm, whose probes carry no credentials",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "minikube",
    title: "minikube",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason: "minikube is made with kubeadm, whose probes carry no credentials",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "k3s",
    title: "k3s",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "depends",
    anonymousReason:
      "builds before May 2025 pass --anonymous-auth=false, which excludes the field; later ones leave it to the file, and without it anonymous requests are let in",
    probesAreAnonymous: false,
    since: 30,
  },
  {
    id: "rke2",
    title: "RKE2",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "depends",
    anonymousReason:
      "builds before mid-2025 pass --anonymous-auth=false, which excludes the field; later ones leave it to the file. Probes use a client certificate",
    probesAreAnonymous: false,
    since: 30,
  },
  {
    id: "k0s",
    title: "k0s",
    serviceAccountIssuers: ["https://kubernetes.default.svc"],
    anonymous: "forbidden",
    anonymousReason:
      "k0s passes --anonymous-auth=false, which excludes the field, except from 1.36.3 on if the file has it",
    probesAreAnonymous: false,
    since: 30,
  },
  {
    id: "microk8s",
    title: "MicroK8s",
    serviceAccountIssuers: ["https://kubernetes.default.svc"],
    anonymous: "optional",
    anonymousReason: "nothing asks the API server without credentials there",
    probesAreAnonymous: false,
    since: 30,
  },
  {
    id: "talos",
    title: "Talos 1.14 and later",
    serviceAccountIssuers: [],
    anonymous: "needed",
    anonymousReason:
      "the document replaces a built-in default that opens the three health paths, and the probes need them",
    probesAreAnonymous: true,
    setsVersion: "v1beta1",
    since: 30,
  },
  {
    id: "talos-1.13",
    title: "Talos up to 1.13",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "Talos passes --anonymous-auth=false, which excludes the field",
    probesAreAnonymous: false,
    since: 30,
  },
  {
    id: "gardener",
    title: "Gardener, Cyso EMK",
    serviceAccountIssuers: [],
    anonymous: "optional",
    anonymousReason: "Gardener honours it, and its probes carry a token",
    probesAreAnonymous: false,
    admits: ["v1alpha1", "v1beta1"],
    since: 30,
  },
  {
    id: "openshift",
    title: "OpenShift",
    // openshift/api config/v1/types_authentication.go: the default of serviceAccountIssuer.
    serviceAccountIssuers: ["https://kubernetes.default.svc"],
    anonymous: "forbidden",
    anonymousReason: "its Authentication has no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "schema",
  },
  {
    id: "hypershift",
    title: "HyperShift, ROSA and ARO HCP",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "the HostedCluster has no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "schema",
    object: { kind: "HostedCluster", namespaced: true },
  },
  {
    id: "pinniped",
    title: "Pinniped, for EKS and GKE",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its JWTAuthenticator has no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "schema",
  },
  {
    id: "aks",
    title: "AKS",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its JWT authenticators have no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "schema",
    object: { kind: "Cluster", namespaced: false },
  },
  {
    id: "kubermatic",
    title: "Kubermatic",
    serviceAccountIssuers: [],
    anonymous: "optional",
    anonymousReason: "what its probes carry is not proved, so that the health paths stay open",
    probesAreAnonymous: true,
    since: 30,
    object: { kind: "Cluster", namespaced: false },
  },
  {
    id: "cozystack",
    title: "Cozystack",
    serviceAccountIssuers: [],
    anonymous: "optional",
    anonymousReason: "its tenants run on Kamaji, whose probes carry no credentials",
    probesAreAnonymous: true,
    since: 30,
    object: { kind: "Kubernetes", namespaced: true },
  },
  {
    id: "kamaji",
    title: "Kamaji",
    serviceAccountIssuers: [],
    anonymous: "optional",
    anonymousReason: "its probes ask /livez without credentials",
    probesAreAnonymous: true,
    since: 30,
    object: { kind: "TenantControlPlane", namespaced: true },
  },
  {
    id: "vcluster",
    title: "vcluster",
    serviceAccountIssuers: [],
    anonymous: "optional",
    anonymousReason: "what its probes carry is not proved, so that the health paths stay open",
    probesAreAnonymous: true,
    since: 30,
    object: { kind: "Virtual cluster", namespaced: true },
  },
  {
    id: "k3d",
    title: "k3d",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "needed",
    anonymousReason:
      "its builds of k3s leave anonymous requests to the file, and without the field they are let in",
    probesAreAnonymous: false,
    since: 30,
  },
  {
    id: "oke",
    title: "Oracle OKE",
    serviceAccountIssuers: [],
    anonymous: "optional",
    anonymousReason: "what its probes carry is not proved, so that the health paths stay open",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "kops",
    title: "kOps",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason:
      "kOps passes --anonymous-auth=false, which excludes the field. Its probes ask through a proxy with a client certificate",
    probesAreAnonymous: false,
    since: 30,
    object: { kind: "Cluster", namespaced: false },
  },
  {
    id: "kubeone",
    title: "KubeOne",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason:
      "KubeOne makes its control planes with kubeadm, whose probes carry no credentials",
    probesAreAnonymous: true,
    since: 30,
  },
  {
    id: "karmada",
    title: "Karmada",
    serviceAccountIssuers: ["https://kubernetes.default.svc.cluster.local"],
    anonymous: "optional",
    anonymousReason: "its probes ask /livez and /readyz without credentials",
    probesAreAnonymous: true,
    since: 30,
    object: { kind: "Karmada", namespaced: true },
  },
  {
    id: "kcp",
    title: "kcp",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its WorkspaceAuthenticationConfiguration has no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "schema",
    object: { kind: "WorkspaceType", namespaced: false },
  },
  {
    id: "eks",
    title: "EKS",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its settings have no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "one-issuer",
    object: { kind: "Cluster", namespaced: false },
  },
  {
    id: "eks-anywhere",
    title: "EKS Anywhere",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its settings have no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "one-issuer",
  },
  {
    id: "scaleway",
    title: "Scaleway Kapsule",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its settings have no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "one-issuer",
  },
  {
    id: "ovhcloud",
    title: "OVHcloud",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its settings have no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "one-issuer",
  },
  {
    id: "exoscale",
    title: "Exoscale SKS",
    serviceAccountIssuers: [],
    anonymous: "forbidden",
    anonymousReason: "its settings have no such field",
    probesAreAnonymous: false,
    since: 30,
    takes: "one-issuer",
  },
];

/** A target by its id; the plain static pod if the id is unknown. */
export function findClusterTarget(id: string): ClusterTarget {
  const found = clusterTargets.find((target) => target.id === id);
  return found ?? (clusterTargets[0] as ClusterTarget);
}
