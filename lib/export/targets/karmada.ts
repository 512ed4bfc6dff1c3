import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar, writeYaml } from "../yaml-text.ts";
import { objectWords } from "./object-words.ts";
import {
  certificatesStay,
  excludedFlags,
  minimumFor,
  renderForServer,
  restoreFlags,
  serverChecks,
} from "./shared.ts";

/**
 * Karmada by its operator: the control plane's API server is a Deployment of the host cluster, with arguments and volumes in
 * the object Karmada (karmada-io/karmada operator/pkg/apis/operator/v1alpha1/type.go, operator/pkg/controlplane/apiserver at
 * f8fdd02). The chart without the operator takes the settings of one issuer only.
 */
export const karmada: ExportTarget = { id: "karmada", export: exportKarmada };

const name = "authn";
const directory = "/etc/authn";
const kubectl = shell`kubectl --kubeconfig '<of the host cluster>'`;

function exportKarmada(input: ReadableInput): TargetExport {
  const { namespace, name: object } = objectWords(input);
  const edit = command`${kubectl} -n ${namespace} edit karmada ${object}`;
  const apply = command`${kubectl} -n ${namespace} apply -f karmada/configmap.yaml`;
  const watch = command`${kubectl} -n ${namespace} get karmada ${object}`;
  // Its probes ask /livez and /readyz without credentials.
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  return {
    files: [
      { path: "karmada/configmap.yaml", language: "yaml", text: configMap(rendered.text) },
      { path: "karmada/karmada.additions.yaml", language: "yaml", text: additions },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(
        rendered,
        "Karmada's operator with extraVolumes of karmadaAPIServer, an image of the API server from Kubernetes 1.30 on",
      ),
      activation: "The operator rolls the API server of Karmada out when the object changes.",
      location: `${directory}/config.yaml in the API server's pod, from the ConfigMap`,
      order: [
        "The files in karmada/ go to the host cluster, whose kubeconfig their commands name; everything else goes to Karmada's own API server, whose kubeconfig KUBECONFIG names.",
        "Make the ConfigMap in the namespace of the object Karmada:",
        apply,
        "Add the pieces of karmada/karmada.additions.yaml to the object Karmada, to the lists if they are there: a merge patch would replace them.",
        ...excludedFlags(rendered),
        "Both in this one edit, then wait until the object is Ready:",
        edit,
        watch,
      ],
      bindings: "before",
      later: [
        "Apply the changed ConfigMap: its directory is mounted, so that the API server sees the new file after the kubelet's next look and reloads it. A change of anonymous needs a restart.",
        apply,
      ],
      check: serverChecks(input.minor, {
        hash: undefined,
        log: "The log of the API server, in the host cluster,",
      }),
      rollback: [
        "Take the same pieces out.",
        restoreFlags,
        "Both in this one edit, then wait until the object is Ready:",
        edit,
        watch,
      ],
      oldWay: certificatesStay,
    },
  };
}

function configMap(configuration: string): string {
  return `${writeYaml({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } })}data:
  config.yaml: ${blockScalar(configuration, 4)}
`;
}

const additions = `# Pieces to add to what is there: lists are not merged.
${writeYaml({
  apiVersion: "operator.karmada.io/v1alpha1",
  kind: "Karmada",
  spec: {
    components: {
      karmadaAPIServer: {
        extraArgs: { "authentication-config": `${directory}/config.yaml` },
        extraVolumes: [{ name, configMap: { name } }],
        extraVolumeMounts: [{ name, mountPath: directory, readOnly: true }],
      },
    },
  },
})}`;
