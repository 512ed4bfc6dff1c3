import type { CompileResult } from "../../cel/program.ts";
import type { LoadedConfiguration } from "../load.ts";
import type { JwtAuthenticator, PrefixedClaimOrExpression } from "../types.ts";
import { rootVariables, type Variables } from "./analyst.ts";
import { type Counter, createAnalyst, createCounter, treeOf } from "./create-analyst.ts";
import {
  type Alternatives,
  both,
  conjoin,
  either,
  type Fact,
  mostAlternatives,
  noFacts,
  textFact,
} from "./fact.ts";
import { type Need, needsOf } from "./needs.ts";
import {
  applyUserGroups,
  isUserGroups,
  putGroup,
  type RawName,
  reduceGroups,
  settleNames,
} from "./settle.ts";
import { simplifyNames } from "./simplify.ts";
import {
  constantOf,
  joinParts,
  type NamePart,
  numberUnknown,
  startsWithSteps,
  textPart,
  unknownPart,
} from "./text.ts";
import { listUnsaid } from "./unsaid.ts";
import { membersOf, renumber, textOfValue, type Value } from "./value.ts";

/** Names that an issuer can give: what they are made of, and what holds of the token whenever one comes out. */
export interface NamePattern {
  /** One after the other; only fixed text is a literal name, `any` alone is any name. */
  readonly parts: readonly NamePart[];
  /** All of it holds; what is not known is left out. */
  readonly when: readonly Fact[];
  /** The expression inside the mapping's that made it; absent for a mapping by claim. */
  readonly node: bigint | undefined;
}

/** The names of one field of the user. */
export interface FieldNames {
  /** "jwt[0].claimMappings.username.expression", or ".claim". */
  readonly path: string;
  /** Each name is among these, but not every one of these can come out. Empty: the field is never set. */
  readonly patterns: readonly NamePattern[];
}

/** What one issuer can give. */
export interface IssuerNames {
  readonly index: number;
  readonly url: string;
  readonly username: FieldNames;
  readonly groups: FieldNames;
  /** What holds of the tokens that the issuer's rules and its user name let in: one of these. Empty: none get in. */
  readonly admits: Alternatives;
  /** What else a token must have, or it is refused: each is one mapping or rule, of whose groups one holds. */
  readonly needs: readonly Need[];
  /** The rules that are in neither, because they are not followed, or not to their end: as they are written. */
  readonly unsaid: readonly string[];
}

/** What each issuer of a configuration can give, in the order of the file. */
export type NamesByIssuer = readonly IssuerNames[];

/**
 * The names that the mappings of a configuration can give, by following their checked expressions and the rules without
 * a token. Sound: every name that the server would give is among them. What is not followed is `any`, with the reason.
 * Takes any outcome of the loader; without a decoded text there are none. Remembered by the configuration.
 */
export function namesOf(loaded: LoadedConfiguration): NamesByIssuer {
  const known = remembered.get(loaded);
  if (known !== undefined) return known;
  const configuration = loaded.decoded?.configuration;
  const names = (configuration?.jwt ?? [])
    .slice(0, mostIssuers)
    .map((jwt, index) => issuerNames(jwt, index, loaded.compilations ?? new Map()));
  remembered.set(loaded, names);
  return names;
}

const remembered = new WeakMap<LoadedConfiguration, NamesByIssuer>();

/** The server takes no more; the rest would only cost time. */
const mostIssuers = 64;
const mostScenarios = 32;

type Compilations = ReadonlyMap<string, CompileResult>;

