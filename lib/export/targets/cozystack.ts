import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar } from "../yaml-text.ts";
import { objectWords } from "./object-words.ts";
import { certificatesStay, minimumFor, serverChecks } from "./shared.ts";

/** Cozystack's tenant clusters: a field of the object Kubernetes (cozystack/cozystack docs/oidc-tenant.md at 3c780ac). */
export const cozystack: ExportTarget = { id: "cozystack", export: exportCozystack };

function exportCozystack(input: ReadableInput): TargetExport {
  const rendered = renderConfiguration(input.configuration, input.decoded, input.comments, {
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    versionReason: "Cozystack's documents have v1beta1",
    anonymous: sinceField(input.minor, keepProbesOpen),
  });
  const { namespace, name } = objectWords(input, { namespace: "tenant-<name>", name: "<cluster>" });
  const kubectl = shell`kubectl --kubeconfig '<of the management cluster>' -n ${namespace}`;
  const patch = command`${kubectl} patch kubernetes.apps.cozystack.io ${name} --type merge --patch-file cozystack/kubernetes.patch.yaml`;
  const look = command`${kubectl} get kubernetes.apps.cozystack.io ${name}`;
  return {
    files: [
      { path: "cozystack/kubernetes.patch.yaml", language: "yaml", text: patchOf(rendered.text) },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(rendered, "Cozystack 1.6, Kubernetes 1.30"),
      activation: "Cozystack rolls the tenant cluster's API server out at the next reconciliation.",
      location:
        "/etc/kubernetes/authentication-config/config.yaml in the API server's pod, written by Cozystack",
      order: [
        "The patch goes to the management cluster, whose kubeconfig its command names; everything else goes to the tenant's cluster, whose kubeconfig KUBECONFIG names.",
        "The object Kubernetes gets the file; oidc.users is another way to make bindings, and stays as it is:",
        patch,
      ],
      bindings: "before",
      later: ["Patch again; each change is rolled out:", patch],
      check: [
        "The object is ready:",
        look,
        ...serverChecks(input.minor, {
          hash: undefined,
          log: "The log of the API server, in the management cluster,",
        }),
      ],
      rollback: [
        "With the mode None the tenant's cluster has no issuer; if it was System before, write System:",
        command`${kubectl} patch kubernetes.apps.cozystack.io ${name} --type merge --patch '{"spec":{"oidc":{"mode":"None","customConfig":null}}}'`,
        look,
      ],
      oldWay: certificatesStay,
    },
  };
}

function patchOf(configuration: string): string {
  return `spec:
  oidc:
    mode: CustomConfig
    customConfig:
      config: ${blockScalar(configuration, 8)}
`;
}
