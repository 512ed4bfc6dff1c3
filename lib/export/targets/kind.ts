import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { certificatesStay, reloadRules, serverChecks, versionDemand } from "./shared.ts";
import { directory } from "./static-pod.ts";

/** kind: kubernetes-sigs/kind pkg/cluster/internal/kubeadm/config.go and pkg/internal/patch. */
export const kind: ExportTarget = { id: "kind", title: "kind", export: exportKind };

function exportKind(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderConfiguration(input.configuration, input.comments, {
    ...versionDemand(input.minor),
    anonymous: sinceField(input.minor, keepProbesOpen),
  });
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
        "$ kind create cluster --config kind.yaml",
        "The issuer must be reachable from the node's container, by https and with an authority that the configuration names.",
        "Every control-plane node needs the mount; repeat extraMounts for each.",
        ...reloadRules,
      ],
      check: serverChecks(input.minor),
      rollback: ["$ kind delete cluster", "and create it without the patch."],
      oldWay: certificatesStay,
    },
  };
}

// kind chooses the version of kubeadm's configuration itself, so the patch names none; the map form of extraArgs is
// read by both.
const patch = writeYaml({
  kind: "ClusterConfiguration",
  apiServer: {
    extraArgs: { "authentication-config": `${directory}/config.yaml` },
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
