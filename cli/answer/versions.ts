import { type Minor, prerelease } from "../../lib/kube/minor.ts";

/** The release of k8s.io/apiserver that each minor version was read in and compared with. */
export const moduleVersions: Readonly<Record<Minor, string>> = {
  30: "v0.30.14",
  31: "v0.31.14",
  32: "v0.32.13",
  33: "v0.33.13",
  34: "v0.34.13",
  35: "v0.35.10",
  36: "v0.36.6",
  37: "v0.37.1",
  38: `v${prerelease?.code ?? ""}`,
};
