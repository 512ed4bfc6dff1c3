import { anonymousUsableSince } from "../../kube/configuration-versions.ts";
import { requireProbes, sinceField } from "../anonymous.ts";
import { readsAs, renderConfiguration } from "../configuration.ts";
import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { indentBlock, writeYaml } from "../yaml-text.ts";
import { certificatesStay, minimumFor, restoreFlags, serverChecks } from "./shared.ts";

/**
 * Talos from 1.14: a document of its own, which replaces the built-in default. Talos sets apiVersion and kind itself
 * (siderolabs/talos pkg/machinery/config/types/k8s/{authentication,apiserver}.go,
 * testdata/stability/v1.14/base-controlplane.yaml).
 */
export const talos: ExportTarget = { id: "talos", export: exportTalos };

/** What Talos wants of the configuration, in all its versions. */
export const talosDemand = {
  apiVersion: "apiserver.config.k8s.io/v1beta1",
  versionReason: "Talos writes and reads v1beta1",
} as const;

export const talosOldWay = `${certificatesStay} \`talosctl kubeconfig\` makes an administrator's certificate at any time.`;

function exportTalos(input: ReadableInput): TargetExport {
  const rendered = renderConfiguration(input.configuration, input.decoded, input.comments, {
    ...talosDemand,
    anonymous: sinceField(input.minor, requireProbes),
  });
  const { text, fields, changes } = rendered;
  const tooOld =
    input.minor >= anonymousUsableSince
      ? []
      : [
          "Kubernetes before 1.32 cannot use the field anonymous, and this document replaces the default that opens the probes' paths: take the patch for Talos up to 1.13.",
        ];
  return {
    files: [
      {
        path: "authentication.yaml",
        language: "yaml",
        text: document(input.comments === "kept" ? text : undefined, fields),
      },
    ],
    changes,
    problems: tooOld,
    guide: {
      minimum: minimumFor(rendered, "Talos 1.14"),
      activation:
        "A change renders the API server's static pod anew, node by node: a restart each time, no reload.",
      location:
        "/system/config/kubernetes/kube-apiserver/authentication-config.yaml, written by Talos",
      order: [
        "KubeAPIServerConfig excludes cluster.apiServer of the old machine configuration: if that is still there, move it over first.",
        "The document replaces the built-in one as a whole, so it repeats the three health paths under anonymous.",
        "Talos does not look for unknown fields in it, and the API server does not start with one: this file was decoded strictly.",
        "If the API server's extra arguments have no oidc-*, anonymous-auth and authentication-config, patch one control-plane node at a time; wait for readyz before the next:",
        patchCommand,
        "Else take them out, since KubeAPIServerConfig refuses them, and add the document of authentication.yaml, or change the field configuration of the one that is there: both in one edit, one control-plane node at a time.",
        command`talosctl --nodes '<control-plane node>' edit machineconfig`,
      ],
      bindings: "before",
      later: [
        "The patch replaces the field configuration as a whole, so a changed document is applied in the same way; every change restarts the API server:",
        patchCommand,
      ],
      check: [
        ...serverChecks(input.minor, { hash: shell`${readCommand} | sha256sum` }),
        "Talos wrote the file, with its apiVersion and kind, and runs the API server's container:",
        command`${readCommand}`,
        command`talosctl --nodes '<control-plane node>' containers --kubernetes`,
      ],
      rollback: [
        "Put back the document from before, or take it out.",
        restoreFlags,
        "Both in one edit; talosctl works without the API server:",
        command`talosctl --nodes '<control-plane node>' edit machineconfig`,
      ],
      oldWay: talosOldWay,
    },
  };
}

const patchCommand = command`talosctl patch machineconfig --nodes '<control-plane node>' --patch @authentication.yaml`;

const readCommand = shell`talosctl --nodes '<control-plane node>' read /system/config/kubernetes/kube-apiserver/authentication-config.yaml`;

/** The document, around the text where its lines can be taken over, else around the fields. */
function document(text: string | undefined, fields: Readonly<Record<string, unknown>>): string {
  const head = "apiVersion: v1alpha1\nkind: KubeAuthenticationConfig\nconfiguration:\n";
  if (text !== undefined) {
    const lines = withoutHead(text);
    // Without a block of lines below the key there is nothing to indent.
    const whole = `apiVersion: ${talosDemand.apiVersion}\nkind: AuthenticationConfiguration\n${lines}`;
    if (readsAs(whole, talosDemand.apiVersion, fields)) return `${head}${indentBlock(lines, 2)}\n`;
  }
  return `${head}${indentBlock(writeYaml(fields), 2)}\n`;
}

/** The text without its lines `apiVersion` and `kind`, which Talos writes itself, and without marks of a document. */
function withoutHead(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .filter((line) => !/^(?:%|---\s*(?:#.*)?$|(["']?)(?:apiVersion|kind)\1\s*:)/.test(line))
    .join("\n")
    .trimEnd();
}
