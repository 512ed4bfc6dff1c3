/** What other software said of a target's files: `npm run verify`, with its results in docs/verified.md. */
export function verifiedBy(target: string): string {
  return readers.get(target) ?? "not read by other software yet: from its documents alone";
}

const date = "2026-11-28";
const file = `k8s.io/apiserver v0.37.1, ${date}`;

/** One row a target; scripts/verify/readers.test.ts holds them equal to the checks. */
const readers: ReadonlyMap<string, string> = new Map([
  ["static-pod", file],
  ["kubeadm", `${file}; kubeadm 1.37.1`],
  ["kubespray", `${file}; Kubespray's own task, of a clone`],
  ["cluster-api", `${file}; the CRD of Cluster API v1.14.2`],
  ["kind", `${file}; kind v0.33.0`],
  ["minikube", `${file}; its flag from its documents alone`],
  ["k3s", `${file}; config.yaml by k3s of a clone`],
  ["rke2", `${file}; config.yaml by RKE2 of a clone`],
  ["k0s", `${file}; k0s of a clone`],
  ["microk8s", `${file}; its arguments from its documents alone`],
  ["talos", `${file}; Talos machinery v1.14.1`],
  ["talos-1.13", `${file}; Talos machinery v1.13.0`],
  ["gardener", `${file}; Gardener v1.130.0`],
  ["kubermatic", `${file}; its objects from its source alone`],
  ["cozystack", `${file}; its object from its documents alone`],
  ["kamaji", `${file}; its object from its source alone`],
  ["vcluster", `${file}; its values from its chart alone`],
  ["k3d", `${file}; k3d.yaml from its documents alone`],
  ["oke", `${file}; its option from its API's documents alone`],
  ["openshift", "the CRD of openshift/api 2a3d739 with its rules of CEL, 2026-11-29"],
  ["hypershift", "the CRD of openshift/api 2a3d739 with its rules of CEL, 2026-11-29"],
  ["kops", `${file}; the CRD of kOps 268927e`],
  ["kubeone", `${file}; its manifest is not written`],
  ["karmada", `${file}; the CRD of Karmada f8fdd02`],
  ["kcp", "the CRD of kcp dac74f5 with its rules of CEL, 2026-11-29"],
  ["eks", "the types of aws-sdk-go-v2/service/eks v1.105.6, 2026-11-29"],
  ["eks-anywhere", "the CRD of EKS Anywhere aebd9a0, 2026-11-29"],
  ["scaleway", "hcl v2.25.0 and the types of scaleway-sdk-go v1.39.0, 2026-11-29"],
  ["ovhcloud", "hcl v2.25.0, 2026-11-29; names from its documents alone"],
  ["exoscale", "hcl v2.25.0, 2026-11-29; names from its documents alone"],
  ["pinniped", "the CRD of Pinniped 66e2f56, 2026-11-29"],
]);
