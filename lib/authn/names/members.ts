import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { type Analyst, unknownWay } from "./analyst.ts";
import { both, conjoin, type Fact, textFact } from "./fact.ts";
import { constantOf, type NamePart, type Step } from "./text.ts";
import type { Value, Way } from "./value.ts";

/** `operand.field`, of each value of the operand. */
export function selectField(analyst: Analyst, expr: Expr, way: Way, field: string): readonly Way[] {
  const { value } = way;
  switch (value.kind) {
    case "user":
      return [{ value: userField(value, field), when: way.when, node: expr.id }];
    case "claim":
      return fieldOf(expr, way, value.steps, analyst.nameOf(field), false);
    case "map":
      return indexText(
        analyst,
        expr,
        way,
        field === "" ? [] : [{ kind: "text", text: field }],
        false,
      );
    case "optional":
      // A field of an optional value is optional itself.
      return value.value === undefined
        ? [{ ...way, node: expr.id }]
        : optionalField(analyst, expr, { ...way, value: value.value }, field);
    case "unknown":
      return [unknownWay(value.reason, expr, way.when)];
    default:
      return [];
  }
}

/** `operand["key"]`, and `operand[?"key"]`, which is an optional value. */
export function indexText(
  analyst: Analyst,
  expr: Expr,
  way: Way,
  key: readonly NamePart[],
  optional: boolean,
): readonly Way[] {
  const { value } = way;
  const constant = constantOf(key);
  if (value.kind === "claim") {
    if (constant !== undefined) {
      return fieldOf(expr, way, value.steps, analyst.nameOf(constant), optional);
    }
    const steps: readonly Step[] = [...value.steps, { kind: "item", id: analyst.next() }];
    const found: Value = { kind: "claim", steps };
    return optionalWays(expr, way, [{ value: found, when: way.when, node: expr.id }], optional);
  }
  if (value.kind === "user") {
    if (constant === undefined) return [unknownWay("a field of the user", expr, way.when)];
    const found = [{ value: userField(value, constant), when: way.when, node: expr.id }];
    return optionalWays(expr, way, found, optional);
  }
  if (value.kind === "map") {
    const found = value.entries.flatMap((entry) =>
      both([way.when], textFact(key, { kind: "one-of", texts: [entry.key] }, true)).flatMap(
        (when) =>
          entry.ways.flatMap((each): Way[] => {
            const all = conjoin([...when, ...each.when]);
            return all === undefined ? [] : [{ ...each, when: all }];
          }),
      ),
    );
    if (!optional) return found;
    const texts = value.entries.map((entry) => entry.key);
    const missing = both([way.when], textFact(key, { kind: "one-of", texts }, false));
    return [
      ...found.map((each): Way => ({ ...each, value: { kind: "optional", value: each.value } })),
      ...missing.map((when): Way => ({ value: noValue, when, node: expr.id })),
    ];
  }
  return value.kind === "unknown" ? [unknownWay(value.reason, expr, way.when)] : [];
}

const noValue: Value = { kind: "optional", value: undefined };

function optionalField(analyst: Analyst, expr: Expr, way: Way, field: string): readonly Way[] {
  const key: readonly NamePart[] = field === "" ? [] : [{ kind: "text", text: field }];
  return indexText(analyst, expr, way, key, true);
}

function fieldOf(
  expr: Expr,
  way: Way,
  from: readonly Step[],
  name: string,
  optional: boolean,
): readonly Way[] {
  const steps: readonly Step[] = [...from, { kind: "field", name }];
  const make = (holds: boolean, value: Value): Way[] => {
    const fact: Fact = { kind: "has", steps, holds, ...(!optional && { read: true as const }) };
    const when = conjoin([...way.when, fact]);
    return when === undefined ? [] : [{ value, when, node: expr.id }];
  };
  const found: Value = { kind: "claim", steps };
  return optional
    ? [...make(true, { kind: "optional", value: found }), ...make(false, noValue)]
    : make(true, found);
}

function optionalWays(
  expr: Expr,
  way: Way,
  found: readonly Way[],
  optional: boolean,
): readonly Way[] {
  if (!optional) return found;
  return [
    ...found.map((each): Way => ({ ...each, value: { kind: "optional", value: each.value } })),
    { value: noValue, when: way.when, node: expr.id },
  ];
}

function userField(user: Extract<Value, { kind: "user" }>, field: string): Value {
  if (field === "username") return { kind: "text", parts: user.username };
  return { kind: "claim", steps: [{ kind: "user", name: field }] };
}
