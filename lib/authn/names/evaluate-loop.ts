import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { Loop } from "../../cel/shape.ts";
import { type Analyst, mostWays, unknownWay, type Variables } from "./analyst.ts";
import { both, conjoin, type Fact, noFacts } from "./fact.ts";
import { type Member, membersOf, refresh, type Value, type Way } from "./value.ts";

/** What `map` and `filter` make of a list. */
export function evaluateLoop(
  analyst: Analyst,
  expr: Expr,
  loop: Loop,
  variables: Variables,
): readonly Way[] {
  return analyst.evaluate(loop.range, variables).flatMap((way): readonly Way[] => {
    const first = analyst.next();
    const members = membersOf(way.value, expr.id, analyst.next);
    if (members === undefined) return [];
    const made: Member[] = [];
    // Of an element that is surely there the facts hold for the whole list.
    let when: readonly Fact[] = way.when;
    for (const member of members) {
      const again = refresh(member, analyst.next);
      const results = visit(
        analyst,
        loop,
        bind(analyst, loop, again, way.value, variables),
        again.node,
      );
      const [only, ...more] = results;
      const sure = again.one && again.when.length === 0 && loop.condition === undefined;
      if (sure && loop.kind === "map" && only !== undefined && more.length === 0) {
        const all = conjoin([...when, ...only.when]);
        if (all === undefined) return [];
        when = all;
        made.push({ ...only, when: again.when, one: true, ids: [] });
        continue;
      }
      for (const result of results) {
        const all = conjoin([...again.when, ...result.when]);
        if (all === undefined) continue;
        const one = again.one && results.length === 1 && result.when.length === 0;
        made.push({ ...result, when: all, one, ids: [...again.ids, ...analyst.since(first)] });
      }
    }
    if (made.length > mostWays) return [unknownWay("more cases than are followed", expr, way.when)];
    return [{ value: { kind: "list", members: made }, when, node: expr.id }];
  });
}

/** The variables of a round. */
export function bind(
  analyst: Analyst,
  loop: Loop,
  member: Member,
  range: Value,
  variables: Variables,
): Variables {
  const [first, second] = loop.variables;
  if (second === undefined) return new Map([...variables, [first, member.value]]);
  // Of a claim it is not known whether it is a list or a map: the second variable is some value in it.
  const inside: Value =
    range.kind === "claim"
      ? { kind: "claim", steps: [...range.steps, { kind: "item", id: analyst.next() }] }
      : range.kind === "list"
        ? member.value
        : { kind: "unknown", reason: "a value of a map" };
  const key: Value =
    range.kind === "map" ? member.value : { kind: "unknown", reason: "a key or an index" };
  return new Map([...variables, [first, key], [second, inside]]);
}

function visit(analyst: Analyst, loop: Loop, variables: Variables, node: bigint): readonly Way[] {
  if (loop.kind === "filter") {
    const value = variables.get(loop.variables[0]);
    if (value === undefined) return [];
    return analyst.decide(loop.body, true, variables).map((when): Way => ({ value, when, node }));
  }
  const condition =
    loop.condition === undefined ? noFacts : analyst.decide(loop.condition, true, variables);
  if (condition.length === 0) return [];
  return analyst
    .evaluate(loop.body, variables)
    .flatMap((way) => both(condition, [way.when]).map((when) => ({ ...way, when })));
}
