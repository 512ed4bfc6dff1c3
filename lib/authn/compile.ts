import type { CheckedExpression } from "../cel/program.ts";
import type { Span } from "../source/span.ts";
import type { AnonymousAuthConfig } from "./types.ts";

/** A configuration that validated, ready for the authenticator: the options that kube-apiserver gives to oidc.New. */
export interface CompiledConfiguration {
  readonly issuers: readonly CompiledIssuer[];
  /** The file's word on anonymous requests; undefined where it has none and the server's flag decides. */
  readonly anonymous: AnonymousAuthConfig | undefined;
}

export interface CompiledIssuer {
  readonly index: number;
  /** "jwt[0]" */
  readonly path: string;
  readonly span: Span;
  readonly url: string;
  readonly discoveryURL: string;
  readonly audiences: readonly string[];
  readonly certificateAuthority: string;
  readonly username: CompiledMapping;
  readonly groups: CompiledMapping | undefined;
  readonly uid: CompiledMapping | undefined;
  readonly extra: readonly CompiledExtra[];
  /** The rules with `claim`, in the order of the file; the server walks them in the order of a Go map. */
  readonly requiredClaims: readonly RequiredClaim[];
  /** The rules with `expression`. All required claims are looked at before the first of them. */
  readonly claimRules: readonly CompiledRule[];
  readonly userRules: readonly CompiledRule[];
}

/** How one attribute of the user is made. `path` is that of the mapping, "jwt[0].claimMappings.username". */
export type CompiledMapping =
  | {
      readonly kind: "claim";
      readonly path: string;
      readonly span: Span;
      readonly claim: string;
      /** "" where there is none. */
      readonly prefix: string;
    }
  | {
      readonly kind: "expression";
      readonly path: string;
      readonly span: Span;
      readonly expression: CompiledExpression;
    };

export interface CompiledExtra {
  readonly path: string;
  readonly span: Span;
  readonly key: string;
  readonly expression: CompiledExpression;
}

export interface RequiredClaim {
  readonly path: string;
  readonly span: Span;
  readonly claim: string;
  readonly value: string;
}

export interface CompiledRule {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly expression: CompiledExpression;
}

/** A checked expression and where its text stands in the configuration. */
export interface CompiledExpression {
  readonly checked: CheckedExpression;
  /** Of the field that holds it: "jwt[0].claimMappings.username.expression". */
  readonly path: string;
  readonly span: Span;
  /** Text offset of each UTF-16 unit of the expression, and of its end, as the last entry. */
  readonly offsets: () => readonly number[];
}
