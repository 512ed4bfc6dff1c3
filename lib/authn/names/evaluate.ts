import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { textOf } from "../../cel/ast.ts";
import { bindingOf, callOf, loopOf } from "../../cel/shape.ts";
import { type Analyst, mostWays, unknownWay, type Variables } from "./analyst.ts";
import { evaluateLoop } from "./evaluate-loop.ts";
import { conjoin, type Fact } from "./fact.ts";
import { evaluateFunction } from "./functions.ts";
import { indexText, selectField } from "./members.ts";
import { textPart } from "./text.ts";
import {
  type MapEntry,
  type Member,
  membersOf,
  refresh,
  textOfValue,
  type Value,
  type Way,
} from "./value.ts";
import { join, under } from "./ways.ts";

/** Every value that an expression can have. What is not followed is unknown, never left out. */
export function evaluateExpression(
  analyst: Analyst,
  expr: Expr,
  variables: Variables,
): readonly Way[] {
  const ways = evaluateKind(analyst, expr, variables);
  return ways.length > mostWays ? [unknownWay("more cases than are followed", expr)] : ways;
}

function evaluateKind(analyst: Analyst, expr: Expr, variables: Variables): readonly Way[] {
  const one = (value: Value): Way[] => [{ value, when: [], node: expr.id }];
  const kind = expr.exprKind;
  switch (kind.case) {
    case "constExpr":
      return one(constantValue(expr));
    case "identExpr": {
      const known = variables.get(kind.value.name);
      return known === undefined ? [unknownWay("a name that is not followed", expr)] : one(known);
    }
    case "selectExpr": {
      const { operand, field, testOnly } = kind.value;
      if (testOnly) return evaluateCondition(analyst, expr, variables);
      return analyst
        .evaluate(operand, variables)
        .flatMap((way) => selectField(analyst, expr, way, field));
    }
    case "listExpr":
      return evaluateList(analyst, expr, variables);
    case "structExpr":
      return [{ value: evaluateMap(analyst, expr, variables), when: [], node: expr.id }];
    case "comprehensionExpr": {
      const binding = bindingOf(expr);
      if (binding !== undefined) {
        return analyst
          .evaluate(binding.value, variables)
          .flatMap((way) =>
            join(
              [way],
              analyst.evaluate(
                binding.result,
                new Map([...variables, [binding.variable, way.value]]),
              ),
            ),
          );
      }
      const loop = loopOf(expr);
      if (loop === undefined) return [unknownWay("an iteration that is not followed", expr)];
      if (loop.kind === "map" || loop.kind === "filter") {
        return evaluateLoop(analyst, expr, loop, variables);
      }
      return evaluateCondition(analyst, expr, variables);
    }
    case "callExpr":
      return evaluateCall(analyst, expr, variables);
    default:
      return [unknownWay("an expression that is not followed", expr)];
  }
}

function evaluateCondition(analyst: Analyst, expr: Expr, variables: Variables): readonly Way[] {
  return [true, false].flatMap((value) =>
    analyst
      .decide(expr, value, variables)
      .map((when): Way => ({ value: { kind: "bool", value }, when, node: expr.id })),
  );
}

function constantValue(expr: Expr): Value {
  if (expr.exprKind.case !== "constExpr") return { kind: "unknown", reason: "no constant" };
  const { constantKind } = expr.exprKind.value;
  switch (constantKind.case) {
    case "stringValue":
      return {
        kind: "text",
        parts: constantKind.value === "" ? [] : [textPart(constantKind.value)],
      };
    case "boolValue":
      return { kind: "bool", value: constantKind.value };
    case "int64Value":
    case "uint64Value":
      return { kind: "number", text: String(constantKind.value) };
    case "doubleValue":
      return { kind: "number" };
    case "nullValue":
      return { kind: "null" };
    default:
      return { kind: "unknown", reason: "bytes" };
  }
}

