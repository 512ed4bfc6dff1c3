import { formatMinor } from "../../kube/minor.ts";
import { clusterInfoPath, keepProbesOpen, sinceField } from "../anonymous.ts";
import type { RenderedConfiguration } from "../configuration.ts";
import { command } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  certificatesStay,
  excludedFlags,
  exportWithFile,
  placeFile,
  renderForServer,
} from "./shared.ts";
import { directory, manifestCopies, whileDown } from "./static-pod.ts";

/**
 * kubeadm: a piece of ClusterConfiguration, and a patch for the static pod.
 * Shapes: kubernetes cmd/kubeadm/app/apis/kubeadm/{v1beta3,v1beta4}/types.go; which version is read when:
 * cmd/kubeadm/app/util/config/common.go (v1beta4 from 1.31 on, v1beta3 up to 1.36).
 */
export const kubeadm: ExportTarget = { id: "kubeadm", export: exportKubeadm };

function exportKubeadm(input: ReadableInput): TargetExport {
  const { minor } = input;
  const rendered = renderForServer(input, sinceField(minor, keepProbesOpen));
  const version = input.options?.kubeadm ?? (minor === 30 ? "v1beta3" : "v1beta4");
  const read = version === "v1beta3" ? minor <= 36 : minor >= 31;
  return exportWithFile(minor, rendered, {
    files: [
      { path: "cluster-configuration.yaml", language: "yaml", text: clusterConfiguration(version) },
      { path: "patches/kube-apiserver0+json.yaml", language: "yaml", text: jsonPatch },
    ],
    problems: read ? [] : [`kubeadm ${formatMinor(minor)} does not read ${version}.`],
    guide: {
      activation:
        "kubeadm writes the static pod's manifest, the kubelet restarts it once; the file itself is reloaded from then on.",
      location: `${directory}/config.yaml on every control-plane node`,
      order: [
        ...placeFile(directory),
        "New cluster: merge cluster-configuration.yaml into the file that `kubeadm init --config` reads, and apply the role bindings after it. It is a piece: by itself it would leave everything else at its default.",
        "Running cluster: edit the cluster's own configuration, or the next kubeadm upgrade takes the flag away:",
        command`kubectl -n kube-system get configmap kubeadm-config -o jsonpath='{.data.ClusterConfiguration}' > kubeadm.yaml`,
        ...excludedFlags(rendered, "In the same edit"),
        manifestCopies,
        "Add what cluster-configuration.yaml has under apiServer to kubeadm.yaml, then keep it and write the manifest, one control-plane node at a time; wait for readyz before the next:",
        ...writeManifest,
        "Or, where patches are in use, and not both: name the directory patches in InitConfiguration, JoinConfiguration or UpgradeConfiguration under patches.directory. A strategic patch would replace the whole command, so it is a JSON patch.",
        ...joinNote(rendered),
      ],
      rollback: [
        "Take the same lines out of kubeadm.yaml, or the patch out of its directory, and write the manifest again, one control-plane node at a time:",
        ...writeManifest,
        whileDown,
      ],
      oldWay: `${certificatesStay} /etc/kubernetes/admin.conf has an administrator's certificate.`,
    },
  });
}

const writeManifest = [
  command`kubeadm init phase upload-config kubeadm --config kubeadm.yaml`,
  command`kubeadm init phase control-plane apiserver --config kubeadm.yaml`,
];

/** Where only some paths are open, joining nodes may find theirs closed: a sentence, if so. */
export function joinNote({ anonymous }: RenderedConfiguration): string[] {
  const open = anonymous?.conditions?.map(({ path }) => path) ?? [];
  if (anonymous === undefined || open.length === 0 || open.includes(clusterInfoPath)) return [];
  return [
    `kubeadm join by token reads the ConfigMap cluster-info without credentials: where nodes are to join that way, add ${clusterInfoPath} to the conditions of anonymous as well.`,
  ];
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
      extraVolumes: [authnVolume],
    },
  });
}

/** kubeadm's HostPathMount. */
export const authnVolume = {
  name: "authn",
  hostPath: directory,
  mountPath: directory,
  readOnly: true,
  pathType: "Directory",
} as const;

// RFC 6902.
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
