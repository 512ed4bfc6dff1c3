import { describeConditions } from "../authn/names/describe.ts";
import type { Fact } from "../authn/names/fact.ts";
import type { IssuerNames, NamePattern } from "../authn/names/names.ts";
import { meetNeeds } from "../authn/names/needs.ts";
import { type Step, startsWithSteps } from "../authn/names/text.ts";
import { isListClaim } from "../lint/list-claims.ts";
import { findProvider } from "../lint/providers.ts";

/** What every login takes whatever its name is, so that it is said once and not for each name. */
export const everyLogin =
  "Every token must also be signed by its issuer, be valid at the time, and have one of the audiences of the issuer’s entry. No mapping and no rule may fail for it, for example because a claim is missing or has another type.";

/** Claims of every ID token. */
const everyToken = ["iss", "sub", "aud", "exp", "iat"];

/** A name that comes out of an issuer's mappings. */
interface NameConditions {
  readonly issuer: IssuerNames;
  /** What holds of the token whenever the name comes out. */
  readonly when: readonly Fact[];
  /** The claims that the name is made of. */
  readonly read: readonly (readonly Step[])[];
  /** What is to be said of `when`. */
  readonly said: readonly string[];
}

/**
 * The ways in which a token that gives a name is let in, each with all that it takes: what the name itself takes, what the
 * server adds, and what the other mappings and the rules want of the same token.
 */
export function listLoginWays({
  issuer,
  when,
  read: claims,
  said,
}: NameConditions): readonly (readonly string[])[] {
  const always = new Set([...everyToken, ...(findProvider(issuer.url)?.always ?? [])]);
  const read = new Set(claims.map(nameOf));
  const { ways, more } = meetNeeds(issuer.needs, when, (claim) => always.has(claim), isListClaim);
  const rest = [...issuer.unsaid, ...(more ? ["what else its mappings and rules want"] : [])];
  return ways.map(({ facts, texts: lists }) => {
    const known = (fact: Fact) =>
      when.some((other) => implies(other, fact)) ||
      facts.some((other) => other !== fact && implies(other, fact)) ||
      (fact.kind === "has" &&
        fact.holds &&
        (read.has(nameOf(fact.steps)) || lists.includes(nameOf(fact.steps))));
    return [
      ...new Set([
        ...said,
        ...describeConditions(facts.filter((fact) => !known(fact))),
        ...lists.map((claim) => `${claim} is one text, not a list`),
        ...rest,
      ]),
    ];
  });
}

/** The same for every name of a pattern. */
export function loginWaysOf(
  issuer: IssuerNames,
  { parts, when }: NamePattern,
): readonly (readonly string[])[] {
  const read = parts.flatMap((part) => (part.kind === "claim" ? [part.steps.slice(0, 1)] : []));
  return listLoginWays({ issuer, when, read, said: describeConditions(when) });
}

/** The ways, at most three of them: one without conditions makes those with some superfluous. */
export function leastWays(ways: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (ways.some((conditions) => conditions.length === 0)) return [];
  const once = new Map(ways.map((conditions) => [conditions.join("\n"), conditions]));
  const all = joinPresence([...once.values()]);
  const more = all.length - mostWays;
  return more <= 0 ? all : [...all.slice(0, mostWays), [`one of ${more} more ways`]];
}

const mostWays = 3;

/** The same as one list, of which all must hold. */
export function joinWays(ways: readonly (readonly string[])[]): readonly string[] {
  const [first, ...others] = leastWays(ways);
  if (first === undefined) return [];
  const shared = first.filter((one) => others.every((other) => other.includes(one)));
  const left = [first, ...others].map((all) => all.filter((one) => !shared.includes(one)));
  if (left.some((all) => all.length === 0)) return shared;
  return [...shared, left.map((all) => all.join(" and ")).join("; or ")];
}

// A claim that is true in one way and missing in another one, with all else the same.
function joinPresence(ways: readonly (readonly string[])[]): readonly (readonly string[])[] {
  for (const [index, way] of ways.entries()) {
    const at = way.findIndex((one) => one.endsWith(" is true"));
    if (at === -1) continue;
    const claim = way[at]?.slice(0, -" is true".length);
    const other = way.with(at, `${claim} is missing`);
    const twin = ways.findIndex((each) => each.join("\n") === other.join("\n"));
    if (twin === -1) continue;
    const both = way.with(at, `${claim} is true or missing`);
    return joinPresence(ways.with(index, both).toSpliced(twin, 1));
  }
  return ways;
}

function nameOf([first, ...more]: readonly Step[]): string {
  return first?.kind === "field" && more.every(({ kind }) => kind === "each") ? first.name : "";
}

// A claim that a fact is about is there, and one that has a value has no other one.
function implies(fact: Fact, other: Fact): boolean {
  if (other.kind === "value") {
    return fact.kind === "value" && fact.holds && isSameValue(fact, other);
  }
  if (other.kind !== "has" || !other.holds) return false;
  switch (fact.kind) {
    case "text":
      return (
        fact.holds &&
        fact.subject.some(
          (part) => part.kind === "claim" && startsWithSteps(part.steps, other.steps),
        )
      );
    case "value":
    case "has":
      return fact.holds && startsWithSteps(fact.steps, other.steps);
    default:
      return false;
  }
}

type ValueFact = Extract<Fact, { kind: "value" }>;

function isSameValue(fact: ValueFact, other: ValueFact): boolean {
  const isSame =
    fact.steps.length === other.steps.length && startsWithSteps(fact.steps, other.steps);
  return isSame && (other.holds ? fact.value === other.value : fact.value !== other.value);
}
