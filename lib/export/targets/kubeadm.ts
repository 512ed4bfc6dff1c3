import { formatMinor } from "../../kube/minor.ts";
import { clusterInfoPath, keepProbesOpen, sinceField } from "../anonymous.ts";
import type { RenderedConfiguration } from "../configuration.ts";
import { command, scriptFile, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  certificatesStay,
  excludedFlags,
  exportWithFile,
  placeFile,
  renderForServer,
  restoreFlags,
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
      ...scriptFile("write-manifest.sh", writeManifest).files,
    ],
    problems: read ? [] : [`kubeadm ${formatMinor(minor)} does not read ${version}.`],
    guide: {
      activation:
        "kubeadm writes the static pod's manifest, the kubelet restarts it once; the file itself is reloaded from then on.",
      location: `${directory}/config.yaml on every control-plane node`,
      order: [
        ...placeFile(directory),
        "New cluster: merge cluster-configuration.yaml into the file that `kubeadm init --config` reads, and apply the role bindings after it. It is a piece: by itself it would leave everything else at its default.",
        "Running cluster: get the cluster's own configuration, or the next kubeadm upgrade takes the flag away:",
        command`kubectl -n kube-system get configmap kubeadm-config -o jsonpath='{.data.ClusterConfiguration}' > kubeadm.yaml`,
        "Add what cluster-configuration.yaml has under apiServer to kubeadm.yaml.",
        ...excludedFlags(rendered),
        "Keep it in the cluster, once:",
        uploadConfig,
        manifestCopies,
        "Write the manifest, one control-plane node at a time, with the same kubeadm.yaml in this folder there. write-manifest.sh adds the endpoint that the node has now, since kubeadm would choose one anew and move the API server; it shows the difference and asks first. Wait for readyz before the next node:",
        command`sh write-manifest.sh`,
        "If patches are in use, name their directory, or they are dropped from the manifest. The flag can be one of them instead of a line of kubeadm.yaml: patches/kube-apiserver0+json.yaml. It is a JSON patch, since a strategic one would replace the whole command.",
        command`sh write-manifest.sh '<directory of patches>'`,
        ...joinNote(rendered),
      ],
      rollback: [
        "Take the same lines out of kubeadm.yaml, or the patch out of its directory.",
        restoreFlags,
        "Keep it in the cluster:",
        uploadConfig,
        "Write the manifest again, one control-plane node at a time, with the directory of patches if there is one:",
        command`sh write-manifest.sh`,
        whileDown,
      ],
      oldWay: `${certificatesStay} /etc/kubernetes/admin.conf has an administrator's certificate.`,
    },
  });
}

const uploadConfig = command`kubeadm init phase upload-config kubeadm --config kubeadm.yaml`;

/**
 * kubeadm fills localAPIEndpoint with the default route's address and port 6443 if the file has none
 * (cmd/kubeadm/app/util/config/initconfiguration.go); the running one is in an annotation of the manifest.
 */
const writeManifest = shell`#!/bin/sh
# Run on a control-plane node, as root: sh write-manifest.sh [directory of patches]
# Writes the manifest of its API server by kubeadm, of kubeadm.yaml and the endpoint that the node has now.
set -eu
cd "$(dirname "$0")"
manifest=\${MANIFESTS:-/etc/kubernetes/manifests}/kube-apiserver.yaml
endpoint=$(sed -n 's/^ *kubeadm\\.kubernetes\\.io\\/kube-apiserver\\.advertise-address\\.endpoint: *//p' "$manifest" | tr -d "\\"'")
if [ -z "$endpoint" ]; then
  echo "$manifest has no annotation with the endpoint; nothing was written" >&2
  exit 1
fi
address=\${endpoint%:*}
address=\${address#[}
{
  cat kubeadm.yaml
  echo '---'
  sed -n 's/^apiVersion:/apiVersion:/p' kubeadm.yaml | head -n 1
  echo 'kind: InitConfiguration'
  echo 'localAPIEndpoint:'
  echo "  advertiseAddress: \\"\${address%]}\\""
  echo "  bindPort: \${endpoint##*:}"
  if [ "$#" -gt 0 ]; then
    echo 'patches:'
    echo "  directory: $1"
  fi
} > node.yaml
trial=$(mktemp -d)
KUBEADM_INIT_DRYRUN_DIR=$trial kubeadm init phase control-plane apiserver --config node.yaml --dry-run
diff -u "$manifest" "$trial/kube-apiserver.yaml" || [ "$?" -eq 1 ]
printf 'Write it? [y/N] ' >&2
read -r answer
[ "$answer" = y ]
kubeadm init phase control-plane apiserver --config node.yaml
`;

/** If only some paths are open, a sentence about the closed paths that joining nodes need. */
export function joinNote({ anonymous }: RenderedConfiguration): string[] {
  const open = anonymous?.conditions?.map(({ path }) => path) ?? [];
  if (anonymous === undefined || open.length === 0 || open.includes(clusterInfoPath)) return [];
  return [
    `kubeadm join by token reads the ConfigMap cluster-info without credentials: if nodes are to join that way, add ${clusterInfoPath} to the conditions of anonymous as well.`,
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
