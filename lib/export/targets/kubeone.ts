import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { certificatesStay, minimumFor, renderForServer, serverChecks } from "./shared.ts";

/**
 * KubeOne: the feature authenticationConfiguration distributes the file (docs.kubermatic.com/kubeone/v1.15, guide
 * "Structured Authentication Configuration"). The names of the feature's fields were not seen: no manifest is written.
 */
export const kubeone: ExportTarget = { id: "kubeone", export: exportKubeone };

const apply = command`kubeone apply --manifest kubeone.yaml`;

function exportKubeone(input: ReadableInput): TargetExport {
  // It makes its control planes with kubeadm.
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  return {
    files: [{ path: "authn/config.yaml", language: "yaml", text: rendered.text }],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(rendered, "KubeOne 1.15, Kubernetes 1.30"),
      activation:
        "kubeone apply validates the file and distributes it to every control-plane node.",
      location: "No place of yours: KubeOne puts the file on the nodes",
      order: [
        "How the fields of the feature are called is not proved here, so that no manifest is written: see them in the example that KubeOne prints.",
        command`kubeone config print --full`,
        "Set the feature authenticationConfiguration of the KubeOneCluster to authn/config.yaml.",
        "Take the feature openidConnect out, if it is there: KubeOne refuses both together.",
        "Then apply the manifest:",
        apply,
      ],
      bindings: "before",
      later: ["Apply again; KubeOne rolls the changed file out:", apply],
      check: serverChecks(input.minor, { hash: undefined }),
      rollback: [
        "Take the feature authenticationConfiguration out again, and put openidConnect back if it was there.",
        "Then apply the manifest:",
        apply,
      ],
      oldWay: `${certificatesStay} \`kubeone kubeconfig\` prints an administrator's.`,
    },
  };
}
