import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FieldError } from "../diagnostics/field-error.ts";
import type { Minor } from "../kube/minor.ts";
import type { CompiledConfiguration } from "./compile.ts";
import type { AnonymousAuthConfig, DecodedConfiguration } from "./types.ts";

export interface LoadOptions {
  readonly minor: Minor;
  /** The server's own service-account issuers. */
  readonly disallowedIssuers?: readonly string[];
}

/** What a kube-apiserver of the version makes of a configuration file. */
export interface LoadedConfiguration {
  /** The whole text of the decoder's refusal. */
  readonly decodeError?: string;
  /** The errors of validation, in the server's order. */
  readonly errors: readonly FieldError[];
  /** The same as findings with spans. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the text decoded, valid or not. */
  readonly decoded?: DecodedConfiguration;
  /** Where the configuration is valid. */
  readonly compiled?: CompiledConfiguration;
  readonly anonymous?: AnonymousAuthConfig;
  /** What the server logs: at start (it ends), at reload (the old configuration stays). Absent where all is well. */
  readonly serverLine?: { readonly start: string; readonly reload: string };
}
