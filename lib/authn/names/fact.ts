import { compileRegularExpression } from "../../cel/values/regular-expressions.ts";
import { CelError } from "../../cel/values.ts";
import {
  type ClaimPart,
  constantOf,
  keyOfClaim,
  type NamePart,
  replaceParts,
  type Step,
  startsWithSteps,
  textPart,
  transformParts,
} from "./text.ts";

/** What is asked of a text. */
export type Test =
  | { readonly kind: "one-of"; readonly texts: readonly string[] }
  | { readonly kind: "starts" | "ends" | "contains" | "matches"; readonly text: string };

/** Something that holds of a token whenever a name comes out. Facts that are not known are left out. */
export type Fact =
  | {
      readonly kind: "text";
      readonly subject: readonly NamePart[];
      readonly test: Test;
      readonly holds: boolean;
    }
  /** A claim is there. */
  | {
      readonly kind: "has";
      readonly steps: readonly Step[];
      readonly holds: boolean;
      /** Only because the value is read: nothing asks for it. */
      readonly read?: true;
    }
  /** A claim is, or is not, a boolean, a number or null, as it is written. */
  | {
      readonly kind: "value";
      readonly steps: readonly Step[];
      readonly value: string;
      readonly holds: boolean;
    }
  /** Of each element of a list (or key of a map) one of the groups of facts holds. */
  | {
      readonly kind: "each";
      readonly list: readonly Step[];
      /** The element's. */
      readonly id: number;
      /** Rounds of iterations inside of what holds, which are others for each element. */
      readonly inner: readonly number[];
      readonly any: Alternatives;
    }
  /** A condition that is not looked into, as it is written. */
  | { readonly kind: "other"; readonly source: string; readonly holds: boolean };

/** Groups of facts of which at least one holds whole: none is impossible, an empty group says nothing. */
export type Alternatives = readonly (readonly Fact[])[];

/** Nothing is known. */
export const noFacts: Alternatives = [[]];

/** Both hold. What would be too much to follow is left out. */
export function both(left: Alternatives, right: Alternatives): Alternatives {
  if (left.length === 0 || right.length === 0) return [];
  if (left.length * right.length > mostAlternatives)
    return left.length < right.length ? left : right;
  if (right.length === 1 && right[0]?.length === 0) return left;
  return left.flatMap((a) =>
    right.flatMap((b) => {
      const joined = conjoin([...a, ...b]);
      return joined === undefined ? [] : [joined];
    }),
  );
}

/** One of the two holds. */
export function either(left: Alternatives, right: Alternatives): Alternatives {
  const all = [...left, ...right];
  return all.length > mostAlternatives || all.some((group) => group.length === 0) ? noFacts : all;
}

/** A fact about pieces of text as alternatives: none if it cannot hold. */
export function textFact(subject: readonly NamePart[], test: Test, holds: boolean): Alternatives {
  const fact = reduce({ kind: "text", subject, test, holds });
  if (typeof fact === "boolean") return fact ? noFacts : [];
  return [[fact]];
}

/** Whether a test holds of a text; undefined if it cannot be said. */
function testText(text: string, test: Test): boolean | undefined {
  switch (test.kind) {
    case "one-of":
      return test.texts.includes(text);
    case "starts":
      return text.startsWith(test.text);
    case "ends":
      return text.endsWith(test.text);
    case "contains":
      return text.includes(test.text);
    case "matches": {
      const pattern = compileRegularExpression(test.text);
      return pattern instanceof CelError ? undefined : pattern.test(text);
    }
  }
}

/** All facts together, each once and as short as it can be said; undefined if they contradict each other. */
export function conjoin(facts: readonly Fact[]): readonly Fact[] | undefined {
  let all: readonly Fact[] | undefined = reduceAll(facts);
  for (let round = 0; round < 3 && all !== undefined; round++) {
    const next: readonly Fact[] | undefined = applyPins(all);
    if (next === undefined) return undefined;
    if (next.length === all.length && next.every((fact, i) => fact === all?.[i])) break;
    all = next;
  }
  return all === undefined || contradict(all) ? undefined : all;
}

/** A fact with claims' values replaced in what it is about. */
export function replaceInFact(
  fact: Fact,
  replace: (part: ClaimPart) => readonly NamePart[] | undefined,
): Fact {
  if (fact.kind === "text") return { ...fact, subject: replaceParts(fact.subject, replace) };
  if (fact.kind !== "each") return fact;
  return {
    ...fact,
    any: fact.any.map((group) => group.map((each) => replaceInFact(each, replace))),
  };
}

