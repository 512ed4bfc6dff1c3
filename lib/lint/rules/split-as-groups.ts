import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { callOf, elementsOf } from "../../cel/shape.ts";
import type { LintContext, LintExpression } from "../context.ts";
import { fixExpression } from "../edits.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** Lists that the server cannot take as groups, for the Go type behind them. */
export const splitAsGroups: LintRule = {
  id: "split-as-groups",
  title: "What split or findAll gives, used as it is",
  explanation:
    "The server takes a list that CEL made, and not the one that split and findAll bring from Go: every such login fails " +
    "with `expression must return a string or a list of strings`. After `.map(x, x)` it is a list of CEL's.",
  check: (context) =>
    context.expressions.flatMap((expression) =>
      expression.role === "groups" || expression.role === "extra"
        ? checkExpression(context, expression)
        : [],
    ),
};

function checkExpression(context: LintContext, expression: LintExpression): LintFinding[] {
  const results = resultsOf(expression.expr);
  const bare = results.filter((node) => isGoList(node));
  const [first] = bare;
  const places = bare.flatMap((node) => expression.rangeOf(node) ?? []);
  if (first === undefined || places.length !== bare.length) return [];
  const name = callOf(first)?.name ?? "split";
  const replacements = places.map(({ end }) => ({ start: end, end, text: ".map(x, x)" }));
  return [
    {
      severity: "error",
      path: expression.path,
      span: expression.spanOf(first),
      message: `The server does not take the list that ${name} gives, and refuses the login; mapped once, it does.`,
      fixes: [fixExpression(context, expression, "Append .map(x, x)", replacements)],
    },
  ];
}

// The expressions whose value the whole one has.
function resultsOf(expr: Expr | undefined): Expr[] {
  if (expr === undefined) return [];
  const call = callOf(expr);
  const [first, second, third] = call?.args ?? [];
  if (call?.name === "_?_:_") return [...resultsOf(second), ...resultsOf(third)];
  if (call?.name === "dyn") return resultsOf(first);
  // Adding nothing gives the same list back.
  if (call?.name === "_+_") {
    if (elementsOf(second)?.length === 0) return resultsOf(first);
    if (elementsOf(first)?.length === 0) return resultsOf(second);
  }
  return [expr];
}

function isGoList(expr: Expr): boolean {
  const call = callOf(expr);
  return call?.target !== undefined && (call.name === "split" || call.name === "findAll");
}
