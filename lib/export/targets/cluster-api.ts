import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, shell, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar, indentBlock, writeYaml } from "../yaml-text.ts";
import { authnVolume, joinNote } from "./kubeadm.ts";
import { objectWords } from "./object-words.ts";
import {
  certificatesStay,
  excludedFlags,
  minimumFor,
  renderForServer,
  restoreFlags,
  serverChecks,
} from "./shared.ts";
import { directory } from "./static-pod.ts";

/**
 * Cluster API with kubeadm: pieces of KubeadmControlPlane, whose every change makes new machines
 * (kubernetes-sigs/cluster-api api/bootstrap/kubeadm/v1beta2/{kubeadm_types,kubeadmconfig_types}.go).
 */
export const clusterApi: ExportTarget = { id: "cluster-api", export: exportClusterApi };

const file = `${directory}/config.yaml`;
const kubectl = shell`kubectl --kubeconfig '<of the management cluster>'`;

/** MaxLength of a file's content. */
const longestContent = 10_240;

function exportClusterApi(input: ReadableInput): TargetExport {
  const { namespace, name } = objectWords(input);
  const edit = command`${kubectl} -n ${namespace} edit kubeadmcontrolplane ${name}`;
  const watch = command`${kubectl} -n ${namespace} get kubeadmcontrolplane ${name} --watch`;
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  const { text, changes } = rendered;
  return {
    files: [
      { path: "kubeadm-control-plane.additions.yaml", language: "yaml", text: additions(text) },
    ],
    changes,
    problems: [
      ...([...text].length > longestContent
        ? [
            `Cluster API takes at most ${longestContent} characters of content: put the file into a Secret and name it under contentFrom.`,
          ]
        : []),
    ],
    guide: {
      minimum: minimumFor(rendered, "Kubernetes 1.30, Cluster API with v1beta2"),
      activation:
        "Every change of KubeadmControlPlane rolls the control-plane machines out, one after the other.",
      location: `${file} on every control-plane machine, written when the machine is made`,
      order: [
        "KubeadmControlPlane is an object of the management cluster, whose kubeconfig its commands name; everything else goes to the cluster itself, whose kubeconfig KUBECONFIG names.",
        ...joinNote(rendered),
        "Add the pieces of kubeadm-control-plane.additions.yaml to the KubeadmControlPlane, or to the template of its ClusterClass, to the lists if they exist: a merge patch would replace them. In v1beta1 of that API, extraArgs is a map, as in kubeadm's v1beta3.",
        ...excludedFlags(rendered),
        "Both in this one edit:",
        edit,
        "Wait until every machine is new:",
        watch,
      ],
      bindings: "before",
      later: [
        "Change content in the same place; the machines roll out again. If it comes from a Secret, a change of the Secret alone makes no new machines:",
        edit,
      ],
      check: serverChecks(input.minor, {
        hash: shell`sha256sum ${word(file)} # on a control-plane machine`,
      }),
      rollback: [
        "Take the same pieces out.",
        restoreFlags,
        "Both in this one edit, then wait until every machine is new:",
        edit,
        watch,
      ],
      oldWay: `${certificatesStay} \`clusterctl get kubeconfig\` prints an administrator's.`,
    },
  };
}

/** As text, so that the configuration stays readable in it. */
function additions(configuration: string): string {
  const apiServer = {
    extraArgs: [{ name: "authentication-config", value: file }],
    extraVolumes: [authnVolume],
  };
  return `# Pieces to add to what is there: lists are not merged.
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
spec:
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer:
${indentBlock(writeYaml(apiServer), 8)}
    files:
      - path: ${file}
        owner: root:root
        permissions: "0644"
        content: ${blockScalar(configuration, 10)}
`;
}
