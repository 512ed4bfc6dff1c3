import type { ExportTarget } from "../types.ts";
import { exportRancher } from "./rancher.ts";

/**
 * RKE2: the API server is a static pod. A file named by a flag is mounted by itself, which a rename makes stale, so a
 * directory is mounted at another path (rancher/rke2 pkg/podtemplate/podtemplate.go, rke2-docs docs/advanced.md).
 */
export const rke2: ExportTarget = {
  id: "rke2",
  export: (input) =>
    exportRancher(input, {
      directory: hostDirectory,
      seenAt: podDirectory,
      location: `${hostDirectory}/config.yaml on every server, seen by the pod as ${podDirectory}/config.yaml`,
      entries: { "kube-apiserver-extra-mount": [`${hostDirectory}:${podDirectory}:ro`] },
      configFile: "/etc/rancher/rke2/config.yaml",
      service: "rke2-server",
      adminKubeconfig: "/etc/rancher/rke2/rke2.yaml",
      // Tested on a build of June 2025; the first release is not documented.
      firstBuild: "the releases of mid-2025 (rancher/rke2#8137)",
      remarks: [
        "Probes carry a client certificate here, so closing anonymous requests does not stop the pod.",
      ],
    }),
};

const hostDirectory = "/etc/rancher/rke2/authn";
const podDirectory = "/etc/rke2-authn";