// A list for each combination of the values of its elements, as long as these are few; else one with all of them.
function evaluateList(analyst: Analyst, expr: Expr, variables: Variables): readonly Way[] {
  if (expr.exprKind.case !== "listExpr") return [];
  const { elements, optionalIndices } = expr.exprKind.value;
  const first = analyst.next();
  const each = elements.map((element, i) => {
    const ways = analyst.evaluate(element, variables);
    if (!optionalIndices.includes(i)) return ways.map((way) => ({ way, there: true }));
    return ways.map((way) =>
      way.value.kind === "optional" && way.value.value !== undefined
        ? { way: { ...way, value: way.value.value }, there: true }
        : { way, there: way.value.kind !== "optional" },
    );
  });
  const count = each.reduce((product, ways) => product * ways.length, 1);
  if (count > mostLists) {
    const ids = analyst.since(first);
    const members = each
      .flat()
      .flatMap(({ way, there }): Member[] => (there ? [{ ...way, one: false, ids }] : []));
    return [{ value: { kind: "list", members }, when: [], node: expr.id }];
  }
  let lists: { members: readonly Member[]; when: readonly Fact[] }[] = [{ members: [], when: [] }];
  for (const ways of each) {
    lists = lists.flatMap(({ members, when }) =>
      ways.flatMap(({ way, there }) => {
        const all = conjoin([...when, ...way.when]);
        if (all === undefined) return [];
        const member: Member = { ...way, when: [], one: true, ids: [] };
        return [{ members: there ? [...members, member] : members, when: all }];
      }),
    );
  }
  return lists.map(({ members, when }) => ({
    value: { kind: "list", members },
    when,
    node: expr.id,
  }));
}

const mostLists = 32;

function evaluateMap(analyst: Analyst, expr: Expr, variables: Variables): Value {
  const unknown: Value = { kind: "unknown", reason: "a map that is not followed" };
  if (expr.exprKind.case !== "structExpr" || expr.exprKind.value.messageName !== "") return unknown;
  const entries: MapEntry[] = [];
  for (const { keyKind, value, optionalEntry } of expr.exprKind.value.entries) {
    const key = keyKind.case === "mapKey" ? textOf(keyKind.value) : undefined;
    if (key === undefined || value === undefined || optionalEntry) return unknown;
    entries.push({ key, ways: analyst.evaluate(value, variables) });
  }
  return { kind: "map", entries };
}

function evaluateCall(analyst: Analyst, expr: Expr, variables: Variables): readonly Way[] {
  const call = callOf(expr);
  if (call === undefined) return [];
  const { name, target, args } = call;
  const [first, second, third] = args;
  switch (name) {
    case "_?_:_": {
      const branch = (wanted: boolean, then: Expr | undefined) =>
        under(analyst.decide(first, wanted, variables), () => analyst.evaluate(then, variables));
      return [...branch(true, second), ...branch(false, third)];
    }
    case "dyn":
      return analyst.evaluate(first, variables);
    case "_?._":
    case "_[?_]":
    case "_[_]":
      return evaluateIndex(analyst, expr, variables);
    case "orValue":
    case "or": {
      const ways = analyst.evaluate(target, variables);
      return ways.flatMap((way): readonly Way[] => {
        const { value } = way;
        if (value.kind === "optional" && value.value === undefined) {
          return join([way], analyst.evaluate(first, variables));
        }
        if (value.kind === "optional" && name === "or") return [way];
        if (value.kind === "optional" && value.value) return [{ ...way, value: value.value }];
        return [unknownWay("an optional value that is not followed", expr, way.when)];
      });
    }
    case "value":
      return analyst.evaluate(target, variables).flatMap((way): Way[] => {
        if (way.value.kind !== "optional") return [unknownWay("an optional value", expr, way.when)];
        return way.value.value === undefined ? [] : [{ ...way, value: way.value.value }];
      });
    case "optional.of":
    case "optional.ofNonZeroValue": {
      const ways = analyst.evaluate(first, variables);
      const some = ways.map(
        (way): Way => ({ ...way, value: { kind: "optional", value: way.value } }),
      );
      if (name === "optional.of") return some;
      const none = ways.map(
        (way): Way => ({ ...way, value: { kind: "optional", value: undefined } }),
      );
      return [...some, ...none];
    }
    case "optional.none":
      return [{ value: { kind: "optional", value: undefined }, when: [], node: expr.id }];
    case "_==_":
    case "_!=_":
    case "_&&_":
    case "_||_":
    case "!_":
    case "@in":
    case "_<_":
    case "_<=_":
    case "_>_":
    case "_>=_":
    case "startsWith":
    case "endsWith":
    case "contains":
    case "matches":
    case "hasValue":
    case "sets.contains":
    case "sets.intersects":
    case "sets.equivalent":
      return evaluateCondition(analyst, expr, variables);
    default:
      return evaluateFunction(analyst, expr, call, variables);
  }
}

