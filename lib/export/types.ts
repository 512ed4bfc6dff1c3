import type { DecodedConfiguration } from "../authn/types.ts";
import type { Minor } from "../kube/minor.ts";
import type { ApiResource } from "../rbac/api-resources.ts";
import type { ExportedFile } from "./files.ts";
import type { ReviewFacts } from "./review-facts.ts";

/** What a bundle is made of: documents and what the analysis learned from them. Nothing secret is in it. */
export interface ExportInput {
  /** The AuthenticationConfiguration as written in the editor. */
  readonly configuration: string;
  /** The roles and bindings as written in the editor; may be empty. */
  readonly bindings: string;
  readonly minor: Minor;
  /** "canonical" orders the fields as the API does and drops comments. */
  readonly comments: "kept" | "canonical";
  readonly issuers: readonly IssuerFacts[];
  /** The user that the current token becomes, to make a certificate for. */
  readonly user?: { readonly username: string; readonly groups: readonly string[] };
  /** People who get a client certificate, whatever the token became. */
  readonly certificates?: readonly CertificateFacts[];
  /** What the GitLab agent's files are made of; without it they have placeholders, and are written beside a GitLab issuer only. */
  readonly agent?: AgentFacts;
  readonly cluster: ClusterFacts;
  /** How the target differs by build; each target reads what it knows. */
  readonly options?: TargetOptions;
  /** The errors of the documents, whatever the target does to them. */
  readonly errors?: readonly string[];
  /** Tests of logins; without them no job for a pipeline is written. */
  readonly tests?: TestFacts;
  /** For review.md; without it there is none. */
  readonly review?: ReviewFacts;
  /** What the API server serves, so that kubectl can be asked about it; without it every question is put raw. */
  readonly resources?: readonly ApiResource[];
}

/** An input whose configuration can be read: only of such a one are files made. */
export interface ReadableInput extends ExportInput {
  readonly decoded: DecodedConfiguration;
}

/** What a bundle depends on beside the documents: how it is to be written, for which cluster, with whose certificate. */
export type ExportRequest = Pick<
  ExportInput,
  "comments" | "cluster" | "options" | "user" | "certificates" | "agent"
> & {
  /** The list of tests; none is written if it is empty. */
  readonly tests?: string;
  /** The moment of the tests in Unix seconds, if it is not the running clock. */
  readonly testsNow?: number;
};

export interface IssuerFacts {
  readonly url: string;
  readonly audiences: readonly string[];
  /** PEM as in the configuration, empty if the system's roots serve. */
  readonly certificateAuthority: string;
  /** Names of the claims that the configuration reads. */
  readonly claims: readonly string[];
}

/** Who gets a client certificate: the common name and the organisations. */
export interface CertificateFacts {
  readonly username: string;
  readonly groups: readonly string[];
  /** How long it is valid; a day if nothing is said. */
  readonly hours?: number;
}

/** The tests of a workspace. Claims in them are kept because their owner asked for it. */
export interface TestFacts {
  /** The list, as the workspace file has it. */
  readonly list: string;
  /** The moment of the tests in Unix seconds, if the workspace names one. */
  readonly now?: number;
  /** Whether a file of the bundle opens as a configuration, whatever it is wrapped in. */
  readonly holdsConfiguration: (text: string) => boolean;
}

/** An agent of GitLab. Empty texts become placeholders. */
export interface AgentFacts {
  /** "https://gitlab.example.com". */
  readonly gitlab: string;
  readonly name: string;
  /** Its number, which GitLab gives at the registration. */
  readonly number: string;
  /** The whole text of its config.yaml. */
  readonly config: string;
  /** Every group that its users can be in, beside system:authenticated; empty if that is not known. */
  readonly groups: readonly string[];
}

export interface ClusterFacts {
  readonly name: string;
  /** "https://api.example.com:6443"; a placeholder if unknown. */
  readonly server: string;
}

export interface TargetOptions {
  /** kubeadm: which version of its configuration; the newest that the minor version reads if absent. */
  readonly kubeadm?: "v1beta4" | "v1beta3";
  /** k3s, RKE2: builds before May 2025 pass --anonymous-auth=false themselves, later ones leave it to the file. */
  readonly rancherBuild?: "with-flag" | "without-flag";
  /** The object that holds the cluster's control plane, or the cluster's name where a product asks for one. */
  readonly object?: { readonly namespace?: string; readonly name?: string };
  /** Gardener: the project's namespace and the shoot's name. */
  readonly gardener?: { readonly namespace: string; readonly shoot: string };
}

/** A file set for one kind of cluster, and what its owner must know. */
export interface TargetExport {
  readonly files: readonly ExportedFile[];
  /** What was changed in the configuration for this target, and why. */
  readonly changes: readonly string[];
  /** Problems: the files must not be applied before they are solved. */
  readonly problems: readonly string[];
  readonly guide: TargetGuide;
}

/** One sentence or command each; commands are lines that begin with "$ ". */
export interface TargetGuide {
  readonly minimum: string;
  /** What puts the file into force: a restart, a rollout, a reload. */
  readonly activation: string;
  /** Where the file lies on the node. */
  readonly location: string;
  readonly order: readonly string[];
  /** Whether a cluster is there to take the bindings before the switch, or only once the steps are done. */
  readonly bindings: "before" | "after";
  /** What a change of the file takes later. */
  readonly later: readonly string[];
  readonly check: readonly string[];
  readonly rollback: readonly string[];
  /** Which way in goes on working meanwhile. */
  readonly oldWay: string;
}

export interface ExportTarget {
  /** `ClusterTarget.id`. */
  readonly id: string;
  export(input: ReadableInput): TargetExport;
}
