import type { Alternatives, Fact } from "./fact.ts";
import { type NamePart, replaceParts, type Step, type Transform, unknownPart } from "./text.ts";

/** What an expression can come to, as far as it matters for names. */
export type Value =
  | { readonly kind: "text"; readonly parts: readonly NamePart[] }
  /** Whatever is at a place of the token: a claim has no type. No steps are all claims. */
  | { readonly kind: "claim"; readonly steps: readonly Step[] }
  /** The user of a user rule. */
  | { readonly kind: "user"; readonly username: readonly NamePart[] }
  | { readonly kind: "list"; readonly members: readonly Member[] }
  | { readonly kind: "map"; readonly entries: readonly MapEntry[] }
  | { readonly kind: "optional"; readonly value: Value | undefined }
  | { readonly kind: "bool"; readonly value: boolean }
  /** As it is written, if it is known. */
  | { readonly kind: "number"; readonly text?: string }
  | { readonly kind: "null" }
  | { readonly kind: "unknown"; readonly reason: string };

/** An entry of a map literal with a fixed key. */
export interface MapEntry {
  readonly key: string;
  readonly ways: readonly Way[];
}

/** One of the values that an expression can have, and what holds if it has it. */
export interface Way {
  readonly value: Value;
  readonly when: readonly Fact[];
  /** The expression that made it. */
  readonly node: bigint;
}

/** What elements of a list are like. */
export interface Member extends Way {
  /** Exactly one element, which is there whenever `when` holds; else any number of them. */
  readonly one: boolean;
  /** The rounds of iterations that tell one such element from another. */
  readonly ids: readonly number[];
}

/** A value as a text; undefined if it is none, in which case the server ends with an error. */
export function textOfValue(value: Value): readonly NamePart[] | undefined {
  switch (value.kind) {
    case "text":
      return value.parts;
    case "claim":
      return value.steps.length === 0
        ? undefined
        : [{ kind: "claim", steps: value.steps, transforms: [] }];
    case "unknown":
      return [unknownPart(value.reason)];
    default:
      return undefined;
  }
}

/** The elements of a value; undefined if it is no list. `next` gives numbers that were not used before. */
export function membersOf(
  value: Value,
  node: bigint,
  next: () => number,
): readonly Member[] | undefined {
  switch (value.kind) {
    case "list":
      return value.members;
    case "map":
      return value.entries.map(({ key }) => ({
        value: { kind: "text", parts: key === "" ? [] : [{ kind: "text", text: key }] },
        when: [],
        one: true,
        ids: [],
        node,
      }));
    case "claim": {
      const id = next();
      const steps: readonly Step[] = [...value.steps, { kind: "each", id }];
      return [{ value: { kind: "claim", steps }, when: [], one: false, ids: [id], node }];
    }
    case "unknown":
      return [{ value, when: [], one: false, ids: [], node }];
    default:
      return undefined;
  }
}

/** The same kind of element once more: another one of the list, which the facts about the first say nothing of. */
export function refresh(member: Member, next: () => number): Member {
  if (member.one || member.ids.length === 0) return member;
  const names = new Map(member.ids.map((id) => [id, next()]));
  return {
    ...member,
    ids: [...names.values()],
    value: renameValue(member.value, names),
    when: member.when.map((fact) => renameFact(fact, names)),
  };
}

/** What holds of each element of a list, of the one with an id. */
export function instantiate(
  { id, inner, any }: Extract<Fact, { kind: "each" }>,
  to: number,
  next: () => number,
): Alternatives {
  const names = new Map([...inner.map((each): [number, number] => [each, next()]), [id, to]]);
  return any.map((group) => group.map((fact) => renameFact(fact, names)));
}

/** Text and facts with every number in them replaced by a new one: another element, token or round. */
export function renumber<T extends { parts: readonly NamePart[]; when: readonly Fact[] }>(
  name: T,
  next: () => number,
): T {
  const names = new Map<number, number>();
  const every: Names = {
    get: (id) => {
      const known = names.get(id) ?? next();
      names.set(id, known);
      return known;
    },
  };
  return {
    ...name,
    parts: renameParts(name.parts, every),
    when: name.when.map((fact) => renameFact(fact, every)),
  };
}

/** Numbers and those in their places. */
interface Names {
  get(id: number): number | undefined;
}

function renameValue(value: Value, names: Names): Value {
  switch (value.kind) {
    case "text":
      return { ...value, parts: renameParts(value.parts, names) };
    case "claim":
      return { ...value, steps: renameSteps(value.steps, names) };
    case "list":
      return { ...value, members: value.members.map((member) => renameMember(member, names)) };
    case "map":
      return {
        ...value,
        entries: value.entries.map((entry) => ({
          ...entry,
          ways: entry.ways.map((way) => renameWay(way, names)),
        })),
      };
    case "optional":
      return { ...value, value: value.value && renameValue(value.value, names) };
    default:
      return value;
  }
}

function renameWay(way: Way, names: Names): Way {
  return {
    ...way,
    value: renameValue(way.value, names),
    when: way.when.map((fact) => renameFact(fact, names)),
  };
}

function renameMember(member: Member, names: Names): Member {
  return {
    ...member,
    ...renameWay(member, names),
    ids: member.ids.map((id) => names.get(id) ?? id),
  };
}

function renameFact(fact: Fact, names: Names): Fact {
  switch (fact.kind) {
    case "text":
      return { ...fact, subject: renameParts(fact.subject, names) };
    case "has":
    case "value":
      return { ...fact, steps: renameSteps(fact.steps, names) };
    case "each":
      return {
        ...fact,
        list: renameSteps(fact.list, names),
        any: fact.any.map((group) => group.map((each) => renameFact(each, names))),
      };
    case "other":
      return fact;
  }
}

function renameParts(parts: readonly NamePart[], names: Names): readonly NamePart[] {
  return replaceParts(parts, (part) => [
    {
      ...part,
      steps: renameSteps(part.steps, names),
      transforms: part.transforms.map(
        (each): Transform =>
          each.kind === "split-any" ? { ...each, id: names.get(each.id) ?? each.id } : each,
      ),
    },
  ]);
}

function renameSteps(steps: readonly Step[], names: Names): readonly Step[] {
  return steps.map((step) =>
    step.kind === "each" || step.kind === "item" || step.kind === "unknown"
      ? { ...step, id: names.get(step.id) ?? step.id }
      : step,
  );
}
