import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { textOf } from "../../cel/ast.ts";
import { callOf } from "../../cel/shape.ts";
import type { LintContext, LintExpression } from "../context.ts";
import { fixExpression } from "../edits.ts";
import { isListClaim } from "../list-claims.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import type { Replacement } from "../string-place.ts";
import { claimValueOf, readOf } from "../tree.ts";

/** A prefix added to a whole list. */
export const stringPlusList: LintRule = {
  id: "string-plus-list",
  title: "A string plus a list",
  explanation:
    '`"gitlab:" + claims.groups_direct` compiles, since the claim\'s type is not known before there is a token, and fails ' +
    'with `no such overload` for everyone who is in a group. Each entry needs the prefix: `dyn(claims.groups_direct).map(g, "gitlab:" + g)`.',
  check: (context) =>
    context.expressions.flatMap((expression) =>
      expression.role === "groups" || expression.role === "extra"
        ? checkExpression(context, expression)
        : [],
    ),
};

interface Sum {
  readonly node: Expr;
  readonly list: Expr;
  readonly claim: string;
  readonly before?: Expr;
  readonly after?: Expr;
}

function checkExpression(context: LintContext, expression: LintExpression): LintFinding[] {
  const ways = waysOf(expression.expr);
  const sums = ways.flatMap((node) => sumOf(node) ?? []);
  const [first] = sums;
  if (first === undefined) return [];
  const replacements = ways.map((node) => replaceWay(expression, node));
  const isWhole = replacements.every((each) => each !== undefined);
  const title = `Add the string to each entry of ${first.claim}`;
  return [
    {
      severity: "error",
      path: expression.path,
      span: expression.spanOf(first.node),
      message: `This adds a string to a list: every token with ${first.claim} is refused with "no such overload".`,
      ...(isWhole && {
        fixes: [
          fixExpression(
            context,
            expression,
            title,
            replacements.filter((each) => each !== undefined && each !== "as it is"),
          ),
        ],
      }),
    },
  ];
}

function waysOf(expr: Expr | undefined): Expr[] {
  const call = callOf(expr);
  if (call?.name !== "_?_:_") return expr === undefined ? [] : [expr];
  return [...waysOf(call.args[1]), ...waysOf(call.args[2])];
}

function sumOf(node: Expr): Sum | undefined {
  const call = callOf(node);
  if (call?.name !== "_+_") return undefined;
  const [first, second] = call.args;
  if (first === undefined || second === undefined) return undefined;
  const right = listOf(second);
  if (right !== undefined && textOf(first) !== undefined) {
    return { node, list: second, claim: right, before: first };
  }
  const left = listOf(first);
  if (left !== undefined && textOf(second) !== undefined) {
    return { node, list: first, claim: left, after: second };
  }
  return undefined;
}

// `claims.groups`, `claims.?groups.orValue([])`, `claims.realm_access.roles`.
function listOf(expr: Expr): string | undefined {
  const claim = callOf(expr)?.name === "string" ? undefined : claimValueOf(expr)?.claim;
  if (claim !== undefined) return isListClaim(claim) ? claim : undefined;
  if (expr.exprKind.case !== "selectExpr" || expr.exprKind.value.testOnly) return undefined;
  const { field, operand } = expr.exprKind.value;
  return readOf(operand) !== undefined && isListClaim(field) ? field : undefined;
}

// Both ways of a condition must be lists then, so a string beside becomes a list of one.
function replaceWay(expression: LintExpression, node: Expr): Replacement | "as it is" | undefined {
  const range = expression.rangeOf(node);
  if (range === undefined) return undefined;
  const textOfNode = (each: Expr) => {
    const place = expression.rangeOf(each);
    return place && expression.source.slice(place.start, place.end);
  };
  const sum = sumOf(node);
  if (sum === undefined) {
    const written = textOfNode(node);
    return isString(node) ? { ...range, text: `[${written}]` } : "as it is";
  }
  const list = textOfNode(sum.list);
  const before = sum.before && textOfNode(sum.before);
  const after = sum.after && textOfNode(sum.after);
  if (list === undefined) return undefined;
  const walked =
    /^dyn\(.*\)$/s.test(list) || expression.types.get(sum.list.id)?.kind === "dyn"
      ? list
      : `dyn(${list})`;
  const entry = before === undefined ? `g + ${after}` : `${before} + g`;
  return { ...range, text: `${walked}.map(g, ${entry})` };
}

function isString(node: Expr): boolean {
  const call = callOf(node);
  return (
    textOf(node) !== undefined ||
    call?.name === "string" ||
    (call?.name === "_+_" && call.args.some(isString)) ||
    (readOf(node) !== undefined && !isListClaim(readOf(node)?.claim ?? ""))
  );
}
