import {
  type Alternatives,
  assign,
  both,
  conjoin,
  type Fact,
  noFacts,
  replaceInFact,
} from "./fact.ts";
import {
  joinParts,
  type NamePart,
  readName,
  replaceParts,
  type Step,
  startsWithSteps,
  textPart,
  transformParts,
} from "./text.ts";
import { instantiate } from "./value.ts";

/** A name as it was made, before what its facts say of it is put into it. */
export interface RawName {
  readonly parts: readonly NamePart[];
  readonly when: readonly Fact[];
  /** The expression that made it. */
  readonly node: bigint | undefined;
  /** The claim that is a list of such names, or one such name. */
  readonly list?: readonly Step[];
}

/**
 * Puts what is known into names: what holds of each element of a list into those that are made of one, and the texts of
 * claims that can only have a few. Names that contradict their facts are left out.
 */
export function settleNames(names: readonly RawName[], next: () => number): readonly RawName[] {
  return names.flatMap((name) =>
    applyEach(name, next).flatMap((each) => expandTexts(each, mostRounds)),
  );
}

/** What rules say of each group of the user, put in the names of the groups. */
export function applyUserGroups(name: RawName, next: () => number): readonly RawName[] {
  let any: Alternatives = [name.when];
  for (const fact of name.when) {
    if (fact.kind !== "each" || !isUserGroups(fact.list)) continue;
    const id = next();
    const replaced = instantiate(fact, id, next).map((group) =>
      group.map((each) => putGroup(each, id, name.parts)),
    );
    any = both(any, reduceGroups(replaced));
  }
  return any.map((when) => ({
    ...name,
    when: when.filter((fact) => !(fact.kind === "each" && isUserGroups(fact.list))),
  }));
}

/** Whether steps lead to the groups of the user. */
export function isUserGroups(steps: readonly Step[]): boolean {
  const [first, ...more] = steps;
  return first?.kind === "user" && first.name === "groups" && more.length === 0;
}

/** A fact about one of the user's groups, as one about the name of that group. */
export function putGroup(fact: Fact, id: number, parts: readonly NamePart[]): Fact {
  return replaceInFact(fact, (part) => {
    const [, each, ...more] = part.steps;
    if (!isUserGroups(part.steps.slice(0, 1)) || more.length > 0) return undefined;
    if (each?.kind !== "each" || each.id !== id) return undefined;
    return part.transforms.reduce(transformParts, parts);
  });
}

/** Groups of facts without those that contradict themselves. */
export function reduceGroups(any: Alternatives): Alternatives {
  const kept = any.flatMap((group) => {
    const reduced = conjoin(group);
    return reduced === undefined ? [] : [reduced];
  });
  return kept.some((group) => group.length === 0) ? noFacts : kept;
}

const mostRounds = 6;
const mostTexts = 64;

function applyEach(name: RawName, next: () => number): readonly RawName[] {
  let any: Alternatives = [name.when];
  const done = new Set<string>();
  for (const part of name.parts) {
    if (part.kind !== "claim") continue;
    for (const [at, step] of part.steps.entries()) {
      if (step.kind !== "each") continue;
      const list = part.steps.slice(0, at);
      for (const fact of name.when) {
        if (fact.kind !== "each" || !sameSteps(fact.list, list)) continue;
        const key = `${fact.id} ${step.id}`;
        if (done.has(key)) continue;
        done.add(key);
        any = both(any, reduceGroups(instantiate(fact, step.id, next)));
      }
    }
  }
  return any.map((when) => ({ ...name, when }));
}

// If a claim's value, or several together, is one of a few texts, a name for each.
function expandTexts(name: RawName, rounds: number): readonly RawName[] {
  const when = conjoin(name.when);
  if (when === undefined) return [];
  const here: RawName = { ...name, when };
  if (rounds <= 0) return [here];
  for (const fact of when) {
    if (fact.kind !== "text" || !fact.holds || fact.test.kind !== "one-of") continue;
    const { subject, test } = fact;
    if (test.texts.length > mostTexts || subject.some(({ kind }) => kind === "any")) continue;
    const expanded = test.texts.map((text) => putText(here, fact, subject, text));
    if (expanded.some((each) => each === undefined)) continue;
    return expanded.flatMap((each) =>
      each === undefined || each === "none" ? [] : expandTexts(each, rounds - 1),
    );
  }
  return [here];
}

// The name under the assumption that the subject is the text; undefined if that changes nothing in it.
function putText(
  name: RawName,
  fact: Fact,
  subject: readonly NamePart[],
  text: string,
): RawName | "none" | undefined {
  const readings = readName(subject, text);
  if (readings?.length === 0) return "none";
  const [reading, ...more] = readings ?? [];
  const facts = (extra: readonly Fact[]) => conjoin([...name.when, ...extra]);
  if (reading !== undefined && more.length === 0) {
    let parts = name.parts;
    for (const { part, text: value } of reading) parts = replaceParts(parts, assign(part, value));
    if (sameParts(parts, name.parts)) return undefined;
    const pinned = reading.map(
      ({ part, text: value }): Fact => ({
        kind: "text",
        subject: [part],
        test: { kind: "one-of", texts: [value] },
        holds: true,
      }),
    );
    const when = facts(pinned);
    return when === undefined ? "none" : { ...name, parts, when };
  }
  // Which claim has which part of the text is open: the text can still represent all of them together.
  const at = name.parts.findIndex((_, i) =>
    subject.every((part, k) => sameParts([part], name.parts.slice(i + k, i + k + 1))),
  );
  if (at < 0) return undefined;
  const parts = joinParts(
    name.parts.slice(0, at),
    [textPart(text)],
    name.parts.slice(at + subject.length),
  );
  const own: Fact = { kind: "text", subject, test: { kind: "one-of", texts: [text] }, holds: true };
  const when = conjoin([...name.when.filter((each) => each !== fact), own]);
  return when === undefined ? "none" : { ...name, parts, when };
}

function sameParts(a: readonly NamePart[], b: readonly NamePart[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameSteps(a: readonly Step[], b: readonly Step[]): boolean {
  return a.length === b.length && startsWithSteps(a, b);
}
