import { keepProbesOpen, sinceField } from "../anonymous.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import {
  certificatesStay,
  excludedFlags,
  exportWithFile,
  placeFile,
  renderForServer,
  restoreFlags,
} from "./shared.ts";

/** Any cluster whose kube-apiserver is a static pod that its owner edits by hand. */
export const staticPod: ExportTarget = { id: "static-pod", export: exportStaticPod };

/** Where the file lies, on the node and in the pod. */
export const directory = "/etc/kubernetes/authn";

function exportStaticPod(input: ReadableInput): TargetExport {
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  return exportWithFile(input.minor, rendered, {
    files: [{ path: "kube-apiserver.additions.yaml", language: "yaml", text: additions }],
    guide: {
      activation:
        "The kubelet restarts the static pod once when its manifest changes; the file itself is reloaded from then on.",
      location: `${directory}/config.yaml on every control-plane node`,
      order: [
        ...placeFile(directory),
        manifestCopies,
        "Add the three pieces of kube-apiserver.additions.yaml to /etc/kubernetes/manifests/kube-apiserver.yaml, one node at a time, in a copy that is moved into place.",
        ...excludedFlags(rendered),
        "The kubelet restarts the pod when the manifest is in place; wait for readyz before the next node.",
      ],
      rollback: [
        "Take the flag, the mount and the volume out again, in a copy of the manifest.",
        restoreFlags,
        "Move it into place; the kubelet restarts the pod.",
        whileDown,
      ],
      oldWay: certificatesStay,
    },
  });
}

export const manifestCopies =
  "Keep copies of the manifest outside /etc/kubernetes/manifests: the kubelet runs every file in that directory.";

export const whileDown =
  "While the API server is down, `crictl ps -a`, `crictl logs` and /var/log/pods on the node tell why.";

// A directory and not the file: a rename gives the file a new inode, which a mounted file never sees.
const additions = `# Pieces to add to /etc/kubernetes/manifests/kube-apiserver.yaml. The directory is mounted, not the file, so that a
# file renamed into place is seen.
spec:
  containers:
  - name: kube-apiserver
    command:
    # … keep what is there and add:
    - --authentication-config=${directory}/config.yaml
    volumeMounts:
    # … keep what is there and add:
    - name: authn
      mountPath: ${directory}
      readOnly: true
  volumes:
  # … keep what is there and add:
  - name: authn
    hostPath:
      path: ${directory}
      type: Directory
`;
