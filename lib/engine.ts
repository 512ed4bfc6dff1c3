import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { Minor } from "./kube/minor.ts";
import type { Authentication } from "./token/trace.ts";

/** Everything the page shows is a function of this. No clock, no network: what is unknown is not in it. */
export interface AnalysisInput {
  readonly minor: Minor;
  readonly configuration: string;
  /** The configuration that runs today, where the user keeps one. */
  readonly running?: string;
  readonly bindings: string;
  /** As pasted: a JWT in any wrapping, or a JSON object of claims. */
  readonly token: string;
  /** Pasted key material by issuer URL; the entry "" serves every issuer. JWKS, PEM or discovery document. */
  readonly keys: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly now: number;
  readonly target: string;
  readonly authorizationModes: readonly string[];
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
  /** Whether the default roles and bindings of the version stand below the user's own. */
  readonly defaultPolicy: boolean;
  /** The namespace the access panel looks at; undefined is cluster-wide. */
  readonly namespace?: string;
}

/** Placeholder of the contract: stages are filled by the engine's folders. */
export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  readonly authentication?: Authentication;
}
