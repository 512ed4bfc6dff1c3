import { forbid } from "../anonymous.ts";
import { command } from "../shell.ts";
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

/**
 * k0s: the API server is a process of the controller and reads the file where it lies. Up to 1.36.2 it always gets
 * --anonymous-auth=false (k0sproject/k0s pkg/component/controller/apiserver.go, #7976).
 */
export const k0s: ExportTarget = { id: "k0s", export: exportK0s };

const directory = "/etc/k0s/authn";

function exportK0s(input: ReadableInput): TargetExport {
  const rendered = renderForServer(
    input,
    forbid(
      "k0s passes --anonymous-auth=false, which excludes the field (from 1.36.3 on only if the file has none) and closes anonymous requests already",
    ),
  );
  return exportWithFile(input.minor, rendered, {
    files: [{ path: "k0s.additions.yaml", language: "yaml", text: additions }],
    guide: {
      activation:
        "Restart k0scontroller once on every controller; the file itself is reloaded from then on.",
      location: `${directory}/config.yaml on every controller, which the user kube-apiserver must be able to read`,
      order: [
        ...placeFile(directory, "controller"),
        "Add what k0s.additions.yaml holds to /etc/k0s/k0s.yaml, to extraArgs if they are there.",
        ...excludedFlags(rendered),
        "Restart, one controller at a time; wait for readyz before the next:",
        command`systemctl restart k0scontroller`,
      ],
      rollback: [
        "Take the argument out of /etc/k0s/k0s.yaml again.",
        restoreFlags,
        "Restart, one controller at a time:",
        command`systemctl restart k0scontroller`,
      ],
      oldWay: `${certificatesStay} \`k0s kubeconfig admin\` prints an administrator's.`,
    },
  });
}

const additions = writeYaml({
  apiVersion: "k0s.k0sproject.io/v1beta1",
  kind: "ClusterConfig",
  spec: { api: { extraArgs: { "authentication-config": `${directory}/config.yaml` } } },
});
