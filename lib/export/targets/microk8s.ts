import { sinceField } from "../anonymous.ts";
import { command, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import {
  certificatesStay,
  excludedFlags,
  exportWithFile,
  renderForServer,
  restoreFlags,
} from "./shared.ts";

/**
 * MicroK8s: the API server is part of kubelite and reads its arguments from a file of the snap. Until RBAC is enabled
 * it is started with --authorization-mode=AlwaysAllow (canonical/microk8s microk8s-resources/default-args/kube-apiserver,
 * microk8s-resources/actions/common/utils.sh).
 */
export const microk8s: ExportTarget = { id: "microk8s", export: exportMicrok8s };

const folder = "/var/snap/microk8s/current/args";
const flag = `--authentication-config=${folder}/authn.yaml`;

function exportMicrok8s(input: ReadableInput): TargetExport {
  const rendered = renderForServer(
    input,
    sinceField(input.minor, () => undefined),
  );
  return exportWithFile(input.minor, rendered, {
    files: [],
    problems: [
      "Until RBAC is enabled, MicroK8s allows everything to every user who gets in: each token that this file accepts would be an administrator's. Enable it first.",
    ],
    guide: {
      activation: "Restart kubelite once on every node; the file itself is reloaded from then on.",
      location: `${folder}/authn.yaml on every node that runs the API server; a strict snap reads nothing outside its own folders`,
      order: [
        "Enable RBAC, before the server is told of the file:",
        command`microk8s enable rbac`,
        "Copy this folder to every node that runs the API server, and there put the file in its place:",
        command`install -m 0644 authn/config.yaml ${word(`${folder}/authn.yaml`)}`,
        "Add the flag to the arguments, one node at a time:",
        command`echo ${word(flag)} >> ${word(`${folder}/kube-apiserver`)}`,
        ...excludedFlags(rendered),
        "Restart, and wait for readyz before the next node:",
        command`snap restart microk8s.daemon-kubelite`,
      ],
      rollback: [
        "Take the flag out again, one node at a time:",
        command`sed -i '/^--authentication-config=/d' ${word(`${folder}/kube-apiserver`)}`,
        restoreFlags,
        "Restart:",
        command`snap restart microk8s.daemon-kubelite`,
      ],
      oldWay: `${certificatesStay} \`microk8s config\` prints an administrator's kubeconfig.`,
    },
  });
}