/** The texts of which a claim's value is one, if a fact says so. */
export function pinOf(fact: Fact): { part: ClaimPart; texts: readonly string[] } | undefined {
  if (fact.kind !== "text" || !fact.holds || fact.test.kind !== "one-of") return undefined;
  const [only, ...more] = fact.subject;
  return only?.kind === "claim" && more.length === 0
    ? { part: only, texts: fact.test.texts }
    : undefined;
}

/** Puts a text in the place of a claim's value, and what is made of that text in the places of what is made of it. */
export function assign(part: ClaimPart, text: string) {
  return (other: ClaimPart): readonly NamePart[] | undefined => {
    if (!sameSteps(part.steps, other.steps)) return undefined;
    const rest = transformsAfter(part, other);
    if (rest === undefined) return undefined;
    let made: readonly NamePart[] = text === "" ? [] : [textPart(text)];
    for (const transform of rest) {
      if (transform.kind === "split-any") return undefined;
      made = transformParts(made, transform);
    }
    return made.some(({ kind }) => kind !== "text") ? undefined : made;
  };
}

/** Of more groups nothing is followed. */
export const mostAlternatives = 128;

function sameSteps(a: readonly Step[], b: readonly Step[]): boolean {
  return a.length === b.length && startsWithSteps(a, b);
}

function transformsAfter(part: ClaimPart, other: ClaimPart): ClaimPart["transforms"] | undefined {
  const [known, wanted] = [part.transforms, other.transforms];
  if (known.length > wanted.length) return undefined;
  const begins = known.every((each, i) => JSON.stringify(each) === JSON.stringify(wanted[i]));
  return begins ? wanted.slice(known.length) : undefined;
}

// The fact with its fixed beginning and end taken off, or whether it holds.
function reduce(fact: Fact): Fact | boolean {
  if (fact.kind === "each") {
    return fact.any.some((group) => group.length === 0) ? true : fact;
  }
  if (fact.kind !== "text") return fact;
  const { subject, test, holds } = fact;
  const constant = constantOf(subject);
  if (constant !== undefined) {
    const known = testText(constant, test);
    return known === undefined ? true : known === holds;
  }
  const [first, last] = [subject[0], subject.at(-1)];
  const before = first?.kind === "text" ? first.text : "";
  const after = last?.kind === "text" ? last.text : "";
  const inner = subject.slice(before === "" ? 0 : 1, after === "" ? undefined : -1);
  switch (test.kind) {
    case "one-of": {
      const texts = test.texts
        .filter(
          (text) =>
            text.length >= before.length + after.length &&
            text.startsWith(before) &&
            text.endsWith(after),
        )
        .map((text) => text.slice(before.length, text.length - after.length));
      const known = [...new Set(texts)];
      if (known.length === 0) return !holds;
      if (before === "" && after === "" && known.length === test.texts.length) return fact;
      return { kind: "text", subject: inner, test: { kind: "one-of", texts: known }, holds };
    }
    case "starts": {
      if (before.startsWith(test.text)) return holds;
      if (!test.text.startsWith(before)) return !holds;
      if (before === "") return fact;
      // What is behind the pieces may still be needed for the beginning.
      return {
        ...fact,
        subject: subject.slice(1),
        test: { ...test, text: test.text.slice(before.length) },
      };
    }
    case "ends": {
      if (after.endsWith(test.text)) return holds;
      if (!test.text.endsWith(after)) return !holds;
      if (after === "") return fact;
      const text = test.text.slice(0, test.text.length - after.length);
      return {
        ...fact,
        subject: subject.slice(0, -1),
        test: { ...test, text },
      };
    }
    case "contains":
      return subject.some((part) => part.kind === "text" && part.text.includes(test.text))
        ? holds
        : fact;
    case "matches":
      return fact;
  }
}

function reduceAll(facts: readonly Fact[]): readonly Fact[] | undefined {
  const known = new Map<string, Fact>();
  for (const fact of facts) {
    const reduced = reduce(fact);
    if (reduced === false) return undefined;
    if (reduced === true) continue;
    const key = keyOfFact(reduced);
    if (!known.has(key)) known.set(key, reduced);
  }
  return [...known.values()];
}

// The same facts meet again and again: each is written once.
function keyOfFact(fact: Fact): string {
  const known = keys.get(fact);
  if (known !== undefined) return known;
  const key = JSON.stringify(fact);
  keys.set(fact, key);
  return key;
}

