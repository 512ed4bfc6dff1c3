import type { Answers } from "../catalogue/entry.ts";
import type { Minor } from "../kube/minor.ts";
import type { AccessInput } from "./access-input.ts";
import type { PolicyFile } from "./policy-file-view.ts";
import type { ScratchInput } from "./scratch-view.ts";

/** Everything the page shows is a function of this. No clock, no network: what is unknown is not in it. */
export interface AnalysisInput {
  readonly minor: Minor;
  readonly configuration: string;
  /** The text out of which the configuration was taken: a wrapper, or other settings. */
  readonly opened?: string;
  /** The configuration that runs today, if the user keeps one. */
  readonly running?: string;
  readonly bindings: string;
  /** The roles and bindings that the cluster has today, if they are known; the files are beside them too. */
  readonly runningBindings?: string;
  /** As pasted: a JWT in any wrapping, or a JSON object of claims. */
  readonly token: string;
  /** Pasted key material by issuer URL; the entry "" serves every issuer. JWKS, PEM or discovery document. */
  readonly keys: Readonly<Record<string, string>>;
  /** What endpoints of distributed claims answer, by URL: a JWT, or a status line. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly now: number;
  readonly target: string;
  readonly authorizationModes: readonly string[];
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
  /** Whether the default roles and bindings of the version are below the user's own. */
  readonly defaultPolicy: boolean;
  /** The namespace the access panel looks at; undefined is cluster-wide. */
  readonly namespace?: string;
  /** Roles and bindings beside the document. The caller keeps each as long as it is the same. */
  readonly files?: readonly PolicyFile[];
  /** What is asked about access; absent asks as the token's user for no more than the summary. */
  readonly access?: AccessInput;
  /** Ways in without an issuer that were composed: the answers by the way's id. */
  readonly ways?: Readonly<Record<string, Answers>>;
  /** An expression to try out beside the configuration. */
  readonly scratch?: ScratchInput;
  /** Tokens beside the one that is looked at. */
  readonly savedTokens?: readonly SavedToken[];
}

/** A token beside the one that is looked at. */
export interface SavedToken {
  readonly id: string;
  readonly name: string;
  /** As pasted. */
  readonly text: string;
}
