import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../../cel/ast.ts";
import { reservedWords } from "../../cel/evaluator/escape.ts";
import { callOf } from "../../cel/shape.ts";
import type { LintContext, LintExpression } from "../context.ts";
import { fixExpression } from "../edits.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { isClaims, readOf } from "../tree.ts";

/** Spellings that say one thing up to 1.33 and another from 1.34 on. */
export const versionSpelling: LintRule = {
  id: "version-spelling",
  title: "A spelling that changes its meaning with 1.34",
  explanation:
    'With 1.34 claims stopped being a map of CEL\'s, and numbers became doubles. `"k" in claims`, `size(claims)` and macros ' +
    "over claims, `string(claims.exp)`, `timestamp(claims.exp)` and sums with a literal mean something else from then on, or fail. " +
    "`has(claims.k)`, `string(int(claims.exp))` and `int(claims.n) + 1` say the same everywhere.",
  check: (context) =>
    context.expressions.flatMap((expression) => checkExpression(context, expression)),
};

interface Spelling {
  readonly message: string;
  /** What to write in its place. */
  readonly text?: string;
}

function checkExpression(context: LintContext, expression: LintExpression): LintFinding[] {
  if (expression.role === "user-rule") return [];
  const found: LintFinding[] = [];
  walk(expression.expr, (node) => {
    const spelling = spellingOf(node, expression, context.minor >= 34);
    if (spelling === undefined) return;
    const { message, text } = spelling;
    const range = expression.rangeOf(node);
    found.push({
      severity: "warning",
      path: expression.path,
      span: expression.spanOf(node),
      message,
      ...(text !== undefined &&
        range && {
          fixes: [fixExpression(context, expression, `Write ${text}`, [{ ...range, text }])],
        }),
    });
  });
  return found;
}

function spellingOf(node: Expr, expression: LintExpression, isNew: boolean): Spelling | undefined {
  if (node.exprKind.case === "comprehensionExpr") {
    if (!isClaimsItself(node.exprKind.value.iterRange)) return undefined;
    return {
      message: isNew
        ? "From 1.34 on a macro over claims goes through values in no order, and exists() finds no name; up to 1.33 it went through the names."
        : "From 1.34 on a macro over claims goes through the values and no longer through the names.",
    };
  }
  const call = callOf(node);
  if (call === undefined) return undefined;
  const [first, second] = call.args;
  const write = (each: Expr | undefined) => {
    const range = each && expression.rangeOf(each);
    return range && expression.source.slice(range.start, range.end);
  };
  switch (call.name) {
    case "@in": {
      const claim = textOf(first);
      if (!isClaims(second)) return undefined;
      const message = isNew
        ? `From 1.34 on "in claims" fails with "no such overload".`
        : `From 1.34 on "in claims" fails; this cluster still takes it.`;
      if (claim === undefined) return { message };
      const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(claim) && !reservedWords.has(claim);
      const quote = write(first)?.startsWith("'") ? `'${claim}'` : JSON.stringify(claim);
      return { message, text: plain ? `has(claims.${claim})` : `claims[?${quote}].hasValue()` };
    }
    case "size": {
      if (!isClaimsItself(first ?? call.target)) return undefined;
      return {
        message: isNew
          ? `From 1.34 on size(claims) fails with "no such overload".`
          : "From 1.34 on size(claims) fails; this cluster still takes it.",
      };
    }
    case "string":
    case "timestamp": {
      const read = readOf(first);
      if (read?.kind !== "plain" || !numbers.has(read.claim)) return undefined;
      const text = `${call.name}(int(${write(first)}))`;
      const message =
        call.name === "string"
          ? `Up to 1.33 this is "1790000600", from 1.34 on "1.7900006e+09".`
          : `From 1.34 on timestamp(${write(first)}) fails: the claim is a double then.`;
      return { message, text };
    }
    case "_+_":
    case "_-_":
    case "_*_":
    case "_/_":
    case "_%_":
      return arithmeticOf(call.name, first, second, write, isNew);
    default:
      return undefined;
  }
}

function arithmeticOf(
  operator: string,
  first: Expr | undefined,
  second: Expr | undefined,
  write: (each: Expr | undefined) => string | undefined,
  isNew: boolean,
): Spelling | undefined {
  const isClaim = (each: Expr | undefined) => readOf(each)?.kind === "plain";
  const literal = numberKind(isClaim(first) ? second : first);
  if (literal === undefined || isClaim(first) === isClaim(second)) return undefined;
  const wrap = (each: Expr | undefined) =>
    isClaim(each) ? `${literal}(${write(each)})` : write(each);
  const works = literal === "double" ? isNew : !isNew;
  const since = literal === "double" ? "Up to 1.33" : "From 1.34 on";
  const kind = literal === "double" ? "an integer" : "a double";
  const message = `${since} this fails with "no such overload", because a whole number in a claim is ${kind} there${
    works ? "; this cluster still takes it" : ""
  }.`;
  return { message, text: `${wrap(first)} ${operator.slice(1, -1)} ${wrap(second)}` };
}

function numberKind(expr: Expr | undefined): "int" | "double" | undefined {
  if (expr?.exprKind.case !== "constExpr") return undefined;
  const kind = expr.exprKind.value.constantKind.case;
  if (kind === "int64Value") return "int";
  return kind === "doubleValue" ? "double" : undefined;
}

// `dyn(claims)` or `claims`, and not a claim.
function isClaimsItself(expr: Expr | undefined): boolean {
  return nameOf(expr) === "claims" || (callOf(expr)?.name === "dyn" && isClaims(expr));
}

/** Claims that are Unix seconds. */
const numbers = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);
