import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  certificatesStay,
  excludedFlags,
  reloadRules,
  serverChecks,
  versionDemand,
} from "./shared.ts";
import { directory } from "./static-pod.ts";

/**
 * kubeadm: ClusterConfiguration for a new cluster or an upgrade, and a patch for the static pod.
 * Shapes: kubernetes cmd/kubeadm/app/apis/kubeadm/{v1beta3,v1beta4}/types.go.
 */
export const kubeadm: ExportTarget = { id: "kubeadm", title: "kubeadm", export: exportKubeadm };

function exportKubeadm(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderConfiguration(input.configuration, input.comments, {
    ...versionDemand(input.minor),
    anonymous: sinceField(input.minor, keepProbesOpen),
  });
  // v1beta4 came with kubeadm 1.31.
  const version = input.minor === 30 ? "v1beta3" : (input.options?.kubeadm ?? "v1beta4");
  return {
    files: [
      { path: "authn/config.yaml", language: "yaml", text },
      { path: "cluster-configuration.yaml", language: "yaml", text: clusterConfiguration(version) },
      { path: "patches/kube-apiserver0+json.yaml", language: "yaml", text: jsonPatch },
    ],
    changes,
    problems,
    guide: {
      minimum: "Kubernetes 1.30",
      activation:
        "kubeadm writes the static pod's manifest, the kubelet restarts it once; the file itself is reloaded from then on.",
      location: `${directory}/config.yaml on every control-plane node`,
      order: [
        excludedFlags,
        `$ install -D -m 0600 authn/config.yaml ${directory}/config.yaml`,
        "New cluster: merge cluster-configuration.yaml into the file that kubeadm init reads.",
        "Running cluster: put the same extraArgs and extraVolumes into ConfigMap kube-system/kubeadm-config, or the next kubeadm upgrade takes them away:",
        "$ kubectl -n kube-system edit configmap kubeadm-config",
        "then, one control-plane node at a time:",
        `$ kubeadm init phase control-plane apiserver --config cluster-configuration.yaml`,
        "or use the patch: name its directory in InitConfiguration or JoinConfiguration under patches.directory.",
        "kubeadm join by token reads the ConfigMap cluster-info without credentials: where anonymous has conditions, add /api/v1/namespaces/kube-public/configmaps/cluster-info as well.",
        ...reloadRules,
      ],
      check: serverChecks(input.minor),
      rollback: [
        "Take the flag out of kubeadm-config and write the manifest again:",
        "$ kubeadm init phase control-plane apiserver --config cluster-configuration.yaml",
        "Never leave a copy of a manifest in /etc/kubernetes/manifests: the kubelet runs it.",
      ],
      oldWay: `${certificatesStay} /etc/kubernetes/admin.conf is one.`,
    },
  };
}

function clusterConfiguration(version: "v1beta3" | "v1beta4"): string {
  const file = `${directory}/config.yaml`;
  return writeYaml({
    apiVersion: `kubeadm.k8s.io/${version}`,
    kind: "ClusterConfiguration",
    apiServer: {
      // A map up to v1beta3, a list of names and values from v1beta4.
      extraArgs:
        version === "v1beta4"
          ? [{ name: "authentication-config", value: file }]
          : { "authentication-config": file },
      extraVolumes: [
        {
          name: "authn",
          hostPath: directory,
          mountPath: directory,
          readOnly: true,
          pathType: "Directory",
        },
      ],
    },
  });
}

// A strategic patch would replace the whole command, so the flag is appended by JSON patch (RFC 6902).
const jsonPatch = writeYaml([
  {
    op: "add",
    path: "/spec/containers/0/command/-",
    value: `--authentication-config=${directory}/config.yaml`,
  },
  {
    op: "add",
    path: "/spec/containers/0/volumeMounts/-",
    value: { name: "authn", mountPath: directory, readOnly: true },
  },
  {
    op: "add",
    path: "/spec/volumes/-",
    value: { name: "authn", hostPath: { path: directory, type: "Directory" } },
  },
]);
