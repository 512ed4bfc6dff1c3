import type { LoadedConfiguration } from "../authn/load.ts";
import { describePattern } from "../authn/names/describe.ts";
import { couldBe, fieldOfSubject, findGivers, type Giver } from "../authn/names/match.ts";
import { type NamesByIssuer, namesOf } from "../authn/names/names.ts";
import { describeHolders, type Reach } from "../lint/holders.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import type { Binding, Policy, Subject } from "../rbac/types.ts";
import { createWorthOf, type Given, type Worth } from "../rbac/worth.ts";
import type { Span } from "../source/span.ts";
import { leastWays, listLoginWays } from "./login-conditions.ts";

/** How serious it is that a name can be obtained. */
export type RiskSeverity = "critical" | "high" | "medium" | "low" | "info";

/** One bound name, one binding and one issuer that can give the name. Texts are untrusted: they hold names. */
export interface NameRisk {
  /** What the binding gives, times who can get the name. */
  readonly severity: RiskSeverity;
  readonly subject: Subject;
  readonly binding: Binding;
  /** Of the issuer in `jwt`. */
  readonly issuer: number;
  readonly url: string;
  readonly reach: Reach;
  /** What the binding gives. */
  readonly worth: Worth;
  /** Who can get the name: "any user of https://…". */
  readonly who: string;
  /** `gha:{repository_id}`: the pattern that gives the name. */
  readonly pattern: string;
  /** What must hold of a token for the name to come out of it: all of one list, one a way. */
  readonly conditions: readonly (readonly string[])[];
  /** The field of the configuration that gives it: "jwt[0].claimMappings.groups.expression". */
  readonly path: string;
  /** Where that is in the configuration. */
  readonly span: Span;
  /** One sentence, conditions included. */
  readonly message: string;
}

/** A bound name that no issuer of the configuration can give. */
export interface UnobtainableName {
  readonly subject: Subject;
  readonly binding: Binding;
  readonly message: string;
}

/** Who can get the names that the bindings name. */
export interface NameRisks {
  /** Worst first. */
  readonly risks: readonly NameRisk[];
  readonly unobtainable: readonly UnobtainableName[];
}

/**
 * Who can get the bound names through the configuration, one line a name, binding and issuer; and the names that no
 * user can get, at most `mostUnobtainable` of them. `own` are the bindings of the user's documents. Names of everybody are left out, as
 * `findPublicBindings` has them.
 */
export function findNameRisks(
  loaded: LoadedConfiguration,
  own: Policy,
  authorizer: Authorizer,
  mostUnobtainable = Number.POSITIVE_INFINITY,
): NameRisks {
  const names = namesOf(loaded);
  const worthOf = createWorthOf(authorizer);
  const risks: NameRisk[] = [];
  for (const binding of own.bindings) {
    if (binding.origin.kind === "default" || binding.roleRef.kind === "") continue;
    for (const subject of distinct(binding.subjects)) {
      const field = fieldOfSubject(subject.kind);
      if (field === undefined || crowds.has(subject.name)) continue;
      const givers = findGivers(names, field, subject.name);
      if (givers.length === 0) continue;
      const byIssuer = groupByIssuer(givers);
      for (const ways of byIssuer) {
        const others = byIssuer.flatMap((other) =>
          other === ways ? [] : [other[0]?.issuer.url ?? ""],
        );
        const bound = { binding, subject, given: worthOf(binding), others };
        const risk = makeRisk(loaded, bound, ways);
        if (risk !== undefined) risks.push(risk);
      }
    }
  }
  return {
    risks: risks.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)),
    unobtainable: findUnobtainable(names, own, mostUnobtainable),
  };
}

/**
 * The bound names that no issuer can give, the first `most`; none if there is no issuer. Names of Kubernetes' own come from
 * elsewhere.
 */
export function findUnobtainable(
  names: NamesByIssuer,
  own: Policy,
  most = Number.POSITIVE_INFINITY,
): readonly UnobtainableName[] {
  const found: UnobtainableName[] = [];
  if (names.length === 0) return found;
  for (const binding of own.bindings) {
    if (binding.origin.kind === "default" || binding.roleRef.kind === "") continue;
    for (const subject of distinct(binding.subjects)) {
      if (found.length >= most) return found;
      const field = fieldOfSubject(subject.kind);
      if (field === undefined || subject.name.startsWith("system:")) continue;
      if (names.some((issuer) => couldBe(issuer[field], subject.name))) continue;
      found.push({ subject, binding, message: describeUnobtainable(binding, subject) });
    }
  }
  return found;
}

const severities: readonly RiskSeverity[] = ["critical", "high", "medium", "low", "info"];

