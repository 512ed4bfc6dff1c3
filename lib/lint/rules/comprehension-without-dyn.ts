import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { walk } from "../../cel/ast.ts";
import { callOf } from "../../cel/shape.ts";
import type { LintContext, LintExpression } from "../context.ts";
import { fixExpression } from "../edits.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { readOf } from "../tree.ts";

/** Macros over a claim, whose type is no list. */
export const comprehensionWithoutDyn: LintRule = {
  id: "comprehension-without-dyn",
  title: "A macro over a claim without dyn()",
  explanation:
    "The type of a claim is any, and map, filter, all and exists take lists, maps and dyn only. So " +
    "`claims.groups.map(…)` does not compile, and `dyn(claims.groups).map(…)` does. One level deeper, `claims.a.b`, it is dyn already.",
  check: (context) =>
    context.expressions.flatMap((expression) =>
      expression.compiled ? [] : checkExpression(context, expression),
    ),
};

function checkExpression(context: LintContext, expression: LintExpression): LintFinding[] {
  const ranges: Expr[] = [];
  walk(expression.expr, (node) => {
    if (node.exprKind.case !== "comprehensionExpr") return;
    const { iterRange } = node.exprKind.value;
    if (iterRange && expression.types.get(iterRange.id)?.kind === "any" && isClaimLike(iterRange)) {
      ranges.push(iterRange);
    }
  });
  const places = ranges.flatMap((node) => expression.rangeOf(node) ?? []);
  const [first] = ranges;
  if (first === undefined || places.length !== ranges.length) return [];
  const replacements = places.map((place) => {
    return { ...place, text: `dyn(${expression.source.slice(place.start, place.end)})` };
  });
  return [
    {
      severity: "error",
      path: expression.path,
      span: expression.spanOf(first),
      message: "A claim has the type any, over which no macro goes; dyn() lets it.",
      fixes: [fixExpression(context, expression, "Wrap it in dyn(…)", replacements)],
    },
  ];
}

// `claims.groups`, or `claims.?groups.orValue([])`, which is any as well.
function isClaimLike(expr: Expr): boolean {
  if (readOf(expr)?.kind === "plain") return true;
  const call = callOf(expr);
  return call?.name === "orValue" || call?.name === "value" || call?.name === "_?_:_";
}
