import { forbid } from "../anonymous.ts";
import { command } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar } from "../yaml-text.ts";
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
 * kOps: a file asset of the cluster and the field that names it (kubernetes/kops pkg/apis/kops/v1alpha2/componentconfig.go,
 * nodeup/pkg/model/kube_apiserver.go, docs/cluster_spec.md at 268927e). Only some directories are mounted into the API
 * server's pod: /srv/kubernetes/kube-apiserver is one of them, /etc/kubernetes is none.
 */
export const kops: ExportTarget = { id: "kops", export: exportKops };

const file = "/srv/kubernetes/kube-apiserver/authentication-config.yaml";

function exportKops(input: ReadableInput): TargetExport {
  const { name } = objectWords(input, { name: "<cluster>" });
  const edit = command`kops edit cluster --name ${name}`;
  const update = command`kops update cluster --name ${name} --yes`;
  const roll = command`kops rolling-update cluster --name ${name} --instance-group-roles control-plane --yes`;
  const rendered = renderForServer(
    input,
    forbid(
      "kOps passes --anonymous-auth=false, which excludes the field and closes anonymous requests already",
    ),
  );
  return {
    files: [
      { path: "kops/cluster.additions.yaml", language: "yaml", text: additions(rendered.text) },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(rendered, "kOps with authenticationConfigFile, Kubernetes 1.30"),
      activation: "A rolling update makes the control-plane machines anew, with the file.",
      location: `${file} on every control-plane node, in a directory that the API server's pod mounts`,
      order: [
        "That the pod sees the file is read in the source of nodeup, which mounts its directory, and was not tried on a cluster: wait for the first control-plane node before the next is replaced.",
        "Add what kops/cluster.additions.yaml holds to the spec of the cluster, to fileAssets if they are there.",
        ...excludedFlags(rendered),
        "In the same edit, remove spec.authentication.oidc as well: kOps refuses it beside authenticationConfigFile.",
        "All in this one edit:",
        edit,
        "Write the new configuration of the machines, and replace the control-plane nodes one after the other:",
        update,
        roll,
      ],
      bindings: "before",
      later: [
        "Change content of the file asset in the same place; the machines get it when they are made anew:",
        update,
        roll,
      ],
      check: serverChecks(input.minor, { hash: undefined }),
      rollback: [
        "Take authenticationConfigFile and the file asset out again.",
        restoreFlags,
        "Both in this one edit:",
        edit,
        "Then replace the control-plane nodes once more:",
        update,
        roll,
      ],
      oldWay: `${certificatesStay} \`kops export kubeconfig --admin\` writes an administrator's.`,
    },
  };
}

function additions(configuration: string): string {
  return `# Pieces to add to what is there: lists are not merged.
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
spec:
  kubeAPIServer:
    authenticationConfigFile: ${file}
  fileAssets:
    - name: authentication-config
      path: ${file}
      roles:
        - ControlPlane
      mode: "0444"
      content: ${blockScalar(configuration, 8)}
`;
}
