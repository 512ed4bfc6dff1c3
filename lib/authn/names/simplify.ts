import type { Fact } from "./fact.ts";
import type { RawName } from "./settle.ts";
import { type Step, startsWithSteps } from "./text.ts";

/** Names without those that others contain, and without conditions that go without saying. */
export function simplifyNames(names: readonly RawName[]): readonly RawName[] {
  let kept: readonly RawName[] = names.map((name) => ({
    ...name,
    when: name.when.filter((fact) => !(fact.kind === "has" && fact.read)),
  }));
  for (let round = 0; round < 4; round++) {
    const next = merge(dropContained(kept));
    if (next.length === kept.length) break;
    kept = next;
  }
  return dropContained(kept.map((name) => ({ ...name, when: dropImplied(name) })));
}

// That a claim is there goes without saying if its value is in the name or another fact is about it.
function dropImplied({ parts, when }: RawName): readonly Fact[] {
  const reads = (steps: readonly Step[], fact: Fact): boolean => {
    switch (fact.kind) {
      case "text":
        return fact.subject.some(
          (part) => part.kind === "claim" && startsWithSteps(part.steps, steps),
        );
      case "value":
        return startsWithSteps(fact.steps, steps);
      case "has":
        return fact.holds && fact.steps.length > steps.length && startsWithSteps(fact.steps, steps);
      case "each":
        return startsWithSteps(fact.list, steps);
      case "other":
        return false;
    }
  };
  const inName = (steps: readonly Step[]) =>
    parts.some((part) => part.kind === "claim" && startsWithSteps(part.steps, steps));
  return when.filter(
    (fact) =>
      !(
        fact.kind === "has" &&
        fact.holds &&
        (inName(fact.steps) || when.some((other) => reads(fact.steps, other)))
      ),
  );
}

interface Keyed {
  readonly name: RawName;
  readonly parts: string;
  readonly facts: ReadonlyMap<string, Fact>;
}

function dropContained(names: readonly RawName[]): readonly RawName[] {
  const keyed = names.map(keyOf);
  return keyed
    .filter(
      (each, i) =>
        !keyed.some(
          (other, k) =>
            k !== i &&
            other.parts === each.parts &&
            [...other.facts.keys()].every((fact) => each.facts.has(fact)) &&
            (other.facts.size < each.facts.size || k < i),
        ),
    )
    .map(({ name }) => name);
}

// `a if x` and `a if not x` are `a`.
function merge(names: readonly RawName[]): readonly RawName[] {
  const open = names.map(keyOf);
  const merged: RawName[] = [];
  while (open.length > 0) {
    const [first, ...rest] = open;
    if (first === undefined) break;
    open.splice(0, 1);
    const at = rest.findIndex((other) => differingFact(first, other) !== undefined);
    const other = rest[at];
    const fact = other && differingFact(first, other);
    if (fact === undefined) {
      merged.push(first.name);
      continue;
    }
    open.splice(at, 1);
    merged.push({ ...first.name, when: first.name.when.filter((each) => each !== fact) });
  }
  return merged;
}

// The only fact of the first whose opposite is the only other fact of the second.
function differingFact(a: Keyed, b: Keyed): Fact | undefined {
  if (a.parts !== b.parts || a.facts.size !== b.facts.size) return undefined;
  const own = [...a.facts].filter(([key]) => !b.facts.has(key));
  const others = [...b.facts].filter(([key]) => !a.facts.has(key));
  const [mine, theirs] = [own[0]?.[1], others[0]?.[1]];
  if (own.length !== 1 || others.length !== 1 || mine === undefined || theirs === undefined) {
    return undefined;
  }
  if (mine.kind === "each" || theirs.kind === "each") return undefined;
  const opposite = JSON.stringify({ ...mine, holds: !mine.holds }) === JSON.stringify(theirs);
  return opposite ? mine : undefined;
}

function keyOf(name: RawName): Keyed {
  const numbers = new Map<unknown, number>();
  const write = (value: unknown): string =>
    JSON.stringify(value, (key, each: unknown) => {
      if (key === "inner") return undefined;
      if (key !== "id" || typeof each !== "number") return each;
      const known = numbers.get(each);
      if (known !== undefined) return known;
      numbers.set(each, numbers.size);
      return numbers.size - 1;
    });
  const parts = write(name.parts);
  return { name, parts, facts: new Map(name.when.map((fact) => [write(fact), fact])) };
}
