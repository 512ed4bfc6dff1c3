import { forbid } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { blockHeader, indentBlock, joinDocuments, writeYaml } from "../yaml-text.ts";
import { certificatesStay } from "./shared.ts";

/**
 * Gardener and what is made of it (EMK): a ConfigMap in the project's namespace, named by the Shoot. Its admission
 * reads v1beta1 and v1alpha1 only and drops unknown fields in silence, so the file must be right by itself
 * (gardener/gardener docs/usage/shoot/shoot_access.md, pkg/admissioncontroller/webhook/admission/authenticationconfig).
 */
export const gardener: ExportTarget = {
  id: "gardener",
  title: "Gardener, EMK",
  export: exportGardener,
};

const configMapName = "authentication-config";

function exportGardener(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderConfiguration(input.configuration, input.comments, {
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    versionReason: "Gardener's admission does not read v1",
    anonymous: forbid("Gardener sets it itself, and its probes carry a token"),
  });
  const { namespace, shoot } = input.options?.gardener ?? {
    namespace: "garden-<project>",
    shoot: "<shoot>",
  };
  return {
    files: [
      { path: "garden/configmap.yaml", language: "yaml", text: configMap(namespace, text) },
      { path: "garden/shoot.patch.yaml", language: "yaml", text: shootPatch },
      {
        path: "garden/apply.sh",
        language: "shell",
        text: script(namespace, shoot),
      },
      ...(input.bindings.trim() === ""
        ? []
        : [
            {
              path: "cluster/rbac.yaml",
              language: "yaml" as const,
              text: joinDocuments([input.bindings]),
            },
          ]),
    ],
    changes,
    problems,
    guide: {
      minimum: "Gardener 1.102, Kubernetes 1.30",
      activation:
        "Gardener makes an immutable ConfigMap of it at the next reconciliation and rolls the API server out.",
      location: "No node: the ConfigMap's key must be config.yaml, in the namespace of the project",
      order: [
        "The files in garden/ go to the garden cluster, with the project's credentials; those in cluster/ go to the shoot itself.",
        `$ kubectl apply -f garden/configmap.yaml`,
        `$ kubectl -n ${namespace} patch shoot ${shoot} --type merge --patch-file garden/shoot.patch.yaml`,
        "Edits of the ConfigMap wait for the next reconciliation; ask for one:",
        `$ kubectl -n ${namespace} annotate shoot ${shoot} gardener.cloud/operation=reconcile`,
        "The old field oidcConfig is gone from the Shoot; take it out where a manifest still has it.",
      ],
      check: [
        `$ kubectl -n ${namespace} get shoot ${shoot} -o jsonpath='{.status.lastOperation}'`,
        "$ kubectl auth whoami",
      ],
      rollback: [
        `$ kubectl -n ${namespace} patch shoot ${shoot} --type json --patch '[{"op":"remove","path":"/spec/kubernetes/kubeAPIServer/structuredAuthentication"}]'`,
        `$ kubectl -n ${namespace} annotate shoot ${shoot} gardener.cloud/operation=reconcile`,
      ],
      oldWay: `${certificatesStay} The subresource shoots/adminkubeconfig gives one that expires.`,
    },
  };
}

function configMap(namespace: string, configuration: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${configMapName}
  namespace: ${JSON.stringify(namespace)}
data:
  config.yaml: ${blockHeader(configuration, 2)}
${indentBlock(configuration, 4)}
`;
}

const shootPatch = writeYaml({
  spec: { kubernetes: { kubeAPIServer: { structuredAuthentication: { configMapName } } } },
});

function script(namespace: string, shoot: string): string {
  return `#!/bin/sh
# To the garden cluster, with the project's credentials.
set -eu
namespace=${shellQuote(namespace)}
shoot=${shellQuote(shoot)}
kubectl apply -f configmap.yaml
kubectl -n "$namespace" patch shoot "$shoot" --type merge --patch-file shoot.patch.yaml
kubectl -n "$namespace" annotate --overwrite shoot "$shoot" gardener.cloud/operation=reconcile
`;
}

function shellQuote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
