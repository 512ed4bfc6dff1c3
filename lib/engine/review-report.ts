import { describePattern } from "../authn/names/describe.ts";
import { couldBegin } from "../authn/names/match.ts";
import { type IssuerNames, type NamesByIssuer, namesOf } from "../authn/names/names.ts";
import { unknownReasonOf } from "../authn/names/text.ts";
import { hashConfiguration } from "../authn/reload.ts";
import type { JwtAuthenticator } from "../authn/types.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { code, joinMarkdown, type Markdown, markdown, prose } from "../export/markdown.ts";
import type { BindingReview, IssuerReview, ReviewFacts, Unknown } from "../export/review-facts.ts";
import { formatMinor } from "../kube/minor.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import { type Authorizer, usernameOf } from "../rbac/authorize.ts";
import { type Escalation, findEscalations, findPublicBindings } from "../rbac/escalation.ts";
import type { Binding, Policy, Subject } from "../rbac/types.ts";
import { readAnonymousAccess } from "../token/anonymous.ts";
import { conditionWords } from "./condition-words.ts";
import type { ExportSource } from "./export-source.ts";
import { findNameRisks, type NameRisk } from "./name-risks.ts";
import { compareReviews, type ReviewSide } from "./review-difference.ts";
import { summarizeReview } from "./review-summary.ts";

/** What a report is made of. */
export interface ReviewMaterial {
  readonly source: ExportSource;
  readonly diagnostics: readonly Diagnostic[];
  readonly edited: ReviewSide;
  /** What runs, if something is said to run. */
  readonly running?: ReviewSide;
}

const linesShown = 50;

/** The facts of the report for a reviewer. */
export function gatherReview({
  source,
  diagnostics,
  edited,
  running,
}: ReviewMaterial): ReviewFacts {
  const { loaded, own, authorizer } = edited;
  const names = namesOf(loaded);
  const jwt = loaded.decoded?.configuration.jwt ?? [];
  const { risks } = findNameRisks(loaded, own, authorizer);
  const everybody = findPublicBindings(own, authorizer);
  const anonymous =
    loaded.compiled === undefined ? undefined : readAnonymousAccess(loaded.compiled, source.minor);
  return {
    summary: summarizeReview({ jwt, names, loaded, risks, everybody, anonymous, diagnostics }),
    issuers: jwt.map((issuer, index) => reviewIssuer(issuer, names[index])),
    bindings: reviewBindings(own, risks, everybody, names),
    roles: describeRoles(own, authorizer),
    findings: listFindings(diagnostics),
    unknowns: listUnknowns(source, own, authorizer, names),
    hashes: listHashes(source),
    ...(running && { difference: compareReviews(running, edited) }),
  };
}

// Who can get a bound name is said by its binding, with what it takes.
const saidByBindings = ["lint/name-risk", "lint/unobtainable-name"];

function listFindings(diagnostics: readonly Diagnostic[]): ReviewFacts["findings"] {
  const found = diagnostics
    .filter(({ document }) => document === "configuration" || document === "bindings")
    .filter(({ code: id }) => !saidByBindings.includes(id))
    .map(({ code: id, path, message, severity }) => ({ id, path, message, severity }));
  const once = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  return [...once.values()].slice(0, linesShown);
}

function listHashes({ configuration, bindings, running, runningBindings }: ExportSource) {
  return [
    { name: "configuration as edited", hash: hashConfiguration(configuration) },
    { name: "roles and bindings as edited", hash: hashConfiguration(bindings) },
    ...(running === undefined
      ? []
      : [{ name: "configuration that runs", hash: hashConfiguration(running) }]),
    ...(runningBindings === undefined
      ? []
      : [{ name: "roles and bindings that run", hash: hashConfiguration(runningBindings) }]),
  ];
}

