import type { LoadedConfiguration } from "../authn/load.ts";
import { couldBegin, fieldOfSubject, findGivers } from "../authn/names/match.ts";
import { type IssuerNames, type NamesByIssuer, namesOf } from "../authn/names/names.ts";
import { hashConfiguration } from "../authn/reload.ts";
import type { JwtAuthenticator } from "../authn/types.ts";
import type { CompileResult } from "../cel/program.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Bundle, exportBundle } from "../export/bundle.ts";
import { code, type Markdown, markdown, prose } from "../export/markdown.ts";
import type { NameReview, ReviewFacts } from "../export/review-facts.ts";
import type { ExportRequest, IssuerFacts } from "../export/types.ts";
import { formatMinor, type Minor, newestMinor } from "../kube/minor.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import { type Authorizer, usernameOf } from "../rbac/authorize.ts";
import { findEscalations, findPublicBindings } from "../rbac/escalation.ts";
import type { Binding, Policy, Subject } from "../rbac/types.ts";
import { type AccessQueries, policySourceOf } from "./access-queries.ts";
import { listClaimsRead } from "./claims-read.ts";
import { findNameRisks } from "./name-risks.ts";
import { type Queries, sourceOf } from "./queries.ts";
import { requestWays, type WaySource } from "./ways-view.ts";

/** What the files to download say of the documents. Names in it are untrusted text. */
export interface ExportFacts {
  /**
   * The errors of the documents, whatever the export makes of the API version and of the field `anonymous`: what an
   * API server of the version refuses, and what our own advice calls an error.
   */
  readonly errors: readonly string[];
  readonly issuers: readonly IssuerFacts[];
  readonly review: ReviewFacts;
}

/** Texts and settings that it follows from. */
export interface ExportSource {
  readonly minor: Minor;
  readonly configuration: string;
  readonly bindings: string;
  readonly disallowedIssuers: readonly string[];
  readonly defaultPolicy: boolean;
}

const linesShown = 50;

/** The files for a target, as they are asked for. `diagnostics` are the findings of all documents. */
export async function writeExport(
  source: ExportSource & WaySource & { readonly target: string },
  request: ExportRequest,
  diagnostics: readonly Diagnostic[],
  queries: ExportQueries,
): Promise<Bundle> {
  const { configuration, bindings, minor, target } = source;
  const facts = await gatherFacts(source, diagnostics, queries);
  const resources = await queries.served("");
  const asked = { ...request, ...requestWays(source) };
  return exportBundle({ configuration, bindings, minor, resources, ...facts, ...asked }, target);
}

type ExportQueries = Pick<Queries, "load"> &
  Pick<AccessQueries, "authorizer" | "ownPolicy" | "served">;

/** What the analysis knows for an export, whatever it is written as. */
async function gatherFacts(
  source: ExportSource,
  diagnostics: readonly Diagnostic[],
  queries: ExportQueries,
): Promise<ExportFacts> {
  const { configuration: text, bindings } = source;
  const loaded = queries.load(sourceOf(source));
  const checked =
    // Without a configuration there is nothing to refuse: roles, bindings and clients need none.
    text.trim() === ""
      ? { errors: [] }
      : loaded.compiled === undefined
        ? checkWithoutHead(source, queries)
        : { loaded, errors: [] };
  const facts = checked.loaded ?? loaded;
  const names = namesOf(facts);
  const configuration = checked.loaded?.decoded?.configuration ?? { jwt: [] };
  // Of the configuration only our own: what the server says of it was asked anew.
  const refused = diagnostics.filter(
    ({ document, severity, source: by }) =>
      severity === "error" &&
      (document === "bindings" || (document === "configuration" && by === "claimcheck")),
  );
  // The document alone: whoever wrote the files beside it has them already.
  const policy = { ...policySourceOf(source), files: [] };
  const own = queries.ownPolicy(policy);
  const authorizer = await queries.authorizer(policy);
  return {
    errors: [...checked.errors, ...refused.map(({ message }) => message)].slice(0, linesShown),
    issuers: configuration.jwt.map((issuer, index) =>
      describeIssuer(issuer, index, checked.loaded?.compilations),
    ),
    review: {
      issuers: configuration.jwt.map((issuer, index) => reviewIssuer(issuer, names[index])),
      names: reviewNames(facts, own, authorizer),
      findings: diagnostics
        .filter(({ document }) => document === "configuration" || document === "bindings")
        .slice(0, linesShown)
        .map(({ code, path, message, severity }) => ({ id: code, path, message, severity })),
      unknowns: listUnknowns(source, own, authorizer),
      hashes: { configuration: hashConfiguration(text), bindings: hashConfiguration(bindings) },
    },
  };
}

/**
 * The issuers alone as any version of the API has them: an export writes the version and `anonymous` itself, so what
 * the server says of these two does not count.
 */
function checkWithoutHead(
  source: ExportSource,
  { load }: Pick<Queries, "load">,
): {
  readonly loaded?: LoadedConfiguration;
  readonly errors: readonly string[];
} {
  const newest = load({ ...sourceOf(source), minor: newestMinor });
  if (newest.decoded === undefined) return { errors: [newest.decodeError ?? ""] };
  const jwt = newest.decoded.configuration.jwt.map(withoutEmpty);
  const head = {
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    kind: "AuthenticationConfiguration",
  };
  const loaded = load({ ...sourceOf(source), text: JSON.stringify({ ...head, jwt }) });
  const errors = loaded.decodeError
    ? [loaded.decodeError]
    : loaded.errors.map(({ error }) => error);
  return { loaded: loaded.decoded ? loaded : { ...loaded, decoded: newest.decoded }, errors };
}

