import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Call } from "../../cel/shape.ts";
import { type Analyst, mostWays, unknownWay, type Variables } from "./analyst.ts";
import { conjoin, type Fact } from "./fact.ts";
import {
  constantOf,
  joinParts,
  type NamePart,
  type Transform,
  textPart,
  transformParts,
  transformText,
  unknownPart,
} from "./text.ts";
import { type Member, membersOf, refresh, textOfValue, type Value, type Way } from "./value.ts";

/** What a function that gives no boolean makes of the values of its arguments. */
export function evaluateFunction(
  analyst: Analyst,
  expr: Expr,
  { name, target, args }: Call,
  variables: Variables,
): readonly Way[] {
  const operands = (target === undefined ? args : [target, ...args]).map((each) =>
    analyst.evaluate(each, variables),
  );
  const count = operands.reduce((product, ways) => product * ways.length, 1);
  if (count > mostWays) return [unknownWay("more cases than are followed", expr)];
  let cases: { values: readonly Value[]; when: readonly Fact[] }[] = [{ values: [], when: [] }];
  for (const ways of operands) {
    cases = cases.flatMap(({ values, when }) =>
      ways.flatMap((way) => {
        const all = conjoin([...when, ...way.when]);
        return all === undefined ? [] : [{ values: [...values, way.value], when: all }];
      }),
    );
  }
  return cases.flatMap(({ values, when }) =>
    apply(analyst, expr, name, values).map((value): Way => ({ value, when, node: expr.id })),
  );
}

function apply(analyst: Analyst, expr: Expr, name: string, values: readonly Value[]): Value[] {
  const [first, second, third] = values;
  if (first === undefined) return [unknown(`${name}()`)];
  switch (name) {
    case "_+_":
      return second === undefined ? [] : add(analyst, expr, first, second);
    case "string":
      return toText(first);
    case "lowerAscii":
      return transform(first, { kind: "lower" });
    case "upperAscii":
      return transform(first, { kind: "upper" });
    case "trim":
      return transform(first, { kind: "trim" });
    case "replace": {
      const [from, to] = [constant(second), constant(third)];
      if (values.length !== 3 || from === undefined || to === undefined || from === "")
        return anyText("replace");
      return transform(first, { kind: "replace", from, to });
    }
    case "substring": {
      const [start, end] = [numberOf(second), numberOf(third)];
      if (start === undefined || start < 0 || (values.length > 2 && end === undefined)) {
        return anyText("substring");
      }
      return transform(first, { kind: "substring", start, ...(end !== undefined && { end }) });
    }
    case "split":
      return split(analyst, expr, first, values.slice(1));
    case "split-at":
      return splitAt(first, values.slice(1));
    case "join":
      return joinList(analyst, expr, first, second);
    case "format":
      return format(analyst, expr, first, second);
    case "distinct":
    case "sort":
    case "slice":
    case "@sortByAssociatedKeys":
      return pick(analyst, expr, first);
    case "reverse":
      return first.kind === "list" ? pick(analyst, expr, first) : [unknown("reverse()")];
    case "flatten":
      return flatten(analyst, expr, first, values.length);
    case "first":
    case "last":
      return ends(analyst, expr, first);
    default:
      return [unknown(`${name}()`)];
  }
}

function unknown(reason: string): Value {
  return { kind: "unknown", reason: `what ${reason} gives` };
}

function anyText(name: string): Value[] {
  return [{ kind: "text", parts: [unknownPart(`what ${name}() gives`)] }];
}

function constant(value: Value | undefined): string | undefined {
  return value?.kind === "text" ? constantOf(value.parts) : undefined;
}

function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === "number" && value.text !== undefined ? Number(value.text) : undefined;
}

function transform(value: Value, how: Transform): Value[] {
  const parts = textOfValue(value);
  return parts === undefined ? [] : [{ kind: "text", parts: transformParts(parts, how) }];
}

function toText(value: Value): Value[] {
  switch (value.kind) {
    case "bool":
      return [{ kind: "text", parts: [textPart(String(value.value))] }];
    case "number":
      return [
        {
          kind: "text",
          parts: [value.text === undefined ? unknownPart("a number") : textPart(value.text)],
        },
      ];
    default:
      return transform(value, { kind: "string" });
  }
}

// Texts, lists or numbers: of claims it is not known which.
function add(analyst: Analyst, expr: Expr, left: Value, right: Value): Value[] {
  const type = analyst.typeOf(expr)?.kind;
  const found: Value[] = [];
  const texts = [textOfValue(left), textOfValue(right)] as const;
  if (type !== "list" && texts[0] !== undefined && texts[1] !== undefined) {
    found.push({ kind: "text", parts: joinParts(texts[0], texts[1]) });
  }
  if (type !== "string" && left.kind !== "map" && right.kind !== "map") {
    const lists = [left, right].map((value) => membersOf(value, expr.id, analyst.next));
    if (lists.every((list) => list !== undefined)) {
      found.push({ kind: "list", members: lists.flatMap((list) => list ?? []) });
    }
  }
  const numeric = [left, right].every(
    ({ kind }) => kind === "number" || kind === "claim" || kind === "unknown",
  );
  if (type !== "string" && type !== "list" && numeric) found.push({ kind: "number" });
  return found;
}

