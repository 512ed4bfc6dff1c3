import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { LoadedConfiguration } from "../authn/load.ts";
import { type IssuerNames, namesOf } from "../authn/names/names.ts";
import type { AuthenticationConfiguration, JwtAuthenticator, Locate } from "../authn/types.ts";
import type { CelReference, CompileResult } from "../cel/program.ts";
import type { CelType } from "../cel/types.ts";
import type { Minor } from "../kube/minor.ts";
import { type ClusterTarget, findClusterTarget } from "../kube/targets.ts";
import type { DocumentId, Span } from "../source/span.ts";
import type { DataNode } from "../yaml/data.ts";
import { findProvider, type Provider } from "./providers.ts";
import { createStringPlace, type StringPlace } from "./string-place.ts";

/** What the rules may look at. */
export interface LintInput {
  readonly text: string;
  readonly minor: Minor;
  /** The id of a cluster target. */
  readonly target: string;
  readonly loaded: LoadedConfiguration;
  /** Unix seconds. */
  readonly now: number;
  /** What is known of the token at hand. */
  readonly token?: LintToken;
  /** Which document the text is; the edited configuration if nothing is said. */
  readonly document?: DocumentId;
}

/** What the rules may know of a token: never its text. */
export interface LintToken {
  /** `alg` of its header. */
  readonly algorithm?: string;
  /** Unix seconds. */
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  readonly issuer?: string;
  /** Claims at the top whose values are numbers. */
  readonly numbers?: readonly string[];
  /** The repository of a job, with ids of nothing but digits. Names are untrusted text. */
  readonly repository?: {
    readonly owner: string;
    readonly ownerId: string;
    readonly name: string;
    readonly id: string;
  };
}

/** What the rules look at, gathered once. */
export interface LintContext {
  readonly text: string;
  readonly minor: Minor;
  readonly target: ClusterTarget;
  readonly now: number;
  readonly token: LintToken;
  readonly document: DocumentId;
  /** Whether the text is a configuration at all; without, the lists are empty. */
  readonly decoded: boolean;
  /** Whether the server refuses what decoded. */
  readonly refused: boolean;
  readonly configuration: AuthenticationConfiguration;
  readonly issuers: readonly LintIssuer[];
  /** All expressions of all issuers, in the order of the file's type. */
  readonly expressions: readonly LintExpression[];
  readonly data: DataNode | undefined;
  readonly locate: Locate;
}

/** One issuer with what is known of it. */
export interface LintIssuer {
  readonly index: number;
  /** "jwt[0]" */
  readonly path: string;
  readonly jwt: JwtAuthenticator;
  /** The service behind the URL, where it is a known one. */
  readonly provider: Provider | undefined;
  /** What it can name users and groups. */
  readonly names: IssuerNames;
  readonly expressions: readonly LintExpression[];
}

/** What an expression is for. */
export type LintRole = "username" | "groups" | "uid" | "extra" | "claim-rule" | "user-rule";

/** An expression that parses, whether or not it compiles. */
export interface LintExpression {
  readonly path: string;
  readonly role: LintRole;
  readonly issuer: number;
  readonly source: string;
  readonly expr: Expr;
  /** Types and references as far as the checker got. */
  readonly types: ReadonlyMap<bigint, CelType>;
  readonly references: ReadonlyMap<bigint, CelReference>;
  readonly compiled: boolean;
  /** Whether the server's compiler dies on it. */
  readonly crashes: boolean;
  /** Where the expression is in the text. */
  readonly span: Span;
  /** Of a node, in UTF-16 offsets of the expression; undefined for what macros add. */
  rangeOf(node: Expr): Span | undefined;
  /** Of a node, in the text; the whole expression for what macros add. */
  spanOf(node: Expr): Span;
  readonly place: StringPlace;
}

/** Gathers what the rules look at. Takes any outcome of the loader and never throws. */
export function createLintContext(input: LintInput): LintContext {
  const { text, minor, loaded, now } = input;
  const { decoded } = loaded;
  const document = input.document ?? "configuration";
  const locate: Locate =
    decoded?.locate ?? (() => ({ span: { start: 0, end: 0 }, exact: false }) as const);
  const configuration = decoded?.configuration ?? { jwt: [] };
  const issuers = namesOf(loaded).flatMap((names, index): LintIssuer[] => {
    const jwt = configuration.jwt[index];
    if (jwt === undefined) return [];
    const path = `jwt[${index}]`;
    const expressions = listExpressions(jwt, path).flatMap(([role, field, source]) => {
      const result = loaded.compilations?.get(field);
      const made = makeExpression(input, locate, { role, path: field, source, issuer: index });
      return result === undefined ? [] : made(result);
    });
    return [{ index, path, jwt, provider: findProvider(jwt.issuer.url), names, expressions }];
  });
  return {
    text,
    minor,
    target: findClusterTarget(input.target),
    now,
    token: input.token ?? {},
    document,
    decoded: decoded !== undefined,
    refused: loaded.errors.length > 0,
    configuration,
    issuers,
    expressions: issuers.flatMap(({ expressions }) => expressions),
    data: decoded?.data,
    locate,
  };
}

/** The expression of a field, where it parses. */
export function findExpression(issuer: LintIssuer, role: LintRole): LintExpression | undefined {
  return issuer.expressions.find((each) => each.role === role);
}

function listExpressions(jwt: JwtAuthenticator, path: string): [LintRole, string, string][] {
  const { username, groups, uid, extra } = jwt.claimMappings;
  const mappings = `${path}.claimMappings`;
  const all: [LintRole, string, string][] = [
    ["username", `${mappings}.username.expression`, username.expression],
    ["groups", `${mappings}.groups.expression`, groups.expression],
    ["uid", `${mappings}.uid.expression`, uid.expression],
    ...extra.map(({ valueExpression }, i): [LintRole, string, string] => [
      "extra",
      `${mappings}.extra[${i}].valueExpression`,
      valueExpression,
    ]),
    ...jwt.claimValidationRules.map(({ expression }, i): [LintRole, string, string] => [
      "claim-rule",
      `${path}.claimValidationRules[${i}].expression`,
      expression,
    ]),
    ...jwt.userValidationRules.map(({ expression }, i): [LintRole, string, string] => [
      "user-rule",
      `${path}.userValidationRules[${i}].expression`,
      expression,
    ]),
  ];
  return all.filter(([, , source]) => source !== "");
}

function makeExpression(
  { text }: LintInput,
  locate: Locate,
  head: Pick<LintExpression, "role" | "path" | "source" | "issuer">,
): (result: CompileResult) => LintExpression[] {
  return (result) => {
    const tree = result.kind === "compiled" ? result.checked : result.partial;
    // Without positions the parser did not get to the end of the text.
    if (tree?.expr === undefined || tree.sourceInfo === undefined) return [];
    const { expr, spans = new Map<bigint, Span>() } = tree;
    const location = locate(head.path);
    const place = createStringPlace(text, location, head.source);
    const rangeOf = (node: Expr) => spans.get(node.id);
    return [
      {
        ...head,
        expr,
        types: tree.types ?? new Map<bigint, CelType>(),
        references: tree.references ?? new Map<bigint, CelReference>(),
        compiled: result.kind === "compiled",
        crashes: result.kind === "failed" && result.crash === true,
        span: location.span,
        rangeOf,
        spanOf: (node) => {
          const range = rangeOf(node);
          return range === undefined ? location.span : place.spanOf(range);
        },
        place,
      },
    ];
  };
}