function reviewIssuer(
  { issuer, claimMappings, claimValidationRules, userValidationRules }: JwtAuthenticator,
  names: IssuerNames | undefined,
): IssuerReview {
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
      ...(names?.admits.length === 0
        ? [markdown`no token of it gets in: its rules or its user name cannot be fulfilled.`]
        : []),
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

const severities = ["critical", "high", "medium", "low", "info"];

function reviewBindings(
  own: Policy,
  risks: readonly NameRisk[],
  everybody: ReturnType<typeof findPublicBindings>,
  names: NamesByIssuer,
): BindingReview[] {
  const reviews = own.bindings
    .filter(({ origin }) => origin.kind !== "default")
    .map((binding) => {
      const ofBinding = risks.filter((risk) => risk.binding === binding);
      const crowds = everybody.filter((found) => found.binding === binding);
      const lines = binding.subjects.flatMap((subject) =>
        describeSubject(binding, subject, { risks: ofBinding, crowds, names }),
      );
      const [severity = "info"] = [...ofBinding, ...crowds]
        .map((found) => found.severity)
        .sort((a, b) => severities.indexOf(a) - severities.indexOf(b));
      return { title: titleOf(binding), severity, lines: [...new Set(lines)] };
    });
  return reviews.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function titleOf({ kind, name, namespace, roleRef }: Binding): Markdown {
  const place = namespace === "" ? markdown`in the whole cluster` : markdown`in ${code(namespace)}`;
  return markdown`${code(kind)} ${code(name)}: ${code(roleRef.kind)} ${code(roleRef.name)} ${place}`;
}

/** What is known of a binding. */
interface Found {
  readonly risks: readonly NameRisk[];
  readonly crowds: ReturnType<typeof findPublicBindings>;
  readonly names: NamesByIssuer;
}

function describeSubject(
  binding: Binding,
  subject: Subject,
  { risks, crowds, names }: Found,
): Markdown[] {
  const name = markdown`${code(subject.kind)} ${code(usernameOf(subject, binding.namespace) ?? subject.name)}`;
  const own = risks.filter((risk) => sameSubject(risk.subject, subject));
  const crowd = crowds.find(({ group }) => group === subject.name);
  if (crowd !== undefined)
    return [markdown`**${prose(crowd.severity)}** ${name}: ${crowdWords(subject.name)}`];
  if (own.length > 0)
    return own.map(
      ({ severity, who, conditions }) =>
        markdown`**${prose(severity)}** ${name}: can be obtained by ${code(who)}${conditionWords(conditions)}`,
    );
  if (subject.kind === "ServiceAccount")
    return [markdown`**info** ${name}: a service account of the cluster, whatever the issuers are`];
  const why =
    names.length === 0
      ? markdown`there is no issuer`
      : markdown`no issuer of this configuration can give this name`;
  return [markdown`**info** ${name}: ${why}; another way in could, such as a certificate`];
}

function crowdWords(name: string): Markdown {
  return name === authenticatedGroup
    ? markdown`everybody who gets in, by whatever way`
    : markdown`everybody who can reach the API server, without a credential if anonymous requests are let in`;
}

// What a role leads to does not depend on who has it: it is said once, whatever the number of bindings.
function describeRoles(own: Policy, authorizer: Authorizer): Markdown[] {
  const found = new Map<Markdown, string>();
  const seen = new Set<string>();
  for (const { subjects, namespace, origin } of own.bindings) {
    if (origin.kind === "default") continue;
    for (const subject of subjects) {
      const name = usernameOf(subject, namespace) ?? subject.name;
      if (seen.has(`${subject.kind} ${name}`)) continue;
      seen.add(`${subject.kind} ${name}`);
      const user =
        subject.kind === "Group"
          ? { username: "", groups: [name] }
          : { username: name, groups: [authenticatedGroup] };
      for (const escalation of findEscalations(authorizer, user))
        found.set(describeEscalation(escalation), escalation.severity);
    }
  }
  return [...found]
    .sort(([, a], [, b]) => severities.indexOf(a) - severities.indexOf(b))
    .map(([line]) => line);
}

function describeEscalation({ title, leadsTo, severity, namespace, grants }: Escalation): Markdown {
  const roles = new Set(
    grants.map(
      ({
        applied: {
          binding: { roleRef },
        },
      }) => markdown`${code(roleRef.kind)} ${code(roleRef.name)}`,
    ),
  );
  const place = namespace === "" ? markdown`in the whole cluster` : markdown`in a namespace`;
  return markdown`**${prose(severity)}** ${joinMarkdown([...roles].sort(), " and ")} ${place}: ${prose(title)}. ${prose(leadsTo)}`;
}

function sameSubject(a: Subject, b: Subject): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

function listUnknowns(
  { minor, defaultPolicy }: ExportSource,
  own: Policy,
  authorizer: Authorizer,
  names: NamesByIssuer,
): Unknown[] {
  const missing = own.bindings
    .filter(
      ({ roleRef, namespace }) => !authorizer.roleRules(roleRef.kind, namespace, roleRef.name),
    )
    .map(({ roleRef: { kind, name }, namespace }) => ({
      what:
        kind === "Role"
          ? markdown`Role ${code(`${namespace}/${name}`)} is bound and was not supplied: what it allows is unknown.`
          : markdown`${code(kind)} ${code(name)} is bound and was not supplied: what it allows is unknown.`,
      resolve: markdown`put it beside the bindings (kubectl get ${prose(kind === "Role" ? "roles" : "clusterroles")} -o yaml).`,
    }));
  const made = names.flatMap(({ url, username, groups }) =>
    [username, groups].flatMap(({ path, patterns }) =>
      patterns.flatMap((pattern) => {
        const reason = pattern.parts.map(unknownReasonOf).find((one) => one !== undefined);
        if (reason === undefined) return [];
        return [
          {
            what: markdown`How ${code(describePattern(pattern))} is made at ${code(url)} is not followed (${code(path)}: ${code(reason)}), so any name could come out.`,
            resolve: markdown`write the expression with plain reads and comparisons, or add tests with the tokens that matter.`,
          },
        ];
      }),
    ),
  );
  const once = new Map([...missing, ...made].map((unknown) => [unknown.what, unknown]));
  return [
    ...once.values(),
    defaultPolicy
      ? {
          what: markdown`The default roles are those of Kubernetes ${prose(formatMinor(minor))}, before anybody changed or aggregated into them.`,
          resolve: markdown`compare with kubectl get clusterroles -o yaml.`,
        }
      : {
          what: markdown`The default roles were left aside.`,
          resolve: markdown`switch them on, or put them beside the bindings.`,
        },
    {
      what: markdown`Who has an account at the issuers, and which claims they give to whom: that is decided there.`,
      resolve: markdown`look at the users and clients of the issuers.`,
    },
    {
      what: markdown`Bindings and roles of the cluster that were not given here.`,
      resolve: markdown`give all of them: kubectl get clusterroles,clusterrolebindings,roles,rolebindings -A -o yaml.`,
    },
    {
      what: markdown`Other ways in: client certificates, service accounts and webhooks.`,
      resolve: markdown`look at the flags of the API server and at what was signed with its client authority.`,
    },
  ];
}