function split(analyst: Analyst, expr: Expr, value: Value, args: readonly Value[]): Value[] {
  const parts = textOfValue(value);
  if (parts === undefined) return [];
  const separator = constant(args[0]);
  const members = (list: readonly Member[]): Value[] => [{ kind: "list", members: list }];
  const some = (part: NamePart, ids: readonly number[]): Member => ({
    value: { kind: "text", parts: [part] },
    when: [],
    one: false,
    ids,
    node: expr.id,
  });
  if (separator === undefined || separator === "" || args.length !== 1) {
    return members([some(unknownPart("a part of a text"), [])]);
  }
  const fixed = constantOf(parts);
  if (fixed !== undefined) {
    return members(
      fixed.split(separator).map((text) => ({
        value: { kind: "text", parts: joinParts([textPart(text)]) },
        when: [],
        one: true,
        ids: [],
        node: expr.id,
      })),
    );
  }
  const [only, ...more] = parts;
  if (only?.kind !== "claim" || more.length > 0) {
    return members([some(unknownPart("a part of a text"), [])]);
  }
  const id = analyst.next();
  const transforms: readonly Transform[] = [
    ...only.transforms,
    { kind: "split-any", separator, id },
  ];
  return members([some({ ...only, transforms }, [id])]);
}

// `split(",")[0]`; nothing if it is not known which part, and the list says more.
function splitAt(value: Value, args: readonly Value[]): Value[] {
  const parts = textOfValue(value);
  const [separator, index] = [constant(args[0]), numberOf(args.at(-1))];
  if (parts === undefined || args.length !== 2) return [];
  if (separator === undefined || separator === "" || index === undefined || index < 0) return [];
  const fixed = constantOf(parts);
  if (
    fixed !== undefined &&
    transformText(fixed, { kind: "split", separator, index }) === undefined
  ) {
    return [];
  }
  return transform(value, { kind: "split", separator, index });
}

function joinList(
  analyst: Analyst,
  expr: Expr,
  value: Value,
  separator: Value | undefined,
): Value[] {
  const members = membersOf(value, expr.id, analyst.next);
  const between = separator === undefined ? "" : constant(separator);
  if (members === undefined) return [];
  const texts = members.map((member) => textOfValue(member.value));
  if (between === undefined || members.some(({ one, when }) => !one || when.length > 0)) {
    return anyText("join");
  }
  const parts = texts.flatMap((text, i) => [
    ...(i === 0 ? [] : [textPart(between)]),
    ...(text ?? [unknownPart("an element")]),
  ]);
  return [{ kind: "text", parts: joinParts(parts) }];
}

// `"%s:%s".format([a, b])`: other verbs give some text.
function format(analyst: Analyst, expr: Expr, template: Value, list: Value | undefined): Value[] {
  const text = constant(template);
  const members = list && membersOf(list, expr.id, analyst.next);
  if (text === undefined || members === undefined) return anyText("format");
  const fixed = members.every(({ one, when }) => one && when.length === 0);
  const parts: NamePart[] = [];
  let at = 0;
  let taken = 0;
  for (const verb of text.matchAll(/%(%|(?:\.\d+)?[a-zA-Z])/g)) {
    parts.push(textPart(text.slice(at, verb.index)));
    at = verb.index + verb[0].length;
    if (verb[1] === "%") {
      parts.push(textPart("%"));
      continue;
    }
    const value = fixed ? members[taken++]?.value : undefined;
    const own = verb[1] === "s" && value ? textOfValue(value) : undefined;
    parts.push(
      ...(own ? transformParts(own, { kind: "format" }) : [unknownPart("what format() gives")]),
    );
  }
  parts.push(textPart(text.slice(at)));
  return [{ kind: "text", parts: joinParts(parts) }];
}

function pick(analyst: Analyst, expr: Expr, value: Value): Value[] {
  const members = membersOf(value, expr.id, analyst.next);
  if (members === undefined) return [];
  return [{ kind: "list", members: members.map((member) => ({ ...member, one: false })) }];
}

function flatten(analyst: Analyst, expr: Expr, value: Value, args: number): Value[] {
  const members = membersOf(value, expr.id, analyst.next);
  if (members === undefined || args !== 1) return [unknown("flatten()")];
  const flat = members.flatMap((member): Member[] => {
    const inner = membersOf(member.value, member.node, analyst.next);
    const own = { ...member, one: false };
    if (inner === undefined) return [own];
    const within = inner.flatMap((each): Member[] => {
      const when = conjoin([...member.when, ...each.when]);
      return when === undefined
        ? []
        : [{ ...each, when, one: false, ids: [...member.ids, ...each.ids] }];
    });
    // A claim may be a list or not.
    return member.value.kind === "claim" || member.value.kind === "unknown"
      ? [own, ...within]
      : within;
  });
  return [{ kind: "list", members: flat }];
}

function ends(analyst: Analyst, expr: Expr, value: Value): Value[] {
  const members = membersOf(value, expr.id, analyst.next);
  if (members === undefined) return [unknown("first()")];
  // What holds of the element itself is left out: it would hold of the whole value.
  return [
    ...members.map(
      (member): Value => ({
        kind: "optional",
        value: refresh(member, analyst.next).value,
      }),
    ),
    { kind: "optional", value: undefined },
  ];
}
