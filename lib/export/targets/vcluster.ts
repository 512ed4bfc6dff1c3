import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, shell, word } from "../shell.ts";
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
 * vcluster with the distribution k8s: arguments, a volume and its mount are values of the chart (loft-sh/vcluster
 * chart/values.yaml at 4876675). Its own guide for this way was not found.
 */
export const vcluster: ExportTarget = { id: "vcluster", export: exportVcluster };

const name = "authn";
const directory = "/authn";
const host = shell`--kubeconfig '<of the host cluster>'`;

function exportVcluster(input: ReadableInput): TargetExport {
  const { namespace, name: release, text } = objectWords(input);
  const apply = command`kubectl ${host} -n ${namespace} apply -f vcluster/configmap.yaml`;
  const upgrade = command`helm ${host} -n ${namespace} upgrade ${release} '<chart>' --version '<as installed>' --values vcluster.yaml`;
  const wait = command`kubectl ${host} -n ${namespace} rollout status ${word(`statefulset/${text.name}`)}`;
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  return {
    files: [
      { path: "vcluster/configmap.yaml", language: "yaml", text: configMap(rendered.text) },
      { path: "vcluster/values.additions.yaml", language: "yaml", text: additions },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(rendered, "vcluster with the distribution k8s, Kubernetes 1.30"),
      activation: "helm upgrade restarts the virtual cluster's control plane.",
      location: `${directory}/config.yaml in the control plane's pod, from the ConfigMap`,
      order: [
        "The files in vcluster/ go to the host cluster, whose kubeconfig their commands name; everything else goes to the virtual cluster, whose kubeconfig KUBECONFIG names.",
        "vcluster's own documents do not show this way: try it with a virtual cluster that may be lost.",
        "Make the ConfigMap in the namespace of the virtual cluster:",
        apply,
        "Add the pieces of vcluster/values.additions.yaml to your vcluster.yaml, to the lists if they are there: helm does not merge lists.",
        ...excludedFlags(rendered),
        "Upgrade with the version of the chart that is installed, and wait for the rollout:",
        upgrade,
        wait,
      ],
      bindings: "before",
      later: [
        "Apply the changed ConfigMap: its directory is mounted, so that the API server sees the new file after the kubelet's next look and reloads it. A change of anonymous needs a restart.",
        apply,
      ],
      check: serverChecks(input.minor, {
        hash: undefined,
        log: "The log of the control plane's pod, in the host cluster,",
      }),
      rollback: [
        "Take the same pieces out of vcluster.yaml.",
        restoreFlags,
        "Upgrade again, and wait for the rollout:",
        upgrade,
        wait,
      ],
      oldWay: `${certificatesStay} \`vcluster connect\` makes a kubeconfig with an administrator's.`,
    },
  };
}

function configMap(configuration: string): string {
  return `${writeYaml({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } })}data:
  config.yaml: ${blockScalar(configuration, 4)}
`;
}

const additions = `# Pieces to add to vcluster.yaml: lists are not merged.
${writeYaml({
  controlPlane: {
    distro: {
      k8s: {
        enabled: true,
        apiServer: { extraArgs: [`--authentication-config=${directory}/config.yaml`] },
      },
    },
    statefulSet: {
      persistence: {
        addVolumes: [{ name, configMap: { name } }],
        addVolumeMounts: [{ name, mountPath: directory }],
      },
    },
  },
})}`;