/** Empty strings and lists away: an older version may not know their fields. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      // A prefix may be empty, and must be there.
      (inner === "" && key !== "prefix") || (Array.isArray(inner) && inner.length === 0)
        ? []
        : [[key, withoutEmpty(inner)]],
    ),
  );
}

function describeIssuer(
  authenticator: JwtAuthenticator,
  index: number,
  compilations: ReadonlyMap<string, CompileResult> | undefined,
): IssuerFacts {
  const { url, audiences, certificateAuthority } = authenticator.issuer;
  const claims = listClaimsRead(authenticator, index, compilations);
  return { url, audiences, certificateAuthority, claims };
}

function reviewIssuer(
  { issuer, claimMappings, claimValidationRules, userValidationRules }: JwtAuthenticator,
  names: IssuerNames | undefined,
) {
  const { username, groups } = claimMappings;
  const guarded = (field: "username" | "groups") =>
    names?.[field].patterns.some((pattern) => couldBegin(pattern, "system:")) !== true;
  return {
    url: issuer.url,
    audiences: issuer.audiences,
    username: describeName(username.claim, username.prefix, username.expression),
    groups: describeName(groups.claim, groups.prefix, groups.expression),
    rules: [
      ...claimValidationRules.map(({ claim, requiredValue, expression }) =>
        claim === "" ? code(expression) : markdown`claim ${code(claim)} is ${code(requiredValue)}`,
      ),
      ...userValidationRules.map(({ expression }) => code(expression)),
    ],
    warnings: [
      ...(guarded("username")
        ? []
        : [markdown`nothing keeps its user names from starting with system:.`]),
      ...(guarded("groups")
        ? []
        : [markdown`nothing keeps its groups from starting with system:.`]),
    ],
  };
}

function describeName(claim: string, prefix: string | undefined, expression: string): Markdown {
  if (claim !== "") {
    const front = prefix
      ? markdown`, with ${code(prefix)} before it`
      : markdown`, without a prefix`;
    return markdown`claim ${code(claim)}${front}`;
  }
  return expression === "" ? markdown`none` : markdown`expression ${code(expression)}`;
}

function reviewNames(
  loaded: LoadedConfiguration,
  own: Policy,
  authorizer: Authorizer,
): NameReview[] {
  const issuers = namesOf(loaded);
  const { risks } = findNameRisks(loaded, own, authorizer);
  const everybody = findPublicBindings(own, authorizer);
  const names = new Map<string, { subject: Subject; namespace: string; bindings: Binding[] }>();
  for (const binding of own.bindings) {
    for (const subject of binding.subjects) {
      const key = `${subject.kind}\n${subject.namespace}\n${subject.name}`;
      const known = names.get(key);
      if (known) known.bindings.push(binding);
      else names.set(key, { subject, namespace: binding.namespace, bindings: [binding] });
    }
  }
  return [...names.values()].map(({ subject, namespace, bindings }) => ({
    kind: subject.kind,
    name: usernameOf(subject, namespace) ?? subject.name,
    issuers: urlsOf(issuers, subject),
    roles: bindings.map(describeRole),
    escalations: findEscalations(authorizer, userOf(subject, namespace)).map(
      ({ title, leadsTo, severity, namespace: place }) =>
        markdown`${prose(title)}${place === "" ? markdown`` : markdown` in ${code(place)}`} (${prose(severity)}): ${prose(leadsTo)}`,
    ),
    outsiders: [
      ...risks.filter((found) => sameSubject(found.subject, subject)),
      ...everybody.filter(({ group }) => group === subject.name),
    ].map(({ message, severity }) => markdown`${prose(severity)}: ${code(message)}`),
  }));
}

/** The issuers whose mappings can give a subject's name. */
function urlsOf(names: NamesByIssuer, { kind, name }: Subject): readonly string[] {
  const field = fieldOfSubject(kind);
  const givers = field === undefined ? [] : findGivers(names, field, name);
  return [...new Set(givers.map(({ issuer }) => issuer.url))];
}

/** Somebody who has the name and nothing else: what the bindings give to the name alone. */
function userOf(subject: Subject, namespace: string) {
  return subject.kind === "Group"
    ? { username: "", groups: [subject.name] }
    : { username: usernameOf(subject, namespace) ?? subject.name, groups: [authenticatedGroup] };
}

function describeRole({ kind, name, namespace, roleRef }: Binding): Markdown {
  const place = namespace === "" ? markdown`in the whole cluster` : markdown`in ${code(namespace)}`;
  return markdown`${code(roleRef.kind)} ${code(roleRef.name)} ${place}, by ${code(kind)} ${code(name)}`;
}

function sameSubject(a: Subject, b: Subject): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

function listUnknowns(
  { minor, defaultPolicy }: ExportSource,
  own: Policy,
  authorizer: Authorizer,
): Markdown[] {
  const missing = own.bindings
    .filter(
      ({ roleRef, namespace }) => !authorizer.roleRules(roleRef.kind, namespace, roleRef.name),
    )
    .map(({ roleRef: { kind, name }, namespace }) =>
      kind === "Role"
        ? markdown`Role ${code(`${namespace}/${name}`)}`
        : markdown`${code(kind)} ${code(name)}`,
    );
  return [
    ...[...new Set(missing)].map(
      (role) => markdown`${role} is bound and was not supplied: what it allows is unknown.`,
    ),
    ...(defaultPolicy
      ? [
          markdown`The default roles are those of Kubernetes ${prose(formatMinor(minor))}, before anybody changed or aggregated into them.`,
        ]
      : [markdown`The default roles were left aside.`]),
  ];
}
