import { keepProbesOpen, sinceField } from "../anonymous.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { authnVolume } from "./kubeadm.ts";
import { certificatesStay, reloadRules, renderForServer, serverChecks } from "./shared.ts";
import { directory } from "./static-pod.ts";

/** kind: kubernetes-sigs/kind pkg/cluster/internal/kubeadm/config.go and pkg/internal/patch. */
export const kind: ExportTarget = { id: "kind", export: exportKind };

function exportKind(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderForServer(
    input,
    sinceField(input.minor, keepProbesOpen),
  );
  return {
    files: [
      { path: "authn/config.yaml", language: "yaml", text },
      { path: "kind.yaml", language: "yaml", text: cluster },
    ],
    changes,
    problems,
    guide: {
      minimum: "A node image of Kubernetes 1.30",
      activation:
        "The cluster is made with it; later edits of authn/config.yaml on the host are reloaded.",
      location: `${directory}/config.yaml in every control-plane node's container, mounted from ./authn`,
      order: [
        "Run kind where the directory authn lies: a relative hostPath is taken from kind's own working directory.",
        "The issuer must be reachable from the node's container, by https and with an authority that the configuration names.",
        "$ kind create cluster --config kind.yaml",
        "Every further control-plane node needs the same extraMounts.",
        ...reloadRules,
      ],
      check: serverChecks(input.minor),
      rollback: [
        "The cluster is made anew, without kubeadmConfigPatches in kind.yaml:",
        "$ kind delete cluster",
        "$ kind create cluster",
      ],
      oldWay: certificatesStay,
    },
  };
}

// kind chooses the version of kubeadm's configuration itself, so the patch names none; the map form of extraArgs is
// read by both: kind converts it where it writes v1beta4.
const patch = writeYaml({
  kind: "ClusterConfiguration",
  apiServer: {
    extraArgs: { "authentication-config": `${directory}/config.yaml` },
    extraVolumes: [authnVolume],
  },
});

const cluster = writeYaml({
  kind: "Cluster",
  apiVersion: "kind.x-k8s.io/v1alpha4",
  nodes: [
    {
      role: "control-plane",
      extraMounts: [{ hostPath: "./authn", containerPath: directory, readOnly: true }],
      kubeadmConfigPatches: [patch],
    },
  ],
});
