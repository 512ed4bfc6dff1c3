/** The format of every record and file that this version writes. Later versions add fields and keep the name. */
export const workspaceVersion = "claimcheck/v1alpha1";

/** What outlives a reload: documents and settings. Tokens, their claims and keys are never part of it. */
export interface Workspace {
  readonly apiVersion: typeof workspaceVersion;
  readonly kind: "Workspace";
  /** Names the record in the store. */
  readonly id: string;
  /** As its owner calls it. */
  readonly name: string;
  /** Last change in milliseconds since 1970. */
  readonly changed?: number;
  readonly cluster: WorkspaceCluster;
  /** Text of the AuthenticationConfiguration. */
  readonly configuration: string;
  /** Text of roles and bindings. */
  readonly bindings: string;
  /** What the cluster has today, as far as it is known. */
  readonly running: { readonly configuration?: string; readonly bindings?: string };
  /** The moment at which tokens are judged, in Unix seconds; absent is the present. */
  readonly now?: number;
  /** The namespace that access is shown for; absent is the whole cluster. */
  readonly namespace?: string;
  /** Whether the roles and bindings that every cluster has are looked at too. */
  readonly defaultPolicy: boolean;
  readonly export: WorkspaceExport;
  /** Text of the list of tests, YAML; absent is none. A file holds the list itself, so that the command runs it. */
  readonly tests?: string;
  /** The example that it came from. */
  readonly example?: WorkspaceExample;
}

/** What is known of the server. */
export interface WorkspaceCluster {
  /** "1.37". */
  readonly version: string;
  /** Kind of cluster, `ClusterTarget.id`. */
  readonly target: string;
  readonly authorizationModes: readonly string[];
  /** Issuers of the server's own tokens; absent are the usual ones of the target. */
  readonly serviceAccountIssuers?: readonly string[];
}

/** How files to download are written. */
export interface WorkspaceExport {
  readonly comments: "kept" | "canonical";
  readonly cluster: string;
  readonly server: string;
  readonly namespace: string;
  readonly shoot: string;
  /** The object that is the cluster's control plane. */
  readonly object?: string;
  readonly kubeadm?: "v1beta4" | "v1beta3";
  readonly rancherBuild?: "with-flag" | "without-flag";
}

/** The example that a workspace began as. */
export interface WorkspaceExample {
  readonly id: string;
  readonly token?: string;
  readonly edited: boolean;
}
