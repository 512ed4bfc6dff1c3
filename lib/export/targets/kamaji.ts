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
 * Kamaji: the tenant's API server is a Deployment of the management cluster, with arguments and volumes in the
 * TenantControlPlane (clastix/kamaji api/v1alpha1/tenantcontrolplane_types.go, internal/builders/controlplane/deployment.go
 * at ddbabd8).
 */
export const kamaji: ExportTarget = { id: "kamaji", export: exportKamaji };

const name = "authn";
const directory = "/etc/authn";
const kubectl = shell`kubectl --kubeconfig '<of the management cluster>'`;

function exportKamaji(input: ReadableInput): TargetExport {
  const { namespace, name: object } = objectWords(input);
  const edit = command`${kubectl} -n ${namespace} edit tenantcontrolplane ${object}`;
  const apply = command`${kubectl} -n ${namespace} apply -f kamaji/configmap.yaml`;
  const watch = command`${kubectl} -n ${namespace} get tenantcontrolplane ${object}`;
  // Its probes ask /livez without credentials.
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  return {
    files: [
      { path: "kamaji/configmap.yaml", language: "yaml", text: configMap(rendered.text) },
      { path: "kamaji/tenant-control-plane.additions.yaml", language: "yaml", text: additions },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(rendered, "Kubernetes 1.30"),
      activation: "Kamaji rolls the tenant's API server out when the TenantControlPlane changes.",
      location: `${directory}/config.yaml in the API server's pod, from the ConfigMap`,
      order: [
        "The files in kamaji/ go to the management cluster, whose kubeconfig their commands name; everything else goes to the tenant's cluster, whose kubeconfig KUBECONFIG names.",
        "Make the ConfigMap in the namespace of the TenantControlPlane:",
        apply,
        "Add the pieces of kamaji/tenant-control-plane.additions.yaml to the TenantControlPlane, to the lists if they are there: a merge patch would replace them.",
        ...excludedFlags(rendered),
        "Both in this one edit, then wait until the status is Ready:",
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
        log: "The log of the API server, in the management cluster,",
      }),
      rollback: [
        "Take the same pieces out.",
        restoreFlags,
        "Both in this one edit, then wait until the status is Ready:",
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
  apiVersion: "kamaji.clastix.io/v1alpha1",
  kind: "TenantControlPlane",
  spec: {
    controlPlane: {
      deployment: {
        extraArgs: { apiServer: [`--authentication-config=${directory}/config.yaml`] },
        additionalVolumes: [{ name, configMap: { name } }],
        additionalVolumeMounts: { apiServer: [{ name, mountPath: directory, readOnly: true }] },
      },
    },
  },
})}`;
