import { sinceField } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import { command, type ShellPiece, scriptFile, shell, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar, writeYaml } from "../yaml-text.ts";
import { certificatesStay, minimumFor, serverChecks } from "./shared.ts";

/**
 * Gardener and what is made of it (EMK): a ConfigMap in the project's namespace, named by the Shoot. Its admission
 * reads v1beta1 and v1alpha1 only and drops unknown fields in silence, so the file must be right by itself
 * (gardener/gardener docs/usage/shoot/shoot_access.md, pkg/admissioncontroller/webhook/admission/authenticationconfig).
 */
export const gardener: ExportTarget = { id: "gardener", export: exportGardener };

const configMapName = "authentication-config";
const garden = shell`kubectl --kubeconfig '<of the garden>'`;

function exportGardener(input: ReadableInput): TargetExport {
  const rendered = renderConfiguration(input.configuration, input.decoded, input.comments, {
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    versionReason: "Gardener's admission does not read v1",
    // Gardener honours it, and its probes carry a token.
    anonymous: sinceField(input.minor, () => undefined),
  });
  const { text, changes } = rendered;
  const { namespace, shoot } = input.options?.gardener ?? {
    namespace: "garden-<project>",
    shoot: "<shoot>",
  };
  const applied = scriptFile("garden/apply.sh", script(namespace, shoot));
  const inProject = shell`-n ${word(namespace)}`;
  // With the kind before it, no name can be taken for a flag.
  const name = word(`shoot/${shoot}`);
  const reconcile = command`${garden} ${inProject} annotate --overwrite ${name} gardener.cloud/operation=reconcile`;
  return {
    files: [
      { path: "garden/configmap.yaml", language: "yaml", text: configMap(namespace, text) },
      { path: "garden/shoot.patch.yaml", language: "yaml", text: shootPatch },
      ...applied.files,
    ],
    changes,
    problems: applied.problems,
    guide: {
      minimum: minimumFor(rendered, "Gardener 1.102, Kubernetes 1.30"),
      activation:
        "Gardener makes an immutable ConfigMap of it at the next reconciliation and rolls the API server out.",
      location: "No node: the ConfigMap's key must be config.yaml, in the namespace of the project",
      order: [
        "The files in garden/ go to the garden cluster, with the project's credentials, whose kubeconfig their commands name; everything else goes to the shoot itself, whose kubeconfig KUBECONFIG names. garden/apply.sh holds the commands that follow; it takes the garden's kubeconfig from GARDEN_KUBECONFIG.",
        "Take oidcConfig and enableAnonymousAuthentication out of the Shoot if a manifest still has them: the first is gone from the API, the second is refused from Kubernetes 1.35 on and excludes the field anonymous.",
        "Make the ConfigMap and name it in the Shoot:",
        command`${garden} apply -f garden/configmap.yaml`,
        command`${garden} ${inProject} patch ${name} --type merge --patch-file garden/shoot.patch.yaml`,
        "Ask for a reconciliation, or wait for the next:",
        reconcile,
      ],
      bindings: "before",
      later: [
        "Apply the changed ConfigMap, and ask for a reconciliation, which it waits for:",
        command`${garden} apply -f garden/configmap.yaml`,
        reconcile,
      ],
      check: [
        "In the garden, the reconciliation has succeeded and the ConfigMap is what was meant:",
        command`${garden} ${inProject} get ${name} -o jsonpath='{.status.lastOperation.state} {.status.lastOperation.description}'`,
        command`${garden} ${inProject} get configmap ${word(configMapName)} -o jsonpath='{.data.config\\.yaml}'`,
        "Everything that follows asks the shoot itself.",
        ...serverChecks(input.minor, {
          // Gardener writes the file that it mounts.
          hash: undefined,
          log: "The log of the API server, which the operator of the garden can read,",
        }),
      ],
      rollback: [
        "Take the name out of the Shoot, and ask for a reconciliation:",
        command`${garden} ${inProject} patch ${name} --type json --patch '[{"op":"remove","path":"/spec/kubernetes/kubeAPIServer/structuredAuthentication"}]'`,
        reconcile,
      ],
      oldWay: `${certificatesStay} The subresource shoots/adminkubeconfig gives an administrator's certificate, which expires.`,
    },
  };
}

function configMap(namespace: string, configuration: string): string {
  const metadata = { name: configMapName, namespace };
  return `${writeYaml({ apiVersion: "v1", kind: "ConfigMap", metadata })}data:
  config.yaml: ${blockScalar(configuration, 4)}
`;
}

const shootPatch = writeYaml({
  spec: { kubernetes: { kubeAPIServer: { structuredAuthentication: { configMapName } } } },
});

function script(namespace: string, shoot: string): ShellPiece {
  return shell`#!/bin/sh
# To the garden cluster, with the project's credentials: GARDEN_KUBECONFIG names its kubeconfig, not the shoot's.
set -eu
: "\${GARDEN_KUBECONFIG:?}"
export KUBECONFIG="$GARDEN_KUBECONFIG"
cd "$(dirname "$0")"
namespace=${word(namespace)}
shoot=${word(shoot)}
kubectl apply -f configmap.yaml
kubectl -n "$namespace" patch "shoot/$shoot" --type merge --patch-file shoot.patch.yaml
kubectl -n "$namespace" annotate --overwrite "shoot/$shoot" gardener.cloud/operation=reconcile
`;
}
