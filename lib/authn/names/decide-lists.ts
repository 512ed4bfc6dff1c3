import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { callOf, type Loop } from "../../cel/shape.ts";
import { type Analyst, mostWays, type Variables } from "./analyst.ts";
import { compare } from "./decide-equal.ts";
import { decideWays, other } from "./decide-ways.ts";
import { bind } from "./evaluate-loop.ts";
import {
  type Alternatives,
  both,
  either,
  type Fact,
  noFacts,
  type Test,
  textFact,
} from "./fact.ts";
import { constantOf, type NamePart, type Step } from "./text.ts";
import { type Member, membersOf, refresh, textOfValue, type Value } from "./value.ts";

/** What holds if a value is in a list or a map, or is not. */
export function decideIn(
  analyst: Analyst,
  expr: Expr,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  const [element, container] = callOf(expr)?.args ?? [];
  const containers = analyst.evaluate(container, variables);
  const elements = analyst.evaluate(element, variables);
  if (containers.length * elements.length > mostWays) return noFacts;
  return decideWays(containers, (within) =>
    decideWays(elements, ({ value }) =>
      contains(analyst, expr, within.value, value, wanted, variables),
    ),
  );
}

function contains(
  analyst: Analyst,
  expr: Expr,
  container: Value,
  element: Value,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  const parts = element.kind === "unknown" ? undefined : textOfValue(element);
  const constant = parts && constantOf(parts);
  if (container.kind === "claim" && constant !== undefined) {
    if (container.steps.length === 0) {
      const steps: readonly Step[] = [{ kind: "field", name: analyst.nameOf(constant) }];
      return [[{ kind: "has", steps, holds: wanted }]];
    }
    const test: Test = { kind: "one-of", texts: [constant] };
    return eachElement(analyst, container.steps, wanted ? "some" : "none", (part) =>
      textFact([part], test, wanted),
    );
  }
  if (parts === undefined) return other(analyst, expr, wanted, variables);
  const members =
    container.kind === "map" || container.kind === "list"
      ? membersOf(container, expr.id, analyst.next)
      : undefined;
  if (members === undefined) return other(analyst, expr, wanted, variables);
  const texts = members.map(({ value }) =>
    value.kind === "text" ? constantOf(value.parts) : undefined,
  );
  const sure = members.every(({ one, when }) => one && when.length === 0);
  const known = texts.filter((text) => text !== undefined);
  if (known.length === members.length && (wanted || sure)) {
    return textFact(parts, { kind: "one-of", texts: known }, wanted);
  }
  if (!wanted || constant === undefined) return wanted ? noFacts : notAmong(parts, members);
  // A fixed text in a list of which the elements are known by their shape.
  return members.reduce<Alternatives>((all, member) => {
    const again = refresh(member, analyst.next);
    const found = compare(again.value, { kind: "text", parts }, true) ?? noFacts;
    return either(all, both([again.when], found));
  }, []);
}

function notAmong(parts: readonly NamePart[], members: readonly Member[]): Alternatives {
  const texts = members.flatMap(({ value, one, when }) => {
    const text =
      value.kind === "text" && one && when.length === 0 ? constantOf(value.parts) : undefined;
    return text === undefined ? [] : [text];
  });
  return texts.length === 0 ? noFacts : textFact(parts, { kind: "one-of", texts }, false);
}

// A fact about an element of a claim that is a list: some element, or each of them.
function eachElement(
  analyst: Analyst,
  list: readonly Step[],
  which: "some" | "none",
  make: (part: NamePart) => Alternatives,
): Alternatives {
  const id = analyst.next();
  const any = make({ kind: "claim", steps: [...list, { kind: "each", id }], transforms: [] });
  if (which === "some") return any;
  return [
    [{ kind: "each", list, id, inner: analyst.since(id).filter((each) => each !== id), any }],
  ];
}

