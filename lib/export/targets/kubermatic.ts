import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, shell, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar, writeYaml } from "../yaml-text.ts";
import { objectWords } from "./object-words.ts";
import { certificatesStay, minimumFor, renderForServer, serverChecks } from "./shared.ts";

/**
 * Kubermatic Kubernetes Platform: a Secret beside the user cluster's control plane, named by the Cluster
 * (kubermatic/kubermatic sdk/apis/kubermatic/v1/cluster.go, pkg/resources/apiserver/authenticationconfiguration.go at 2974df5).
 */
export const kubermatic: ExportTarget = { id: "kubermatic", export: exportKubermatic };

const secretName = "authentication-config";
const secretKey = "config.yaml";

function exportKubermatic(input: ReadableInput): TargetExport {
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  const { name, text } = objectWords(input, { name: "<id>" });
  const namespace = `cluster-${text.name}`;
  const kubectl = shell`kubectl --kubeconfig '<of the seed>'`;
  const apply = command`${kubectl} -n ${word(namespace)} apply -f kubermatic/secret.yaml`;
  const state = command`${kubectl} get cluster ${name} -o jsonpath='{.status.conditions}'`;
  return {
    files: [
      { path: "kubermatic/secret.yaml", language: "yaml", text: secret(rendered.text, namespace) },
      { path: "kubermatic/cluster.patch.yaml", language: "yaml", text: clusterPatch },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(
        rendered,
        "Kubermatic with spec.authenticationConfiguration, Kubernetes 1.30",
      ),
      activation: "Kubermatic mounts the Secret and rolls the user cluster's API server out.",
      location: "No node: the Secret's key is named by the Cluster",
      order: [
        "The files in kubermatic/ go to the seed, whose kubeconfig their commands name; everything else goes to the user cluster, whose kubeconfig KUBECONFIG names.",
        "That the Secret is read in the namespace of the cluster on the seed is not proved by its source here: a Secret that is not found stops the reconciliation with “points to non-existing secret”.",
        "Make the Secret first, and name it in the Cluster:",
        apply,
        command`${kubectl} patch cluster ${name} --type merge --patch-file kubermatic/cluster.patch.yaml`,
        "spec.oidc of the Cluster, if it is there, is not used any more: its issuer works on only if the file names it too.",
      ],
      bindings: "before",
      later: [
        "Apply the changed Secret; whether that alone rolls the API server out is not proved, so look at the check:",
        apply,
      ],
      check: [
        "The Cluster is reconciled without an error:",
        state,
        ...serverChecks(input.minor, {
          hash: undefined,
          log: "The log of the API server, in the cluster's namespace on the seed,",
        }),
      ],
      rollback: [
        "Without the name in the Cluster, everything is as before:",
        command`${kubectl} patch cluster ${name} --type json --patch '[{"op":"remove","path":"/spec/authenticationConfiguration"}]'`,
        state,
      ],
      oldWay: certificatesStay,
    },
  };
}

function secret(configuration: string, namespace: string): string {
  const metadata = { name: secretName, namespace };
  return `${writeYaml({ apiVersion: "v1", kind: "Secret", metadata })}stringData:
  ${secretKey}: ${blockScalar(configuration, 4)}
`;
}

const clusterPatch = writeYaml({
  spec: { authenticationConfiguration: { secretName, secretKey } },
});
