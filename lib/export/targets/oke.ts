import { keepProbesOpen, sinceField } from "../anonymous.ts";
import { encodeBase64 } from "../base64.ts";
import { command } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { certificatesStay, minimumFor, renderForServer, serverChecks } from "./shared.ts";

/**
 * Oracle's OKE takes the whole file, in base64, as an option of the cluster (OCI SDK, OpenIdConnectTokenAuthenticationConfig).
 */
export const oke: ExportTarget = { id: "oke", export: exportOke };

const update = command`oci ce cluster update --cluster-id '<cluster id>' --options file://oke/options.json`;

function exportOke(input: ReadableInput): TargetExport {
  const rendered = renderForServer(input, sinceField(input.minor, keepProbesOpen));
  const options = {
    openIdConnectTokenAuthenticationConfig: {
      isOpenIdConnectAuthEnabled: true,
      configurationFile: encodeBase64(rendered.text),
    },
  };
  return {
    files: [
      {
        path: "oke/options.json",
        language: "json",
        text: `${JSON.stringify(options, undefined, 2)}\n`,
      },
      { path: "authn/config.yaml", language: "yaml", text: rendered.text },
    ],
    changes: rendered.changes,
    problems: [],
    guide: {
      minimum: minimumFor(rendered, "Oracle OKE, Kubernetes 1.30"),
      activation: "OKE updates the control plane; there is nothing to restart by hand.",
      location: "No node: an option of the cluster, with the file in base64",
      order: [
        "oke/options.json holds authn/config.yaml in base64. The fields are those of Oracle's API; that its command takes them by this flag is its convention, and was not tried:",
        update,
      ],
      bindings: "before",
      later: ["Export again, and update the cluster again:", update],
      check: [
        ...serverChecks(input.minor, {
          hash: undefined,
          log: "The log of the API server, which Oracle can read,",
        }),
      ],
      rollback: [
        "Switch it off; the cluster has no issuer then:",
        command`oci ce cluster update --cluster-id '<cluster id>' --options '{"openIdConnectTokenAuthenticationConfig":{"isOpenIdConnectAuthEnabled":false}}'`,
      ],
      oldWay: certificatesStay,
    },
  };
}