/** Bound names that are no one's own. */
const crowds = new Set([
  "system:authenticated",
  "system:unauthenticated",
  "system:anonymous",
  "system:serviceaccounts",
]);

const reaches: readonly Reach[] = ["one", "members", "users", "everybody"];

/** By what is given, then by who can get it: one, members, users, everybody. */
const matrix: Readonly<Record<Worth, readonly RiskSeverity[]>> = {
  everything: ["medium", "medium", "critical", "critical"],
  more: ["low", "low", "high", "critical"],
  changes: ["low", "low", "medium", "high"],
  reads: ["info", "info", "low", "high"],
  unknown: ["info", "info", "medium", "high"],
  discovers: ["info", "info", "info", "low"],
  nothing: ["info", "info", "info", "info"],
};

/** A name that a binding gives something to. */
interface BoundName {
  readonly binding: Binding;
  readonly subject: Subject;
  readonly given: Given;
  /** URLs of the other issuers that can give the name. */
  readonly others: readonly string[];
}

function makeRisk(
  { decoded }: LoadedConfiguration,
  bound: BoundName,
  ways: readonly Giver[],
): NameRisk | undefined {
  const {
    binding,
    subject,
    given: { worth },
  } = bound;
  const held = ways
    .map((giver) => ({ giver, holders: describeHolders(giver) }))
    .sort((a, b) => reaches.indexOf(b.holders.reach) - reaches.indexOf(a.holders.reach));
  const [worst] = held;
  if (worst === undefined) return undefined;
  const { giver, holders } = worst;
  const same = held.filter((each) => each.holders.who === holders.who);
  const conditions = leastWays(
    same.flatMap(({ giver: { issuer, when, values }, holders: { conditions: said } }) =>
      listLoginWays({ issuer, when, said, read: values.map(({ part }) => part.steps.slice(0, 1)) }),
    ),
  );
  const path = giver.field.path;
  const span = decoded?.locate(path).span ?? { start: 0, end: 0 };
  return {
    severity: matrix[worth][reaches.indexOf(holders.reach)] ?? "info",
    subject,
    binding,
    issuer: giver.issuer.index,
    url: giver.issuer.url,
    reach: holders.reach,
    worth,
    who: holders.who,
    pattern: describePattern(giver.pattern),
    conditions,
    path,
    span,
    message: describeRisk(bound, holders.who, conditions),
  };
}

function describeRisk(
  { binding, subject, given: { worth, title }, others }: BoundName,
  who: string,
  conditions: readonly (readonly string[])[],
): string {
  const { roleRef, namespace } = binding;
  const place = namespace === "" ? "" : ` in the namespace "${namespace}"`;
  const what = `${roleRef.kind} "${roleRef.name}"${place}, by ${binding.kind} "${binding.name}"`;
  const either = conditions.map((all) => all.join(" and ")).join("; or ");
  return [
    `${subject.kind} "${subject.name}" can be obtained by ${who}${either === "" ? "" : `, if ${either}`}.`,
    `It has ${what}${title === undefined ? "" : `, which allows: ${title.toLowerCase()}`}.`,
    ...(worth === "unknown" ? ["What the role allows is not known: it was not given."] : []),
    ...(subject.name.startsWith("system:") ? ["It is a name of Kubernetes' own."] : []),
    ...(others.length > 0 ? [`The same name can be given by ${others.join(" and ")}.`] : []),
  ].join(" ");
}

function describeUnobtainable({ kind, name }: Binding, subject: Subject): string {
  return `No issuer of the configuration can give the ${subject.kind === "User" ? "user name" : "group"} "${subject.name}" of ${kind} "${name}": only another way in, such as a client certificate, could.`;
}

const fewSubjects = 8;

function isNamedBefore({ kind, name }: Subject, index: number, all: readonly Subject[]): boolean {
  return all.findIndex((other) => other.kind === kind && other.name === name) < index;
}

function groupByIssuer(givers: readonly Giver[]): readonly (readonly Giver[])[] {
  const groups = new Map<number, Giver[]>();
  for (const giver of givers) {
    const known = groups.get(giver.issuer.index);
    if (known) known.push(giver);
    else groups.set(giver.issuer.index, [giver]);
  }
  return [...groups.values()];
}

function distinct(subjects: readonly Subject[]): readonly Subject[] {
  // Most bindings name few subjects, each once: nothing is made for these, and a cluster has many.
  if (subjects.length <= fewSubjects && !subjects.some(isNamedBefore)) return subjects;
  return [...new Map(subjects.map((each) => [`${each.kind}\n${each.name}`, each])).values()];
}
