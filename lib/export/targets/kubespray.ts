import {
  anonymousUsableSince,
  newestConfigurationVersion,
} from "../../kube/configuration-versions.ts";
import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, shell, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { certificatesStay, minimumFor, renderForServer, serverChecks } from "./shared.ts";

/**
 * Kubespray from 2.31 on: variables of the inventory, of which its role writes the file itself
 * (kubernetes-sigs/kubespray roles/kubespray_defaults/defaults/main/main.yml,
 * roles/kubernetes/control-plane/tasks/main.yml, templates/kubeadm-config.v1beta4.yaml.j2).
 */
export const kubespray: ExportTarget = { id: "kubespray", export: exportKubespray };

const path = "group_vars/k8s_cluster/authentication.yml";
const runPlaybook = command`(cd '<folder of Kubespray>' && ansible-playbook -i 'inventory/<cluster>/inventory.ini' --become cluster.yml)`;

function exportKubespray(input: ReadableInput): TargetExport {
  const { minor, comments } = input;
  const rendered = renderForServer(input, sinceField(minor, keepProbesOpen));
  const { jwt = [], anonymous } = rendered.fields;
  const text = writeYaml({
    kube_apiserver_use_authentication_config_file: true,
    kube_apiserver_authentication_config_jwt: jwt,
    ...(anonymous === undefined
      ? {}
      : { kube_apiserver_authentication_config_anonymous: anonymous }),
  });
  const written = `/etc/kubernetes/apiserver-authentication-config-${newestConfigurationVersion(minor)}.yaml`;
  return {
    files: [{ path, language: "yaml", text }],
    changes: [
      // The role chooses the version, by the same rule.
      ...rendered.changes.filter((change) => !change.startsWith("apiVersion ")),
      ...(comments === "kept"
        ? ["Comments are left out: Kubespray writes the file itself, of these variables."]
        : []),
    ],
    problems: [
      ...(minor < anonymousUsableSince
        ? ["Kubespray always writes the field anonymous, which Kubernetes before 1.32 cannot use."]
        : []),
      ...(/\{[{%#]/.test(text)
        ? [
            "Ansible would evaluate the text between {{ and }}, {% and %} or {# and #}: write the braces of the expression apart.",
          ]
        : []),
    ],
    guide: {
      minimum: minimumFor(rendered, "Kubespray 2.31"),
      activation:
        "A run of the playbook writes the file and the static pod's manifest; the kubelet restarts the API server.",
      location: `${written} on every control-plane node, written by Kubespray and mounted by itself`,
      order: [
        "Copy the file into the inventory:",
        command`install -D -m 0644 ${word(path)} ${word(`<folder of Kubespray>/inventory/<cluster>/${path}`)}`,
        "kube_oidc_auth and the other kube_oidc_* variables have no effect from then on: take them out. Without a field anonymous here, Kubespray writes one of kube_api_anonymous_auth, which lets the probes through.",
        "Run the playbook:",
        runPlaybook,
      ],
      bindings: "before",
      later: [
        "Run the playbook again. The file is mounted by itself, so a running API server keeps the old one if the new one was renamed into place: compare the hash, and restart its pod, one control-plane node at a time.",
        runPlaybook,
      ],
      check: serverChecks(minor, { hash: shell`sha256sum ${word(written)}` }),
      rollback: [
        "Set kube_apiserver_use_authentication_config_file to false in the inventory, and put back the kube_oidc_* variables, if there were any.",
        "Run the playbook:",
        runPlaybook,
      ],
      oldWay: `${certificatesStay} /etc/kubernetes/admin.conf on a control-plane node has an administrator's certificate.`,
    },
  };
}
