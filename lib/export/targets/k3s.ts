import type { ExportTarget } from "../types.ts";
import { exportRancher } from "./rancher.ts";

/** k3s: the API server runs inside the k3s process, so the file is read where it lies. */
export const k3s: ExportTarget = {
  id: "k3s",
  export: (input) =>
    exportRancher(input, {
      directory,
      seenAt: directory,
      location: `${directory}/config.yaml on every server`,
      entries: {},
      configFile: "/etc/rancher/k3s/config.yaml",
      service: "k3s",
      adminKubeconfig: "/etc/rancher/k3s/k3s.yaml",
      firstBuild: "1.31.9, 1.32.5 and 1.33.1",
      remarks: [],
    }),
};

const directory = "/etc/rancher/k3s/authn";
