import type { LoadedConfiguration } from "../authn/load.ts";
import type { NamesByIssuer } from "../authn/names/names.ts";
import type { JwtAuthenticator } from "../authn/types.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { code, joinMarkdown, type Markdown, markdown, prose } from "../export/markdown.ts";
import type { ReviewSummary } from "../export/review-facts.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import type { PublicBinding } from "../rbac/escalation.ts";
import type { Binding } from "../rbac/types.ts";
import type { Worth } from "../rbac/worth.ts";
import type { AnonymousAccess } from "../token/anonymous.ts";
import { findReads } from "../token/find-reads.ts";
import { conditionWords } from "./condition-words.ts";
import type { NameRisk } from "./name-risks.ts";

/** What a summary is made of. */
export interface SummaryMaterial {
  readonly jwt: readonly JwtAuthenticator[];
  readonly names: NamesByIssuer;
  readonly loaded: LoadedConfiguration;
  /** Worst first. */
  readonly risks: readonly NameRisk[];
  readonly everybody: readonly PublicBinding[];
  readonly anonymous: AnonymousAccess | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The summary: who can get in, and the worst for an outsider, a member and a former member. */
export function summarizeReview(material: SummaryMaterial): ReviewSummary {
  const { loaded, jwt } = material;
  if (loaded.compiled === undefined && jwt.length === 0)
    return { getIn: [unloaded], outsider: unknown, member: unknown, leaver: unknown };
  return {
    getIn: [
      ...(loaded.compiled === undefined ? [unloaded, asWritten] : []),
      ...material.jwt.map((issuer, i) => describeEntry(issuer, i, material)),
      describeAnonymous(material),
    ],
    outsider: describeOutsider(material),
    member: describeMember(material),
    leaver: describeLeaver(material),
  };
}

function describeEntry(
  { issuer, claimValidationRules, userValidationRules }: JwtAuthenticator,
  index: number,
  { names, diagnostics }: SummaryMaterial,
): Markdown {
  const url = code(issuer.url);
  if (names[index]?.admits.length === 0)
    return markdown`${url}: nobody, its rules cannot be fulfilled`;
  const rules = claimValidationRules.length + userValidationRules.length;
  const audiences = joinMarkdown(issuer.audiences.map(code), " or ");
  const what =
    rules === 0
      ? markdown`every valid token for ${audiences}, without a rule`
      : markdown`tokens for ${audiences} that fulfil ${prose(rules === 1 ? "its rule" : `all ${rules} rules`)}`;
  return isOpen(index, diagnostics)
    ? markdown`${url}: ${what}. **Everybody can have an account there, and nothing pins the organisation.**`
    : markdown`${url}: ${what}`;
}

function isOpen(index: number, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(
    ({ code: id, path }) => id === "lint/unpinned-issuer" && path.startsWith(`jwt[${index}]`),
  );
}

function describeAnonymous({ anonymous }: SummaryMaterial): Markdown {
  switch (anonymous?.kind) {
    case undefined:
      return markdown`Without a token: as the old file says`;
    case "refused":
      return markdown`Without a token: nobody`;
    case "paths":
      return markdown`Without a token: everybody, for ${joinMarkdown(anonymous.paths.map(code), " and ")} only`;
    case "flag":
      return markdown`Without a token: everybody, as system:anonymous, if the API server runs without --anonymous-auth=false`;
    default:
      return markdown`Without a token: everybody, as system:anonymous`;
  }
}

const unloaded = markdown`Nobody through this file: the API server does not load it. One that runs keeps its old file, and none starts with it`;
const asWritten = markdown`What follows is of the mappings as they are written`;
const unknown = markdown`not known, because the API server does not load this configuration.`;
const nothing = markdown`nothing that these documents show.`;

function describeOutsider({ risks, everybody, jwt, diagnostics }: SummaryMaterial): Markdown {
  const open = jwt.some((_, index) => isOpen(index, diagnostics));
  const crowds = everybody.filter(({ group }) => open || group !== authenticatedGroup);
  const worst = worstOf(
    risks.filter(({ reach }) => reach === "everybody"),
    crowds,
  );
  return open && worst === nothing
    ? markdown`gets in as an authenticated user, and no binding here gives more to names that an outsider can have.`
    : worst;
}

function describeMember({ risks, everybody }: SummaryMaterial): Markdown {
  return worstOf(
    risks.filter(({ reach }) => reach === "members" || reach === "users"),
    everybody.filter(({ group }) => group === authenticatedGroup),
  );
}

const severities = ["critical", "high", "medium", "low", "info"];

function worstOf(risks: readonly NameRisk[], crowds: readonly PublicBinding[]): Markdown {
  const [risk] = risks;
  const [crowd] = [...crowds].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  if (risk === undefined && crowd === undefined) return nothing;
  const first =
    risk === undefined ||
    (crowd !== undefined && severities.indexOf(crowd.severity) < severities.indexOf(risk.severity));
  if (crowd !== undefined && first)
    return markdown`**${prose(crowd.severity)}**: gets ${roleOf(crowd.binding)} as ${code(crowd.group)}.`;
  if (risk === undefined) return nothing;
  const { severity, binding, subject, who, conditions } = risk;
  return markdown`**${prose(severity)}**: gets ${roleOf(binding)} as ${code(subject.kind)} ${code(subject.name)}${suppliedWords(risk)}. This takes ${code(who)}${conditionWords(conditions)}.`;
}

function roleOf({ roleRef, namespace, kind, name }: Binding): Markdown {
  const place = namespace === "" ? markdown`in the whole cluster` : markdown`in ${code(namespace)}`;
  return markdown`${code(roleRef.kind)} ${code(roleRef.name)} ${place} (${code(kind)} ${code(name)})`;
}

function suppliedWords({ worth }: NameRisk): Markdown {
  return worth === "unknown"
    ? markdown`; what the role allows is unknown, it was not supplied`
    : markdown``;
}

const worths: readonly Worth[] = [
  ...(["everything", "more", "changes", "unknown"] as const),
  ...(["reads", "discovers", "nothing"] as const),
];

// The server asks no issuer whether a token is still valid: until it expires, it gives what it gave.
function describeLeaver({ risks, jwt, loaded, diagnostics }: SummaryMaterial): Markdown {
  const [worst] = [...risks].sort((a, b) => worths.indexOf(a.worth) - worths.indexOf(b.worth));
  if (jwt.length === 0) return markdown`nothing by a token: there is no issuer.`;
  const kept =
    worst === undefined
      ? markdown`keeps what every authenticated user has`
      : markdown`keeps their names, at worst ${roleOf(worst.binding)} as ${code(worst.subject.kind)} ${code(worst.subject.name)},`;
  const unlimited = jwt.flatMap(({ issuer }, index) =>
    limitsLife(index, loaded) ? [] : [code(issuer.url)],
  );
  const life =
    unlimited.length === 0
      ? markdown`until the token expires; a rule for each issuer looks at exp and iat`
      : markdown`until the token expires, and no rule limits how long that is at ${joinMarkdown(unlimited, " and ")}`;
  const reused = diagnostics.some(({ code: id }) =>
    ["lint/mutable-username", "lint/immutable-subject"].includes(id),
  );
  const taken = reused
    ? markdown` A name that they leave behind may be taken by somebody else, with its bindings: see the findings.`
    : markdown``;
  return markdown`${kept} ${life}.${taken}`;
}

function limitsLife(index: number, { compilations }: LoadedConfiguration): boolean {
  return [...(compilations ?? [])].some(([path, result]) => {
    if (!path.startsWith(`jwt[${index}].claimValidationRules`)) return false;
    if (result.kind !== "compiled") return false;
    const reads = new Set(findReads(result.checked.expr));
    return reads.has("exp") && reads.has("iat");
  });
}
