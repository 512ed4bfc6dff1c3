import { forbid } from "../anonymous.ts";
import { renderConfiguration } from "../configuration.ts";
import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { blockScalar } from "../yaml-text.ts";
import { excludedFlags, minimumFor, restoreFlags, serverChecks } from "./shared.ts";
import { talosDemand, talosOldWay } from "./talos.ts";

/**
 * Talos up to 1.13: a patch of the machine configuration. It always passes --anonymous-auth=false
 * (siderolabs/talos internal/app/machined/pkg/controllers/k8s/control_plane_final.go).
 */
export const talosPatch: ExportTarget = { id: "talos-1.13", export: exportTalosPatch };

function exportTalosPatch(input: ReadableInput): TargetExport {
  const rendered = renderConfiguration(input.configuration, input.decoded, input.comments, {
    ...talosDemand,
    anonymous: forbid(
      "Talos passes --anonymous-auth=false, which excludes the field and closes anonymous requests already",
    ),
  });
  return {
    files: [
      { path: "machine-config.patch.yaml", language: "yaml", text: machinePatch(rendered.text) },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(
        rendered,
        "Kubernetes 1.30, Talos up to 1.13: a configuration that 1.14 generated has documents of its own for the API server, and the patch is refused",
      ),
      activation:
        "The file is written at boot, so the node reboots once; the API server's flag restarts its pod.",
      location: "/var/lib/k8s-authn/config.yaml on the node, /etc/k8s-authn/config.yaml in the pod",
      order: [
        "Files can be created below /var only. The API server runs as user 65534 and must be able to read it.",
        "If the API server has no oidc-* argument, patch one control-plane node at a time; wait for readyz before the next:",
        command`talosctl patch machineconfig --nodes '<control-plane node>' --mode reboot --patch @machine-config.patch.yaml`,
        "Else add what the patch holds by hand.",
        ...excludedFlags(rendered),
        "Both in one edit, since the API server starts with neither half:",
        command`talosctl --nodes '<control-plane node>' edit machineconfig --mode reboot`,
      ],
      bindings: "before",
      later: [
        "A patch adds to lists, so change content in the machine configuration itself, and reboot again, since the file is written at boot:",
        command`talosctl --nodes '<control-plane node>' edit machineconfig --mode reboot`,
      ],
      check: [
        ...serverChecks(input.minor, {
          hash: shell`talosctl --nodes '<control-plane node>' read /var/lib/k8s-authn/config.yaml | sha256sum`,
        }),
        "The file is on the node as it was meant:",
        command`talosctl --nodes '<control-plane node>' read /var/lib/k8s-authn/config.yaml`,
      ],
      rollback: [
        "Take authentication-config out of cluster.apiServer.extraArgs, and the volume.",
        restoreFlags,
        "Both in one edit; talosctl works without the API server:",
        command`talosctl --nodes '<control-plane node>' edit machineconfig`,
      ],
      oldWay: talosOldWay,
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
    content: ${blockScalar(configuration, 6)}
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
