import type { TargetOptions } from "@/lib/export/types.ts";

/** What only the owner of the cluster knows, and how the files are to be written. Empty texts become placeholders. */
export interface ExportOptions {
  readonly comments: "kept" | "canonical";
  readonly cluster: string;
  readonly server: string;
  readonly namespace: string;
  readonly shoot: string;
  /** Of the object that is the cluster's control plane; undefined: not said. */
  readonly object?: string;
  /** Undefined: what the version takes. */
  readonly kubeadm?: TargetOptions["kubeadm"];
  readonly rancherBuild?: TargetOptions["rancherBuild"];
}

export const emptyOptions: ExportOptions = {
  comments: "kept",
  cluster: "",
  server: "",
  namespace: "",
  shoot: "",
};
