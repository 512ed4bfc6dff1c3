import type { DecodedConfiguration, JwtAuthenticator } from "../authn/types.ts";
import type { ExpressionPiece, ExpressionPlace } from "../cel/editor/expression-place.ts";
import type { CelVariable, CompileResult } from "../cel/program.ts";
import type { Span } from "../source/span.ts";
import { findReads } from "../token/find-reads.ts";

/** What the configuration does with one claim. */
export interface ClaimReader {
  readonly claim: string;
  /** Index of the issuer in `jwt`. */
  readonly issuer: number;
  /** "username", "claimValidationRules[0]". */
  readonly field: string;
  /** Field path, "jwt[0].claimMappings.username.expression". */
  readonly path: string;
  /** What becomes of the claim: "becomes the username". */
  readonly effect: string;
  /** Where the field's value is in the text, where it is written. */
  readonly span?: Span;
}

/** Every field that reads a claim, in the order of the server, for a configuration that decoded, valid or not. */
export function listClaimReaders(
  { configuration, locate }: DecodedConfiguration,
  compilations: ReadonlyMap<string, CompileResult>,
): readonly ClaimReader[] {
  return configuration.jwt.flatMap((authenticator, issuer) =>
    readsOf(authenticator).flatMap(({ field, path: relative, effect, claims }) => {
      const path = `jwt[${issuer}].${relative}`;
      const named = claims ?? readsOfExpression(compilations.get(path));
      const { span, exact } = locate(path);
      return named.map((claim) => ({
        ...{ claim, issuer, field, path, effect },
        ...(exact && { span }),
      }));
    }),
  );
}

/** The expressions of a configuration, each with the places of its text. */
export function listExpressionPlaces({
  configuration,
  locate,
}: DecodedConfiguration): readonly ExpressionPlace[] {
  return configuration.jwt.flatMap((authenticator, issuer) =>
    expressionsOf(authenticator).flatMap(({ path: relative, variable, source }) => {
      const path = `jwt[${issuer}].${relative}`;
      const { exact, offsets } = locate(path);
      if (!exact || offsets === undefined) return [];
      return [{ path, variable, source, pieces: joinPieces(offsets()) }];
    }),
  );
}

/** Offsets of single units to stretches; the last entry is the end of the text and belongs to the stretch before it. */
export function joinPieces(offsets: readonly number[]): readonly ExpressionPiece[] {
  const pieces: { start: number; at: number; length: number }[] = [];
  offsets.slice(0, -1).forEach((at, start) => {
    const last = pieces.at(-1);
    if (last !== undefined && last.at + last.length === at) last.length += 1;
    else pieces.push({ start, at, length: 1 });
  });
  if (pieces.length === 0) return [{ start: 0, at: offsets[0] ?? 0, length: 0 }];
  return pieces;
}

interface Read {
  readonly field: string;
  /** Below `jwt[i]`. */
  readonly path: string;
  readonly effect: string;
  /** Absent if the expression at `path` says it. */
  readonly claims?: readonly string[];
}

function readsOf({ claimMappings, claimValidationRules }: JwtAuthenticator): Read[] {
  const mappings = (["username", "groups", "uid"] as const).flatMap((field): Read[] => {
    const { claim, expression } = claimMappings[field];
    const path = `claimMappings.${field}`;
    const effect = field === "groups" ? "becomes groups" : `becomes the ${field}`;
    if (expression !== "") return [{ field, path: `${path}.expression`, effect }];
    if (claim === "") return [];
    const own = { field, path: `${path}.claim`, effect, claims: [claim] };
    // resolveUsername of oidc.go: an e-mail address must be verified, if the token says anything about that.
    const verified = { ...own, effect: "must not be false", claims: ["email_verified"] };
    return field === "username" && claim === "email" ? [own, verified] : [own];
  });
  return [
    { field: "issuer", path: "issuer.url", effect: "picks the issuer", claims: ["iss"] },
    {
      field: "audiences",
      path: "issuer.audiences",
      effect: "must name an audience",
      claims: ["aud"],
    },
    { field: "lifetime", path: "issuer", effect: "makes the token expire", claims: ["exp"] },
    { field: "lifetime", path: "issuer", effect: "begins the token", claims: ["nbf"] },
    ...mappings,
    ...claimMappings.extra.map(({ key }, index) => ({
      field: `extra ${key}`,
      path: `claimMappings.extra[${index}].valueExpression`,
      effect: `becomes extra ${key}`,
    })),
    ...claimValidationRules.map(({ claim, expression }, index): Read => {
      const path = `claimValidationRules[${index}]`;
      const field = `rule ${index + 1}`;
      if (expression !== "")
        return { field, path: `${path}.expression`, effect: "decides a claim rule" };
      return { field, path: `${path}.claim`, effect: "must have a value", claims: [claim] };
    }),
  ];
}

function readsOfExpression(result: CompileResult | undefined): readonly string[] {
  const expr = result?.kind === "compiled" ? result.checked.expr : result?.partial?.expr;
  return expr === undefined ? [] : findReads(expr);
}

function expressionsOf({
  claimMappings,
  claimValidationRules,
  userValidationRules,
}: JwtAuthenticator): { path: string; variable: CelVariable; source: string }[] {
  const over = (variable: CelVariable) => (entry: { path: string; source: string }) => ({
    ...entry,
    variable,
  });
  return [
    ...[
      ...(["username", "groups", "uid"] as const).map((field) => ({
        path: `claimMappings.${field}.expression`,
        source: claimMappings[field].expression,
      })),
      ...claimMappings.extra.map(({ valueExpression }, index) => ({
        path: `claimMappings.extra[${index}].valueExpression`,
        source: valueExpression,
      })),
      ...claimValidationRules.map(({ expression }, index) => ({
        path: `claimValidationRules[${index}].expression`,
        source: expression,
      })),
    ].map(over("claims")),
    ...userValidationRules
      .map(({ expression }, index) => ({
        path: `userValidationRules[${index}].expression`,
        source: expression,
      }))
      .map(over("user")),
  ];
}