function evaluateIndex(analyst: Analyst, expr: Expr, variables: Variables): readonly Way[] {
  const call = callOf(expr);
  const [operand, key] = call?.args ?? [];
  const optional = call?.name !== "_[_]";
  const split = callOf(operand);
  if (!optional && split?.name === "split") {
    const picked = evaluateFunction(
      analyst,
      expr,
      { ...split, name: "split-at", args: [...split.args, ...(key ? [key] : [])] },
      variables,
    );
    if (picked.length > 0 || key === undefined) return picked;
  }
  const operands = analyst.evaluate(operand, variables);
  const keys = analyst.evaluate(key, variables);
  if (operands.length * keys.length > mostWays)
    return [unknownWay("more cases than are followed", expr)];
  return operands.flatMap((way) =>
    keys.flatMap((index): readonly Way[] => {
      const when = conjoin([...way.when, ...index.when]);
      if (when === undefined) return [];
      return indexValue(analyst, expr, { ...way, when }, index.value, optional);
    }),
  );
}

function indexValue(
  analyst: Analyst,
  expr: Expr,
  way: Way,
  key: Value,
  optional: boolean,
): readonly Way[] {
  const { value } = way;
  const some = (found: readonly Way[]): readonly Way[] =>
    optional
      ? found.map((each): Way => ({ ...each, value: { kind: "optional", value: each.value } }))
      : found;
  const none: readonly Way[] = optional
    ? [{ value: { kind: "optional", value: undefined }, when: way.when, node: expr.id }]
    : [];
  if (value.kind === "optional") {
    if (value.value === undefined) return [{ ...way, node: expr.id }];
    return indexValue(analyst, expr, { ...way, value: value.value }, key, true);
  }
  const parts = key.kind === "text" || value.kind === "map" ? textOfValue(key) : undefined;
  if (parts !== undefined) return indexText(analyst, expr, way, parts, optional);
  if (value.kind === "claim") {
    if (value.steps.length === 0) return [...some([itemOf(analyst, expr, way)]), ...none];
    // Only lists have numbers for keys: the value is one of the elements.
    if (key.kind === "number") {
      const [element] = membersOf(value, expr.id, analyst.next) ?? [];
      const found = element === undefined ? [] : [{ ...element, when: way.when }];
      return [...some(found), ...none];
    }
    return [...some([itemOf(analyst, expr, way)]), ...none];
  }
  if (value.kind === "list") {
    const at = key.kind === "number" && key.text !== undefined ? Number(key.text) : undefined;
    const known = at === undefined ? undefined : value.members.slice(0, at + 1);
    const exact = known?.every(({ one, when }) => one && when.length === 0) === true;
    const picked = exact ? (known ?? []).slice(at) : value.members;
    const found = picked.flatMap((member) => {
      const again = refresh(member, analyst.next);
      return join([way], [again]);
    });
    return [...some(found), ...none];
  }
  if (value.kind === "map") {
    const found = value.entries.flatMap(({ ways }) => join([way], ways));
    return [...some(found), ...none];
  }
  return value.kind === "unknown" ? [unknownWay(value.reason, expr, way.when)] : [];
}

function itemOf(analyst: Analyst, expr: Expr, way: Way): Way {
  const steps = way.value.kind === "claim" ? way.value.steps : [];
  return {
    value: { kind: "claim", steps: [...steps, { kind: "item", id: analyst.next() }] },
    when: way.when,
    node: expr.id,
  };
}
