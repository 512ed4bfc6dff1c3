import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { boolOf, callOf, type Loop, loopOf } from "../../cel/shape.ts";
import { type Analyst, mostWays, rootNames, type Variables } from "./analyst.ts";
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
import { beginningsOf, endingOf } from "./pattern.ts";
import { constantOf, type NamePart, type Step } from "./text.ts";
import { type Member, membersOf, refresh, textOfValue, type Value, type Way } from "./value.ts";

/**
 * What holds of the token if a condition is `wanted`. An operand that fails can be absorbed by `&&` and `||`, so that
 * nothing is concluded from the operand that did not decide.
 */
export function decideExpression(
  analyst: Analyst,
  expr: Expr,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  const literal = boolOf(expr);
  if (literal !== undefined) return literal === wanted ? noFacts : [];
  if (expr.exprKind.case === "selectExpr" && expr.exprKind.value.testOnly) {
    return decidePresence(analyst, expr, wanted, variables);
  }
  const loop = loopOf(expr);
  if (loop !== undefined && loop.kind !== "map" && loop.kind !== "filter") {
    return decideLoop(analyst, expr, loop, wanted, variables);
  }
  const call = callOf(expr);
  const decide = (each: Expr | undefined, value: boolean) => analyst.decide(each, value, variables);
  const [first, second, third] = call?.args ?? [];
  switch (call?.name) {
    case "_&&_":
      return wanted
        ? both(decide(first, true), decide(second, true))
        : either(decide(first, false), decide(second, false));
    case "_||_":
      return wanted
        ? either(decide(first, true), decide(second, true))
        : both(decide(first, false), decide(second, false));
    case "!_":
      return decide(first, !wanted);
    case "_?_:_":
      return either(
        both(decide(first, true), decide(second, wanted)),
        both(decide(first, false), decide(third, wanted)),
      );
    case "dyn":
      return decide(first, wanted);
    case "_==_":
      return decideEquality(analyst, expr, wanted, variables);
    case "_!=_":
      return decideEquality(analyst, expr, !wanted, variables);
    case "@in":
      return decideIn(analyst, expr, wanted, variables);
    case "startsWith":
      return decideText(analyst, expr, "starts", wanted, variables);
    case "endsWith":
      return decideText(analyst, expr, "ends", wanted, variables);
    case "contains":
      return decideText(analyst, expr, "contains", wanted, variables);
    case "matches":
      return decideText(analyst, expr, "matches", wanted, variables);
    case "hasValue":
      return decideWays(analyst.evaluate(call.target, variables), ({ value }) =>
        value.kind === "optional" ? fixed((value.value !== undefined) === wanted) : noFacts,
      );
    case "_>_":
    case "_>=_":
      return wanted
        ? countsSome(analyst, first, second, call.name === "_>_" ? 0 : 1, variables)
        : noFacts;
    case "sets.intersects":
      return wanted ? someOf(analyst, first, second, variables) : noFacts;
    case "sets.contains":
      return wanted ? allOf(analyst, first, second, variables) : noFacts;
    default:
      return decideValue(analyst, expr, wanted, variables);
  }
}

function fixed(known: boolean): Alternatives {
  return known ? noFacts : [];
}

// What is not followed: only how it is written, where no variable of an iteration is in it.
function other(analyst: Analyst, expr: Expr, wanted: boolean, variables: Variables): Alternatives {
  if (variables.size > rootNames) return noFacts;
  return [[{ kind: "other", source: analyst.sourceOf(expr), holds: wanted }]];
}

function decideWays(ways: readonly Way[], decide: (way: Way) => Alternatives): Alternatives {
  if (ways.length > mostWays) return noFacts;
  return ways.reduce<Alternatives>((all, way) => either(all, both([way.when], decide(way))), []);
}

function decideValue(
  analyst: Analyst,
  expr: Expr,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  // Conditions come back from here when they are evaluated: only what gives other values is asked.
  if (conditions.has(callOf(expr)?.name ?? "")) return other(analyst, expr, wanted, variables);
  return decideWays(analyst.evaluate(expr, variables), ({ value }) => {
    if (value.kind === "bool") return fixed(value.value === wanted);
    if (value.kind === "claim" && value.steps.length > 0) {
      return [[{ kind: "value", steps: value.steps, value: "true", holds: wanted }]];
    }
    return value.kind === "unknown" ? other(analyst, expr, wanted, variables) : [];
  });
}

const conditions = new Set(["_<_", "_<=_", "sets.equivalent"]);

function decidePresence(
  analyst: Analyst,
  expr: Expr,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  if (expr.exprKind.case !== "selectExpr") return noFacts;
  const { operand, field } = expr.exprKind.value;
  return decideWays(analyst.evaluate(operand, variables), ({ value }) => {
    const inner = value.kind === "optional" ? value.value : value;
    if (inner === undefined) return fixed(!wanted);
    if (inner.kind === "claim") {
      const steps: readonly Step[] = [
        ...inner.steps,
        { kind: "field", name: analyst.nameOf(field) },
      ];
      return [[{ kind: "has", steps, holds: wanted }]];
    }
    if (inner.kind === "map") {
      return fixed(inner.entries.some(({ key }) => key === field) === wanted);
    }
    return noFacts;
  });
}

