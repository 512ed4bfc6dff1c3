import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import {
  rancherAnonymous,
  rancherArguments,
  rancherChanges,
  rancherCheck,
  rancherMinimum,
} from "./k3s.ts";
import {
  certificatesStay,
  excludedFlags,
  installCommand,
  reloadRules,
  renderForServer,
  serverChecks,
} from "./shared.ts";

/**
 * RKE2: the API server is a static pod. A file named by a flag is mounted by itself, which a rename makes stale, so a
 * directory is mounted at another path (rancher/rke2 pkg/podtemplate/podtemplate.go, rke2-docs docs/advanced.md).
 */
export const rke2: ExportTarget = { id: "rke2", export: exportRke2 };

const hostDirectory = "/etc/rancher/rke2/authn";
const podDirectory = "/etc/rke2-authn";

function exportRke2(input: ExportInput): TargetExport {
  const rendered = renderForServer(input, rancherAnonymous(input));
  return {
    files: [
      { path: "authn/config.yaml", language: "yaml", text: rendered.text },
      {
        path: "config.yaml",
        language: "yaml",
        text: writeYaml({
          "kube-apiserver-arg": rancherArguments(input, `${podDirectory}/config.yaml`),
          "kube-apiserver-extra-mount": [`${hostDirectory}:${podDirectory}:ro`],
        }),
      },
    ],
    changes: [...rendered.changes, ...rancherChanges(input)],
    problems: rendered.problems,
    guide: {
      minimum: rancherMinimum,
      activation:
        "Restart rke2-server once on every server; the file itself is reloaded from then on.",
      location: `${hostDirectory}/config.yaml on every server, seen by the pod as ${podDirectory}/config.yaml`,
      order: [
        ...excludedFlags(rendered),
        installCommand(hostDirectory),
        "Add what config.yaml holds to /etc/rancher/rke2/config.yaml on every server, to its lists where they are there.",
        "$ systemctl restart rke2-server",
        "Probes carry a client certificate here, so closing anonymous requests does not stop the pod.",
        ...reloadRules,
      ],
      check: [
        ...serverChecks(input.minor),
        rancherCheck,
        "$ grep -oE 'anonymous-auth=[a-z]+' /var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml",
      ],
      rollback: [
        "Take both entries out of /etc/rancher/rke2/config.yaml again.",
        "$ systemctl restart rke2-server",
      ],
      oldWay: `${certificatesStay} /etc/rancher/rke2/rke2.yaml has one.`,
    },
  };
}