function issuerNames(
  jwt: JwtAuthenticator,
  index: number,
  compilations: Compilations,
): IssuerNames {
  const counter = createCounter();
  const path = `jwt[${index}]`;
  const { claimMappings, claimValidationRules, userValidationRules } = jwt;
  const field = (name: "username" | "groups") => {
    const kind = claimMappings[name].claim === "" ? "expression" : "claim";
    return `${path}.claimMappings.${name}.${kind}`;
  };
  const claims = rootVariables("claims", { kind: "claim", steps: [] });
  let combinations = 1;
  const rules = claimValidationRules.reduce<Alternatives>((all, rule, i) => {
    const holds =
      rule.claim !== ""
        ? textFact(
            [{ kind: "claim", steps: [{ kind: "field", name: rule.claim }], transforms: [] }],
            { kind: "one-of", texts: [rule.requiredValue] },
            true,
          )
        : ruleFacts(`${path}.claimValidationRules[${i}].expression`, compilations, counter, claims);
    combinations *= Math.max(holds.length, 1);
    return both(all, holds);
  }, noFacts);
  const usernames = rawUsernames(claimMappings.username, field("username"), compilations, counter);
  const admitted = usernames.flatMap((name): RawName[] => {
    const user = rootVariables("user", { kind: "user", username: name.parts });
    const holds = userValidationRules.reduce<Alternatives>(
      (all, _, i) => {
        const rule = `${path}.userValidationRules[${i}].expression`;
        const holds = ruleFacts(rule, compilations, counter, user);
        combinations *= Math.max(holds.length, 1);
        return both(all, holds);
      },
      both([name.when], rules),
    );
    return holds.map((when) => ({ ...name, when }));
  });
  const groups = rawGroups(claimMappings.groups, field("groups"), compilations, counter);
  const scenarios = withGroups(admitted, groups, counter);
  const whens = scenarios.map(({ when }) => when);
  // What is too much to follow is left out of the facts.
  const isCut = usernames.length * combinations > mostAlternatives || whens.length > mostScenarios;
  return {
    index,
    url: jwt.issuer.url,
    username: { path: field("username"), patterns: finish(scenarios, counter) },
    groups: {
      path: field("groups"),
      patterns: finish(
        underScenarios(groups, whens)
          .flatMap((name) => applyUserGroups(name, counter.next))
          .map(asOneText),
        counter,
      ),
    },
    admits: reduceGroups(whens.map((when) => when.filter(({ kind }) => kind !== "each"))),
    needs: needsOf(jwt, index, compilations, counter),
    unsaid: listUnsaid(jwt, index, compilations, isCut),
  };
}

// Which conditions of a rule hold whenever it does. What is not followed says nothing about names.
function ruleFacts(
  path: string,
  compilations: Compilations,
  counter: Counter,
  variables: Variables,
): Alternatives {
  const tree = treeOf(compilations.get(path));
  if (tree === undefined) return noFacts;
  const facts = createAnalyst(tree, counter).decide(tree.expr, true, variables);
  return facts
    .map((group) => group.filter(({ kind }) => kind !== "other"))
    .reduce<Alternatives>((all, group) => either(all, [group]), []);
}

function rawUsernames(
  mapping: PrefixedClaimOrExpression,
  path: string,
  compilations: Compilations,
  counter: Counter,
): readonly RawName[] {
  if (mapping.claim !== "") return [claimName(mapping)];
  return evaluateMapping(mapping, path, compilations, counter, ({ value, when, node }) => {
    const parts = textOfValue(value);
    return parts === undefined || constantOf(parts) === "" ? [] : [{ parts, when, node }];
  });
}

function rawGroups(
  mapping: PrefixedClaimOrExpression,
  path: string,
  compilations: Compilations,
  counter: Counter,
): readonly RawName[] {
  if (mapping.claim !== "") {
    return [
      { ...claimName(mapping, counter.next()), list: [{ kind: "field", name: mapping.claim }] },
    ];
  }
  return evaluateMapping(mapping, path, compilations, counter, ({ value, when, node }) => {
    const isClaim = value.kind === "claim" && value.steps.length > 0;
    const text = value.kind === "list" || isClaim ? undefined : textOfValue(value);
    const members = value.kind === "map" ? [] : (membersOf(value, node, counter.next) ?? []);
    const elements = members.flatMap((member): RawName[] => {
      const parts = textOfElement(member.value);
      const all = conjoin([...when, ...member.when]);
      return parts === undefined || all === undefined
        ? []
        : [{ parts, when: all, node: member.node, ...(isClaim && { list: value.steps }) }];
    });
    return [...(text === undefined ? [] : [{ parts: text, when, node }]), ...elements].filter(
      ({ parts }) => constantOf(parts) !== "",
    );
  });
}

// In a list, what an optional holds counts as well.
function textOfElement(value: Value): readonly NamePart[] | undefined {
  if (value.kind !== "optional") return textOfValue(value);
  return value.value === undefined ? undefined : textOfElement(value.value);
}