function decideEquality(
  analyst: Analyst,
  expr: Expr,
  equal: boolean,
  variables: Variables,
): Alternatives {
  const [first, second] = callOf(expr)?.args ?? [];
  for (const [value, constant] of [
    [first, second],
    [second, first],
  ]) {
    const known = boolOf(constant);
    if (known !== undefined && value !== undefined && isCondition(value)) {
      return analyst.decide(value, known === equal, variables);
    }
  }
  const [left, right] = [first, second].map((each) => analyst.evaluate(each, variables));
  if (left === undefined || right === undefined || left.length * right.length > mostWays) {
    return noFacts;
  }
  return left.reduce<Alternatives>(
    (all, a) =>
      either(
        all,
        right.reduce<Alternatives>(
          (some, b) =>
            either(
              some,
              both(
                both([a.when], [b.when]),
                compare(a.value, b.value, equal) ??
                  other(analyst, expr, callOf(expr)?.name === "_==_" ? equal : !equal, variables),
              ),
            ),
          [],
        ),
      ),
    [],
  );
}

function isCondition(expr: Expr): boolean {
  const kind = expr.exprKind;
  if (kind.case === "selectExpr") return kind.value.testOnly;
  if (kind.case === "comprehensionExpr") return true;
  const name = callOf(expr)?.name;
  return name !== undefined && comparing.has(name);
}

const comparing = new Set([
  ..."_==_ _!=_ _&&_ _||_ !_ @in _<_ _<=_ _>_ _>=_ startsWith endsWith contains matches hasValue".split(
    " ",
  ),
  ..."sets.contains sets.intersects sets.equivalent".split(" "),
]);

// What holds if two values are equal, or are not; undefined if that says nothing.
function compare(a: Value, b: Value, equal: boolean): Alternatives | undefined {
  if (a.kind === "optional" && b.kind === "optional") {
    if (a.value === undefined || b.value === undefined) {
      return fixed((a.value === b.value) === equal);
    }
    return compare(a.value, b.value, equal);
  }
  for (const [value, constant] of [
    [a, b],
    [b, a],
  ] as const) {
    const text = constant.kind === "text" ? constantOf(constant.parts) : undefined;
    if (text !== undefined) {
      const parts = textOfValue(value);
      if (parts !== undefined && value.kind !== "unknown") {
        return textFact(parts, { kind: "one-of", texts: [text] }, equal);
      }
      if (value.kind === "number" || value.kind === "bool" || value.kind === "null")
        return fixed(!equal);
    }
    if (value.kind !== "claim" || value.steps.length === 0) continue;
    if (constant.kind === "bool") {
      return [[{ kind: "value", steps: value.steps, value: String(constant.value), holds: equal }]];
    }
    if (constant.kind === "number" && constant.text !== undefined) {
      return [[{ kind: "value", steps: value.steps, value: constant.text, holds: equal }]];
    }
  }
  if (a.kind === "bool" && b.kind === "bool") return fixed((a.value === b.value) === equal);
  return undefined;
}

function decideIn(
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

function decideText(
  analyst: Analyst,
  expr: Expr,
  kind: "starts" | "ends" | "contains" | "matches",
  wanted: boolean,
  variables: Variables,
): Alternatives {
  const call = callOf(expr);
  const [subject, argument] =
    call?.target === undefined ? (call?.args ?? []) : [call.target, call.args[0]];
  const subjects = analyst.evaluate(subject, variables);
  const values = analyst.evaluate(argument, variables);
  if (subjects.length * values.length > mostWays) return noFacts;
  return decideWays(subjects, (way) =>
    decideWays(values, ({ value }) => {
      const parts = textOfValue(way.value);
      if (parts === undefined) return [];
      const text = value.kind === "text" ? constantOf(value.parts) : undefined;
      if (text === undefined || way.value.kind === "unknown")
        return other(analyst, expr, wanted, variables);
      const fact = textFact(parts, { kind, text }, wanted);
      return kind === "matches" && wanted ? both(fact, impliedBy(parts, text)) : fact;
    }),
  );
}

function impliedBy(parts: readonly NamePart[], pattern: string): Alternatives {
  const ending = endingOf(pattern);
  const beginnings = beginningsOf(pattern);
  const ends =
    ending === undefined ? noFacts : textFact(parts, { kind: "ends", text: ending }, true);
  if (beginnings === undefined) return ends;
  const whole = beginnings.filter((each) => each.whole).map(({ text }) => text);
  const open = beginnings.filter((each) => !each.whole);
  const exact = whole.length === 0 ? [] : textFact(parts, { kind: "one-of", texts: whole }, true);
  const starts = open.reduce<Alternatives>(
    (all, { text }) => either(all, textFact(parts, { kind: "starts", text }, true)),
    exact,
  );
  return both(ends, starts);
}

function decideLoop(
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

// `groups.filter(g, g == "acme").size() > 0` says what `exists` does.
function countsSome(
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

function someOf(
  analyst: Analyst,
  first: Expr | undefined,
  second: Expr | undefined,
  variables: Variables,
): Alternatives {
  return withTexts(analyst, first, second, variables, (list, texts) =>
    eachElement(analyst, list, "some", (part) => textFact([part], { kind: "one-of", texts }, true)),
  );
}

function allOf(
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
