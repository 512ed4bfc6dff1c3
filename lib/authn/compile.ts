import type { CheckedExpression, CompileResult } from "../cel/program.ts";
import type { Span } from "../source/span.ts";
import type {
  AnonymousAuthConfig,
  DecodedConfiguration,
  JwtAuthenticator,
  Locate,
  PrefixedClaimOrExpression,
} from "./types.ts";

/** A configuration that validated, ready for the authenticator: the options that kube-apiserver gives to oidc.New. */
export interface CompiledConfiguration {
  readonly issuers: readonly CompiledIssuer[];
  /** The file's word on anonymous requests; undefined if it has none and the server's flag decides. */
  readonly anonymous: AnonymousAuthConfig | undefined;
}

/** One entry of `jwt`, its expressions compiled and ready to run. */
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
      /** "" if there is none. */
      readonly prefix: string;
    }
  | {
      readonly kind: "expression";
      readonly path: string;
      readonly span: Span;
      readonly expression: CompiledExpression;
    };

/** One entry of `claimMappings.extra`. */
export interface CompiledExtra {
  readonly path: string;
  readonly span: Span;
  readonly key: string;
  readonly expression: CompiledExpression;
}

/** A rule that wants a claim to have a value. */
export interface RequiredClaim {
  readonly path: string;
  readonly span: Span;
  readonly claim: string;
  readonly value: string;
}

/** A rule with an expression; `message` is what the file says for when it is false, "" if it says nothing. */
export interface CompiledRule {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly expression: CompiledExpression;
}

/** A checked expression and where its text is in the configuration. */
export interface CompiledExpression {
  readonly checked: CheckedExpression;
  /** Of the field that holds it: "jwt[0].claimMappings.username.expression". */
  readonly path: string;
  readonly span: Span;
  /** Text offset of each UTF-16 unit of the expression, and of its end, as the last entry. */
  readonly offsets: () => readonly number[];
}

/** Puts a valid configuration together with its compiled expressions. Follows oidc.New's use of the CELMapper. */
export function compileConfiguration(
  { configuration, locate }: DecodedConfiguration,
  compilations: ReadonlyMap<string, CompileResult>,
): CompiledConfiguration {
  const c: Compiler = { locate, compilations };
  return {
    issuers: configuration.jwt.map((jwt, index) => compileIssuer(c, jwt, index)),
    anonymous: configuration.anonymous,
  };
}

interface Compiler {
  readonly locate: Locate;
  readonly compilations: ReadonlyMap<string, CompileResult>;
}

function compileIssuer(c: Compiler, jwt: JwtAuthenticator, index: number): CompiledIssuer {
  const path = `jwt[${index}]`;
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = jwt;
  const mappings = `${path}.claimMappings`;
  const username = compileMapping(c, claimMappings.username, `${mappings}.username`);
  const extra = claimMappings.extra.flatMap(({ key }, i): CompiledExtra[] => {
    const extraPath = `${mappings}.extra[${i}]`;
    const expression = findExpression(c, `${extraPath}.valueExpression`);
    return expression ? [{ path: extraPath, span: spanOf(c, extraPath), key, expression }] : [];
  });
  const requiredClaims = claimValidationRules.flatMap((rule, i): RequiredClaim[] => {
    const rulePath = `${path}.claimValidationRules[${i}]`;
    if (rule.claim === "") return [];
    const { claim, requiredValue: value } = rule;
    return [{ path: rulePath, span: spanOf(c, rulePath), claim, value }];
  });
  return {
    index,
    path,
    span: spanOf(c, path),
    url: issuer.url,
    discoveryURL: issuer.discoveryURL,
    audiences: issuer.audiences,
    certificateAuthority: issuer.certificateAuthority,
    username: username ?? { kind: "claim", path, span: spanOf(c, path), claim: "", prefix: "" },
    groups: compileMapping(c, claimMappings.groups, `${mappings}.groups`),
    uid: compileMapping(c, { ...claimMappings.uid, prefix: undefined }, `${mappings}.uid`),
    extra,
    requiredClaims,
    claimRules: compileRules(c, claimValidationRules, `${path}.claimValidationRules`),
    userRules: compileRules(c, userValidationRules, `${path}.userValidationRules`),
  };
}

function compileMapping(
  c: Compiler,
  { claim, prefix, expression: source }: PrefixedClaimOrExpression,
  path: string,
): CompiledMapping | undefined {
  if (claim !== "") {
    return { kind: "claim", path, span: spanOf(c, path), claim, prefix: prefix ?? "" };
  }
  const expression = source === "" ? undefined : findExpression(c, `${path}.expression`);
  return expression && { kind: "expression", path, span: spanOf(c, path), expression };
}

function compileRules(
  c: Compiler,
  rules: readonly { readonly expression: string; readonly message: string }[],
  rulesPath: string,
): CompiledRule[] {
  return rules.flatMap(({ message }, i) => {
    const path = `${rulesPath}[${i}]`;
    const expression = findExpression(c, `${path}.expression`);
    return expression ? [{ path, span: spanOf(c, path), message, expression }] : [];
  });
}

function findExpression(c: Compiler, path: string): CompiledExpression | undefined {
  const result = c.compilations.get(path);
  if (result?.kind !== "compiled") return undefined;
  const { span, offsets } = c.locate(path);
  return { checked: result.checked, path, span, offsets: offsets ?? (() => [span.start]) };
}

function spanOf(c: Compiler, path: string): Span {
  return c.locate(path).span;
}
