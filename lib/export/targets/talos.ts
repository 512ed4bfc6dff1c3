import { forbid, requireProbes, sinceField } from "../anonymous.ts";
import { configurationFields, renderConfiguration } from "../configuration.ts";
import type { ExportInput, ExportTarget, TargetExport } from "../types.ts";
import { blockHeader, indentBlock, writeYaml } from "../yaml-text.ts";
import { certificatesStay, excludedFlags, serverChecks } from "./shared.ts";

/**
 * Talos from 1.14: a document of its own, which replaces the built-in default. Talos sets apiVersion and kind itself
 * (siderolabs/talos pkg/machinery/config/types/k8s, testdata/stability/v1.14/base-controlplane.yaml).
 */
export const talos: ExportTarget = {
  id: "talos",
  title: "Talos 1.14 and newer",
  export: exportTalos,
};

/**
 * Talos up to 1.13: a patch of the machine configuration. It always passes --anonymous-auth=false
 * (siderolabs/talos internal/app/machined/pkg/controllers/k8s/control_plane_static_pod.go).
 */
export const talosPatch: ExportTarget = {
  id: "talos-1.13",
  title: "Talos 1.13 and older",
  export: exportTalosPatch,
};

const talosDemand = {
  apiVersion: "apiserver.config.k8s.io/v1beta1",
  versionReason: "Talos reads v1beta1",
} as const;

const administrator = "`talosctl kubeconfig` makes an administrator's certificate at any time.";

function exportTalos(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderConfiguration(input.configuration, input.comments, {
    ...talosDemand,
    anonymous: sinceField(input.minor, requireProbes),
  });
  const tooOld =
    input.minor >= 32
      ? []
      : [
          "Kubernetes before 1.32 has no field anonymous, and this document replaces the default that opens the probes' paths: use the patch for Talos 1.13.",
        ];
  const document =
    input.comments === "kept"
      ? `apiVersion: v1alpha1\nkind: KubeAuthenticationConfig\nconfiguration:\n${indentBlock(withoutHead(text), 2)}\n`
      : writeYaml({
          apiVersion: "v1alpha1",
          kind: "KubeAuthenticationConfig",
          configuration: configurationFields(text),
        });
  return {
    files: [
      { path: "authentication.yaml", language: "yaml", text: document },
      ...(input.bindings.trim() === ""
        ? []
        : [{ path: "rbac.yaml", language: "yaml" as const, text: input.bindings }]),
    ],
    changes,
    problems: [...problems, ...tooOld],
    guide: {
      minimum: "Talos 1.14, Kubernetes 1.32",
      activation:
        "A change renders the API server's static pod anew, node by node: a restart each time, no reload.",
      location:
        "/system/config/kubernetes/kube-apiserver/authentication-config.yaml, written by Talos",
      order: [
        "Take --oidc-*, anonymous-auth and authentication-config out of extraArgs: KubeAPIServerConfig refuses them.",
        "The document excludes cluster.apiServer of the old machine configuration; move that to KubeAPIServerConfig first.",
        "Talos does not look for unknown fields in it, and the API server does not start with one: validate before.",
        "$ talosctl patch machineconfig --nodes <control-plane node> --patch @authentication.yaml",
        "One control-plane node at a time; wait for readyz before the next.",
      ],
      check: [
        ...serverChecks(input.minor),
        "$ talosctl logs --kubernetes kube-system/kube-apiserver-<node>:kube-apiserver",
      ],
      rollback: [
        "$ talosctl edit machineconfig --nodes <control-plane node>",
        "and take the document out, or put back the one before; talosctl works without the API server.",
      ],
      oldWay: `${certificatesStay} ${administrator}`,
    },
  };
}

function exportTalosPatch(input: ExportInput): TargetExport {
  const { text, changes, problems } = renderConfiguration(input.configuration, input.comments, {
    ...talosDemand,
    anonymous: forbid("Talos passes --anonymous-auth=false, which excludes the field"),
  });
  return {
    files: [{ path: "machine-config.patch.yaml", language: "yaml", text: machinePatch(text) }],
    changes,
    problems,
    guide: {
      minimum: "Kubernetes 1.30, Talos up to 1.13 (1.14 still takes it, deprecated)",
      activation:
        "The file is written at boot, so the node reboots once; the API server's flag restarts its pod.",
      location: "/var/lib/k8s-authn/config.yaml on the node, /etc/k8s-authn/config.yaml in the pod",
      order: [
        excludedFlags,
        "$ talosctl patch machineconfig --nodes <control-plane node> --mode reboot --patch @machine-config.patch.yaml",
        "One control-plane node at a time. Files can be created below /var only; the API server runs as user 65534 and must be able to read it.",
        "A later edit needs a reboot again, since Talos writes the file at boot.",
      ],
      check: [...serverChecks(input.minor), "$ talosctl read /var/lib/k8s-authn/config.yaml"],
      rollback: [
        "$ talosctl edit machineconfig --nodes <control-plane node>",
        "and take extraArgs.authentication-config out; talosctl works without the API server.",
      ],
      oldWay: `${certificatesStay} ${administrator}`,
    },
  };
}

/** The patch as text, so that the configuration stays readable in it. `readonly` is Talos' own spelling. */
function machinePatch(configuration: string): string {
  return `machine:
  files:
  - op: create
    path: /var/lib/k8s-authn/config.yaml
    permissions: 0o444
    content: ${blockHeader(configuration, 2)}
${indentBlock(configuration, 6)}
cluster:
  apiServer:
    extraArgs:
      authentication-config: /etc/k8s-authn/config.yaml
    extraVolumes:
    - hostPath: /var/lib/k8s-authn
      mountPath: /etc/k8s-authn
      readonly: true
`;
}

/** The text without its lines `apiVersion` and `kind`, which Talos writes itself, and without a document mark. */
function withoutHead(text: string): string {
  return text
    .split("\n")
    .filter(
      (line) =>
        !/^(?:apiVersion|kind|"apiVersion"|"kind")\s*:/.test(line) && !/^---\s*$/.test(line),
    )
    .join("\n");
}