const keys = new WeakMap<Fact, string>();

// Claims whose value is one of a few: those that another fact excludes go, and the last one is put into the others.
function applyPins(facts: readonly Fact[]): readonly Fact[] | undefined {
  let all = facts;
  for (const fact of facts) {
    const pin = pinOf(fact);
    if (pin === undefined) continue;
    const others = all.filter((other) => other !== fact);
    const texts = pin.texts.filter((text) =>
      others.every((other) => reduce(substitute(other, pin.part, text)) !== false),
    );
    if (texts.length === 0) return undefined;
    const own: Fact =
      texts.length === pin.texts.length
        ? fact
        : { kind: "text", subject: [pin.part], test: { kind: "one-of", texts }, holds: true };
    const [only, ...more] = texts;
    const replaced =
      only !== undefined && more.length === 0
        ? others.map((other) => substitute(other, pin.part, only))
        : others;
    const next = reduceAll([own, ...replaced]);
    if (next === undefined) return undefined;
    // The order stays, so that the loop ends when nothing changes.
    const changed =
      own !== fact || next.length !== all.length || replaced.some((each, i) => each !== others[i]);
    if (changed) all = next;
  }
  return all;
}

// A fact under the assumption that a claim has the text. A claim that is known to be text is its own string().
function substitute(fact: Fact, part: ClaimPart, text: string): Fact {
  if (fact.kind !== "text") return fact;
  const direct = assign(part, text);
  const [first, ...rest] = part.transforms;
  const typed = !(fact.test.kind === "one-of" && !fact.holds);
  const behind =
    first?.kind === "string" && typed ? assign({ ...part, transforms: rest }, text) : undefined;
  let changed = false;
  const subject = replaceParts(fact.subject, (other) => {
    const made = direct(other) ?? behind?.(other);
    changed ||= made !== undefined;
    return made;
  });
  return changed ? { ...fact, subject } : fact;
}

function contradict(facts: readonly Fact[]): boolean {
  const absent = facts.filter((fact) => fact.kind === "has" && !fact.holds);
  const values = facts.filter((fact) => fact.kind === "value");
  const isAbsent = (steps: readonly Step[]) =>
    absent.some((fact) => fact.kind === "has" && startsWithSteps(steps, fact.steps));
  for (const fact of facts) {
    if (fact.kind === "has" && fact.holds && isAbsent(fact.steps)) return true;
    if (
      fact.kind === "value" &&
      (isAbsent(fact.steps) || values.some((other) => opposite(fact, other)))
    )
      return true;
    if (fact.kind === "each" && isAbsent(fact.list)) return true;
    if (fact.kind !== "text") continue;
    if (fact.subject.some((part) => part.kind === "claim" && isAbsent(part.steps))) return true;
  }
  return contradictEnds(facts);
}

function opposite(a: Fact, b: Fact): boolean {
  return (
    a.kind === "value" &&
    b.kind === "value" &&
    sameSteps(a.steps, b.steps) &&
    (a.value === b.value ? a.holds !== b.holds : a.holds && b.holds)
  );
}

// Beginnings, and ends, that exclude each other.
function contradictEnds(facts: readonly Fact[]): boolean {
  const known = new Map<string, Extract<Fact, { kind: "text" }>[]>();
  for (const fact of facts) {
    if (fact.kind !== "text" || (fact.test.kind !== "starts" && fact.test.kind !== "ends"))
      continue;
    if (fact.subject.some(({ kind }) => kind === "any")) continue;
    const key = `${fact.test.kind} ${fact.subject.map((part) => (part.kind === "claim" ? keyOfClaim(part) : JSON.stringify(part))).join("+")}`;
    const others = known.get(key) ?? [];
    known.set(key, [...others, fact]);
    for (const other of others) {
      if (fact.test.kind !== other.test.kind) continue;
      if (other.test.kind !== "starts" && other.test.kind !== "ends") continue;
      if (excludes(fact.test, fact.holds, other.test, other.holds)) return true;
    }
  }
  return false;
}

function excludes(
  a: { readonly kind: string; readonly text: string },
  aHolds: boolean,
  b: { readonly kind: string; readonly text: string },
  bHolds: boolean,
): boolean {
  const covers = (long: string, short: string) =>
    a.kind === "starts" ? long.startsWith(short) : long.endsWith(short);
  if (aHolds && bHolds) return !covers(a.text, b.text) && !covers(b.text, a.text);
  if (aHolds) return covers(a.text, b.text);
  return bHolds && covers(b.text, a.text);
}
