import { closeByDefault, sinceField } from "../anonymous.ts";
import { command, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { certificatesStay, exportWithFile, renderForServer } from "./shared.ts";

/**
 * k3d: servers of k3s in containers, with the directory mounted, so that the file is reloaded (k3d-io/k3d
 * docs/usage/configfile.md, pkg/config/v1alpha5 at 46f3480). In its images the file decides about anonymous requests.
 */
export const k3d: ExportTarget = { id: "k3d", export: exportK3d };

const directory = "/etc/k3s-authn";
const nodeFilters = ["server:*"];

function exportK3d(input: ReadableInput): TargetExport {
  const rendered = renderForServer(
    input,
    sinceField(
      input.minor,
      closeByDefault(
        "with this file k3s no longer passes --anonymous-auth=false, and anonymous requests would be let in",
      ),
    ),
  );
  return exportWithFile(input.minor, rendered, {
    files: [{ path: "k3d.yaml", language: "yaml", text: config }],
    guide: {
      activation:
        "The cluster is made with it; later edits of authn/config.yaml on the host are reloaded.",
      location: `${directory}/config.yaml in every server's container, mounted from ./authn`,
      order: [
        "The issuer must be reachable from the servers' containers, by https and with an authority that the configuration names or the image trusts.",
        "Run k3d in the folder that has the directory authn; choose an image of k3s from 1.31.9, 1.32.5 or 1.33.1 on:",
        command`k3d cluster create --config k3d.yaml --image ${word("rancher/k3s:<version>")}`,
      ],
      bindings: "after",
      rollback: [
        "The cluster is made anew, without volumes and options in k3d.yaml:",
        command`k3d cluster delete`,
        command`k3d cluster create`,
      ],
      oldWay: `${certificatesStay} k3d writes an administrator's certificate into the kubeconfig.`,
    },
  });
}

const config = writeYaml({
  apiVersion: "k3d.io/v1alpha5",
  kind: "Simple",
  volumes: [{ volume: `./authn:${directory}`, nodeFilters }],
  options: {
    k3s: {
      extraArgs: [
        {
          arg: `--kube-apiserver-arg=authentication-config=${directory}/config.yaml`,
          nodeFilters,
        },
      ],
    },
  },
});