/** What holds if `all`, `exists` or `exists_one` is true, or is not. */
export function decideLoop(
  analyst: Analyst,
  expr: Expr,
  loop: Loop,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  const some = loop.kind === "all" ? !wanted : wanted;
  if (loop.kind === "exists-one" && !wanted) return noFacts;
  return decideWays(analyst.evaluate(loop.range, variables), (way) => {
    const inside = loop.kind !== "all";
    const judge = (member: Member, value: boolean) =>
      analyst.decide(loop.body, value, bind(analyst, loop, member, way.value, variables));
    if (!some && way.value.kind === "claim" && loop.variables.length === 1) {
      const first = analyst.next();
      const [element] = membersOf(way.value, expr.id, analyst.next) ?? [];
      const id = element?.ids[0];
      if (element === undefined || id === undefined || way.value.steps.length === 0) return noFacts;
      const any = judge(element, !inside);
      const inner = analyst.since(first).filter((each) => each !== id);
      return [[{ kind: "each", list: way.value.steps, id, inner, any } satisfies Fact]];
    }
    const members = membersOf(way.value, expr.id, analyst.next);
    if (members === undefined) return [];
    if (some) {
      return members.reduce<Alternatives>((all, member) => {
        const again = refresh(member, analyst.next);
        return either(all, both([again.when], judge(again, inside)));
      }, []);
    }
    return members
      .filter(({ one, when }) => one && when.length === 0)
      .reduce<Alternatives>((all, member) => both(all, judge(member, !inside)), noFacts);
  });
}

/** `groups.filter(g, g == "acme").size() > 0` says what `exists` does. */
export function countsSome(
  analyst: Analyst,
  counted: Expr | undefined,
  least: Expr | undefined,
  number: number,
  variables: Variables,
): Alternatives {
  const size = callOf(counted);
  const [limit] = analyst.evaluate(least, variables);
  const known = limit?.value.kind === "number" ? Number(limit.value.text ?? "-1") : -1;
  if (size?.name !== "size" || known < number) return noFacts;
  return decideWays(analyst.evaluate(size.target ?? size.args[0], variables), ({ value }) => {
    if (value.kind !== "list") return noFacts;
    return value.members.reduce<Alternatives>(
      (all, member) => either(all, [refresh(member, analyst.next).when]),
      [],
    );
  });
}

/** What holds if `sets.intersects` of a claim and fixed texts is true. */
export function someOf(
  analyst: Analyst,
  first: Expr | undefined,
  second: Expr | undefined,
  variables: Variables,
): Alternatives {
  return withTexts(analyst, first, second, variables, (list, texts) =>
    eachElement(analyst, list, "some", (part) => textFact([part], { kind: "one-of", texts }, true)),
  );
}

/** What holds if `sets.contains` of a claim and fixed texts is true. */
export function allOf(
  analyst: Analyst,
  first: Expr | undefined,
  second: Expr | undefined,
  variables: Variables,
): Alternatives {
  return withTexts(analyst, first, second, variables, (list, texts) =>
    texts.reduce<Alternatives>(
      (all, text) =>
        both(
          all,
          eachElement(analyst, list, "some", (part) =>
            textFact([part], { kind: "one-of", texts: [text] }, true),
          ),
        ),
      noFacts,
    ),
  );
}

// A claim that is a list, and a list of fixed texts.
function withTexts(
  analyst: Analyst,
  first: Expr | undefined,
  second: Expr | undefined,
  variables: Variables,
  make: (list: readonly Step[], texts: readonly string[]) => Alternatives,
): Alternatives {
  const others = analyst.evaluate(second, variables);
  return decideWays(analyst.evaluate(first, variables), ({ value }) =>
    decideWays(others, (other) => {
      if (value.kind !== "claim" || value.steps.length === 0 || other.value.kind !== "list")
        return noFacts;
      const texts = other.value.members.map((member) =>
        member.value.kind === "text" && member.one ? constantOf(member.value.parts) : undefined,
      );
      const known = texts.filter((text) => text !== undefined);
      return known.length === texts.length ? make(value.steps, known) : noFacts;
    }),
  );
}