function evaluateMapping(
  { expression }: PrefixedClaimOrExpression,
  path: string,
  compilations: Compilations,
  counter: Counter,
  make: (way: {
    readonly value: Value;
    readonly when: readonly Fact[];
    readonly node: bigint;
  }) => readonly RawName[],
): readonly RawName[] {
  if (expression === "") return [];
  const tree = treeOf(compilations.get(path));
  if (tree === undefined) {
    const parts = numberUnknown([unknownPart("its expression does not parse")], counter.next);
    return [{ parts, when: [], node: undefined }];
  }
  const claims = rootVariables("claims", { kind: "claim", steps: [] });
  return createAnalyst(tree, counter)
    .evaluate(tree.expr, claims)
    .flatMap(make)
    .map((name) => ({ ...name, parts: numberUnknown(name.parts, counter.next) }));
}

function claimName({ claim, prefix = "" }: PrefixedClaimOrExpression, each?: number): RawName {
  const part: NamePart = {
    kind: "claim",
    steps: [
      { kind: "field", name: claim },
      ...(each === undefined ? [] : [{ kind: "each" as const, id: each }]),
    ],
    transforms: [],
  };
  return { parts: joinParts([textPart(prefix)], [part]), when: [], node: undefined };
}

// A claim for groups is a list or one text: the rules of a token may have treated it as a text.
function asOneText(name: RawName): RawName {
  const { list } = name;
  if (list === undefined) return name;
  const isText = name.when.some(
    (fact) =>
      fact.kind === "text" &&
      (fact.holds || fact.test.kind !== "one-of") &&
      fact.subject.some(
        (part) =>
          part.kind === "claim" &&
          part.steps.length === list.length &&
          startsWithSteps(part.steps, list) &&
          part.transforms[0]?.kind !== "string" &&
          part.transforms[0]?.kind !== "format",
      ),
  );
  if (!isText) return name;
  const whole = (part: NamePart): NamePart =>
    part.kind === "claim" &&
    part.steps.length === list.length + 1 &&
    startsWithSteps(part.steps, list)
      ? { ...part, steps: list }
      : part;
  return { ...name, parts: name.parts.map(whole) };
}

// What rules say of some group of the user, as facts about the claims that the groups are made of.
function withGroups(
  names: readonly RawName[],
  groups: readonly RawName[],
  { next }: Counter,
): readonly RawName[] {
  return names.flatMap((name) => {
    let any: Alternatives = [name.when.filter((fact) => groupOf(fact) === undefined)];
    const ids = new Set(name.when.flatMap((fact) => groupOf(fact) ?? []));
    for (const id of ids) {
      const facts = name.when.filter((fact) => groupOf(fact) === id);
      const found = groups
        .map((group) => renumber(group, next))
        .map((group) => [...group.when, ...facts.map((fact) => putGroup(fact, id, group.parts))]);
      any = both(any, reduceGroups(found));
    }
    return any.map((when) => ({ ...name, when }));
  });
}

// The element of the user's groups that a fact is about.
function groupOf(fact: Fact): number | undefined {
  if (fact.kind !== "text") return undefined;
  for (const part of fact.subject) {
    if (part.kind !== "claim" || !isUserGroups(part.steps.slice(0, 1))) continue;
    const [, each] = part.steps;
    if (each?.kind === "each") return each.id;
  }
  return undefined;
}

// A token gives its groups under what holds of it as a whole.
function underScenarios(
  names: readonly RawName[],
  whens: readonly (readonly Fact[])[],
): readonly RawName[] {
  const distinct = [...new Map(whens.map((when) => [JSON.stringify(when), when])).values()];
  const shared = distinct.length <= mostScenarios ? distinct : [common(distinct)];
  return names.flatMap((name) => both([name.when], shared).map((when) => ({ ...name, when })));
}

function common(whens: readonly (readonly Fact[])[]): readonly Fact[] {
  const [first = [], ...rest] = whens.map((when) => when.map((fact) => JSON.stringify(fact)));
  const kept = new Set(first.filter((fact) => rest.every((other) => other.includes(fact))));
  return (whens[0] ?? []).filter((fact) => kept.has(JSON.stringify(fact)));
}

function finish(names: readonly RawName[], { next }: Counter): readonly NamePattern[] {
  const settled = settleNames(names, next).filter(({ parts }) => parts.length > 0);
  // What holds of each element was put into the names, where it can be told.
  return simplifyNames(
    settled.map((name) => ({ ...name, when: name.when.filter(({ kind }) => kind !== "each") })),
  );
}
