import type { Span } from "../source/span.ts";
import type { DataNode } from "../yaml/data.ts";

/**
 * An AuthenticationConfiguration as kube-apiserver holds it after decoding: the internal type of
 * k8s.io/apiserver/pkg/apis/apiserver/types.go. Absent strings are "" and absent lists are empty, as in Go.
 */
export interface AuthenticationConfiguration {
  readonly jwt: readonly JwtAuthenticator[];
  readonly anonymous?: AnonymousAuthConfig;
}

/** `anonymous`: whether requests without credentials are let in, and on which paths. */
export interface AnonymousAuthConfig {
  readonly enabled: boolean;
  readonly conditions: readonly { readonly path: string }[];
}

/** One entry of `jwt`: an issuer and what its tokens become. */
export interface JwtAuthenticator {
  readonly issuer: Issuer;
  readonly claimValidationRules: readonly ClaimValidationRule[];
  readonly claimMappings: ClaimMappings;
  readonly userValidationRules: readonly UserValidationRule[];
}

/** `jwt[].issuer`; what the file leaves out is "" or empty. */
export interface Issuer {
  readonly url: string;
  readonly discoveryURL: string;
  readonly certificateAuthority: string;
  readonly audiences: readonly string[];
  readonly audienceMatchPolicy: string;
  readonly egressSelectorType: string;
}

/** `jwt[].claimValidationRules[]`: a claim with the value it must have, or an expression over the claims. */
export interface ClaimValidationRule {
  readonly claim: string;
  readonly requiredValue: string;
  readonly expression: string;
  readonly message: string;
}

/** `jwt[].claimMappings`: where the user's fields come from. */
export interface ClaimMappings {
  readonly username: PrefixedClaimOrExpression;
  readonly groups: PrefixedClaimOrExpression;
  readonly uid: ClaimOrExpression;
  readonly extra: readonly ExtraMapping[];
}

/** A field taken from a claim or from an expression; the other of the two is "". */
export interface ClaimOrExpression {
  readonly claim: string;
  readonly expression: string;
}

/** A claim with the prefix that its values get, or an expression. */
export interface PrefixedClaimOrExpression extends ClaimOrExpression {
  /** undefined if the file has none, which differs from "". */
  readonly prefix: string | undefined;
}

/** `claimMappings.extra[]`. */
export interface ExtraMapping {
  readonly key: string;
  readonly valueExpression: string;
}

/** `jwt[].userValidationRules[]`: an expression over the user. */
export interface UserValidationRule {
  readonly expression: string;
  readonly message: string;
}

/** Where the value of a field path is in the text. */
export interface Location {
  /** The value; of an absent field the place where it would stand: the nearest thing around it. */
  readonly span: Span;
  /** The field's name, where it is written. */
  readonly keySpan?: Span;
  /** Whether the field itself is in the text, or `span` is what is around its place. */
  readonly exact: boolean;
  /** For a string scalar: the text offset of each UTF-16 unit of its value, and of its end, as the last entry. */
  readonly offsets?: () => readonly number[];
}

/** Finds field paths as the server writes them, `jwt[0].claimMappings.extra[1].key`, in the text. */
export type Locate = (path: string) => Location;

/** What the strict decoder made of a text. */
export interface DecodedConfiguration {
  /** "apiserver.config.k8s.io/v1beta1" */
  readonly apiVersion: string;
  readonly configuration: AuthenticationConfiguration;
  readonly locate: Locate;
  /** The text as data, for those who look for more than the fields. */
  readonly data: DataNode;
}
