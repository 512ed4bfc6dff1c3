import type { CompileResult } from "../../cel/program.ts";
import type { JwtAuthenticator } from "../types.ts";
import { rootVariables } from "./analyst.ts";
import { type Counter, createAnalyst, treeOf } from "./create-analyst.ts";
import { conjoin, type Fact } from "./fact.ts";
import { textOfValue, type Value, type Way } from "./value.ts";

/** What must hold of a token so that one mapping has a value: one of the ways. */
export type Need = readonly NeedWay[];

/** All of it must hold. */
export interface NeedWay {
  readonly facts: readonly Fact[];
  /** Claims that must be one text, because text is added to them. */
  readonly texts: readonly string[];
}

/**
 * What a token must have besides what its names say, or the server refuses it: the claims that mappings read. A mapping that
 * needs nothing, or cannot be followed, is left out.
 */
export function needsOf(
  { claimMappings }: JwtAuthenticator,
  index: number,
  compilations: ReadonlyMap<string, CompileResult>,
  counter: Counter,
): readonly Need[] {
  const claims = rootVariables("claims", { kind: "claim", steps: [] });
  const analystOf = (path: string) => {
    const tree = treeOf(compilations.get(`jwt[${index}].${path}`));
    return tree === undefined ? undefined : { tree, analyst: createAnalyst(tree, counter) };
  };
  const mapping = (path: string): Need => {
    const found = analystOf(path);
    if (found === undefined) return noNeed;
    const ways = found.analyst.evaluate(found.tree.expr, claims).filter(isMapped);
    return ways.map(({ value, when }) => ({ facts: when.filter(isRead), texts: textsOf(value) }));
  };
  const { username, groups, uid, extra } = claimMappings;
  return [
    username.claim === ""
      ? mapping("claimMappings.username.expression")
      : username.claim === "email"
        ? verifiedEmail
        : has(username.claim),
    groups.expression === "" ? noNeed : mapping("claimMappings.groups.expression"),
    uid.claim !== ""
      ? has(uid.claim)
      : uid.expression === ""
        ? noNeed
        : mapping("claimMappings.uid.expression"),
    ...extra.map((_, i) => mapping(`claimMappings.extra[${i}].valueExpression`)),
  ].flatMap((need) => (isEmpty(need) ? [] : [need]));
}

/**
 * The ways in which a token that has `when` meets all needs, each with what is not in `when` yet; `more`: there is more, too
 * much to say. One empty way: nothing more is needed. `isGiven` says which claims every token of the issuer has, `isList` which are
 * usually no text.
 */
export function meetNeeds(
  needs: readonly Need[],
  when: readonly Fact[],
  isGiven: (claim: string) => boolean,
  isList: (claim: string) => boolean,
): { readonly ways: Need; readonly more: boolean } {
  let met: Need = [{ facts: [], texts: [] }];
  for (const need of needs) {
    const next = met.flatMap((way) =>
      need.flatMap((more): NeedWay[] => {
        const all = conjoin([...when, ...way.facts, ...more.facts]);
        if (all === undefined) return [];
        const facts = [...way.facts, ...more.facts.filter((fact) => !isGivenFact(fact, isGiven))];
        return [{ facts, texts: [...new Set([...way.texts, ...more.texts.filter(isList)])] }];
      }),
    );
    // A name that cannot come out by the rest of the mappings is said by the analysis of names, not here.
    if (next.length === 0) continue;
    met = distinctWays(next);
    if (met.length > mostWays) return { ways: noNeed, more: true };
  }
  const known = new Set(when.map(keyOf));
  const left = met.map(({ facts, texts }) => ({
    facts: facts.filter((fact) => !known.has(keyOf(fact))),
    texts,
  }));
  const some = distinctWays(left);
  const isFree = some.some(({ facts, texts }) => facts.length === 0 && texts.length === 0);
  return { ways: isFree ? noNeed : some, more: false };
}

const noNeed: Need = [{ facts: [], texts: [] }];
const mostWays = 8;

function has(claim: string): Need {
  const steps = [{ kind: "field" as const, name: claim }];
  return [{ facts: [{ kind: "has", steps, holds: true, read: true }], texts: [] }];
}

// If the email names the user, email_verified must be true if it is there (oidc.go, getUsername).
const verified = [{ kind: "field" as const, name: "email_verified" }];
const verifiedEmail: Need = has("email").flatMap(({ facts, texts }) => [
  { facts: [...facts, { kind: "value", steps: verified, value: "true", holds: true }], texts },
  { facts: [...facts, { kind: "has", steps: verified, holds: false }], texts },
]);

function isEmpty(need: Need): boolean {
  return need.length === 0 || need.some(({ facts, texts }) => facts.length + texts.length === 0);
}

// A number, a map or a boolean is no name: the server ends with an error.
function isMapped({ value }: Way): boolean {
  return value.kind !== "number" && value.kind !== "bool" && value.kind !== "map";
}

function isRead(fact: Fact): boolean {
  return fact.kind === "has" && fact.steps.every(({ kind }) => kind === "field");
}

function textsOf(value: Value): readonly string[] {
  if (value.kind !== "text") return [];
  const parts = textOfValue(value) ?? [];
  if (parts.length < 2) return [];
  return parts.flatMap((part) => {
    const [first, ...more] = part.kind === "claim" ? part.steps : [];
    const whole = part.kind === "claim" && part.transforms.length === 0 && more.length === 0;
    return whole && first?.kind === "field" ? [first.name] : [];
  });
}

function isGivenFact(fact: Fact, isGiven: (claim: string) => boolean): boolean {
  if (fact.kind !== "has" || !fact.holds) return false;
  const [first, ...more] = fact.steps;
  return first?.kind === "field" && more.length === 0 && isGiven(first.name);
}

// Each way once; two that differ in nothing but whether one fact holds are one without it.
function distinctWays(ways: Need): Need {
  let kept = uniqueWays(ways);
  for (;;) {
    const merged = mergeOnce(kept);
    if (merged === undefined) return kept;
    kept = uniqueWays(merged);
  }
}

function uniqueWays(ways: Need): Need {
  const found = new Map<string, NeedWay>();
  for (const { facts, texts } of ways) {
    const once = new Map(facts.map((fact) => [keyOf(fact), fact]));
    const key = JSON.stringify([[...once.keys()].sort(), [...texts].sort()]);
    if (!found.has(key)) found.set(key, { facts: [...once.values()], texts });
  }
  return [...found.values()];
}

function mergeOnce(ways: Need): Need | undefined {
  for (const [i, way] of ways.entries()) {
    for (const other of ways.slice(i + 1)) {
      const own = way.facts.filter((fact) => !hasFact(other, fact));
      const theirs = other.facts.filter((fact) => !hasFact(way, fact));
      const [mine, its] = [own[0], theirs[0]];
      if (own.length !== 1 || theirs.length !== 1 || mine === undefined || its === undefined)
        continue;
      if (mine.kind === "each" || keyOf({ ...mine, holds: !mine.holds }) !== keyOf(its)) continue;
      if (JSON.stringify(way.texts) !== JSON.stringify(other.texts)) continue;
      const merged = { ...way, facts: way.facts.filter((fact) => fact !== mine) };
      return [...ways.filter((each) => each !== way && each !== other), merged];
    }
  }
  return undefined;
}

function hasFact({ facts }: NeedWay, fact: Fact): boolean {
  return facts.some((each) => keyOf(each) === keyOf(fact));
}

function keyOf(fact: Fact): string {
  return fact.kind === "has" ? `${fact.holds} ${JSON.stringify(fact.steps)}` : JSON.stringify(fact);
}
