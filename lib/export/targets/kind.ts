import { formatMinor } from "../../kube/minor.ts";
import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { authnVolume } from "./kubeadm.ts";
import { certificatesStay, exportWithFile, minimumFor, renderForServer } from "./shared.ts";
import { directory } from "./static-pod.ts";

/** kind: kubernetes-sigs/kind pkg/cluster/internal/kubeadm/config.go and pkg/internal/patch. */
export const kind: ExportTarget = { id: "kind", export: exportKind };

function exportKind(input: ReadableInput): TargetExport {
  const { minor } = input;
  const rendered = renderForServer(input, sinceField(minor, keepProbesOpen));
  const image = word(`kindest/node:v${formatMinor(minor)}.<patch>`);
  return exportWithFile(minor, rendered, {
    files: [{ path: "kind.yaml", language: "yaml", text: cluster }],
    guide: {
      minimum: minimumFor(rendered, "A node image of Kubernetes 1.30"),
      activation:
        "The cluster is made with it; later edits of authn/config.yaml on the host are reloaded.",
      location: `${directory}/config.yaml in every control-plane node's container, mounted from ./authn`,
      order: [
        "The issuer must be reachable from the node's container, by https and with an authority that the configuration names or the image trusts.",
        "Every further control-plane node in kind.yaml needs the same extraMounts.",
        "Run kind in the folder that has the directory authn: a relative hostPath is taken from kind's own working directory. Without --image it takes the one version that it was released with:",
        command`kind create cluster --config kind.yaml --image ${image}`,
      ],
      bindings: "after",
      rollback: [
        "The cluster is made anew, without kubeadmConfigPatches in kind.yaml:",
        command`kind delete cluster`,
        command`kind create cluster --image ${image}`,
      ],
      oldWay: `${certificatesStay} kind writes an administrator's certificate into the kubeconfig.`,
    },
  });
}

// kind chooses the version of kubeadm's configuration itself, so the patch names none; the map form of extraArgs is
// read by both: kind converts it if it writes v1beta4.
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
