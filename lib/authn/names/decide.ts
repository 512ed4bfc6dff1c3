import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { boolOf, callOf, loopOf } from "../../cel/shape.ts";
import { type Analyst, mostWays, type Variables } from "./analyst.ts";
import { compare } from "./decide-equal.ts";
import { allOf, countsSome, decideIn, decideLoop, someOf } from "./decide-lists.ts";
import { decideWays, fixed, other } from "./decide-ways.ts";
import { type Alternatives, both, either, noFacts, textFact } from "./fact.ts";
import { beginningsOf, endingOf } from "./pattern.ts";
import { constantOf, type NamePart, type Step } from "./text.ts";
import { textOfValue } from "./value.ts";

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
      return decideMore(analyst, expr, call.name === "_>_" ? 0 : 1, wanted, variables);
    case "sets.intersects":
      return wanted ? someOf(analyst, first, second, variables) : noFacts;
    case "sets.contains":
      return wanted ? allOf(analyst, first, second, variables) : noFacts;
    default:
      return decideValue(analyst, expr, wanted, variables);
  }
}

// What is counted is followed if it was filtered; of any other comparison only its text is known.
function decideMore(
  analyst: Analyst,
  expr: Expr,
  least: number,
  wanted: boolean,
  variables: Variables,
): Alternatives {
  const [first, second] = callOf(expr)?.args ?? [];
  const found = wanted ? countsSome(analyst, first, second, least, variables) : noFacts;
  const isSilent = found.some((group) => group.every(({ kind }) => kind === "has"));
  return isSilent ? both(found, other(analyst, expr, wanted, variables)) : found;
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
