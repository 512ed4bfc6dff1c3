import { formatMinor } from "../../kube/minor.ts";
import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { command, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { certificatesStay, exportWithFile, renderForServer } from "./shared.ts";

/**
 * minikube: what lies below ~/.minikube/files is copied into the node, and only directories that the API server's pod
 * mounts anyway can hold the file (kubernetes/minikube site/content/en/docs/tutorials/audit-policy.md, handbook/filesync).
 */
export const minikube: ExportTarget = { id: "minikube", export: exportMinikube };

const file = "/etc/ssl/certs/authn.yaml";

function exportMinikube(input: ReadableInput): TargetExport {
  const { minor } = input;
  const rendered = renderForServer(input, sinceField(minor, keepProbesOpen));
  const version = word(`--kubernetes-version=v${formatMinor(minor)}.<patch>`);
  return exportWithFile(minor, rendered, {
    files: [],
    guide: {
      activation: "The cluster is started with it; a changed file takes a stop and a start.",
      location: `${file} in the node, copied there from ~/.minikube/files${file}`,
      order: [
        "Put the file where minikube takes files from:",
        ...copyFile,
        "The issuer must be reachable from the node, by https and with an authority that the configuration names or the node trusts. Start the cluster with the flag:",
        command`minikube start ${version} --extra-config=apiserver.authentication-config=${word(file)}`,
      ],
      bindings: "after",
      later: [
        "Copy the changed file and start anew; the flag is remembered:",
        ...copyFile,
        command`minikube stop`,
        command`minikube start`,
      ],
      rollback: [
        "The cluster is made anew, without the flag:",
        command`minikube delete`,
        command`minikube start ${version}`,
      ],
      oldWay: `${certificatesStay} minikube writes an administrator's certificate into the kubeconfig.`,
    },
  });
}

const copyFile = [
  command`mkdir -p ~/.minikube/files/etc/ssl/certs`,
  command`cp authn/config.yaml ~/.minikube/files${word(file)}`,
];
