import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { walk } from "../../cel/ast.ts";
import type { LintContext, LintExpression } from "../context.ts";
import { fixExpression } from "../edits.ts";
import type { LintFinding, LintFix, LintRule } from "../rule.ts";
import type { Replacement } from "../string-place.ts";

/** Expressions that end the server's process. */
export const compilerCrash: LintRule = {
  id: "compiler-crash",
  title: "An expression that crashes the server's compiler",
  explanation:
    "Two kinds of literals end kube-apiserver itself while it compiles them: a map with bytes as keys, and a list that " +
    "begins with an optional entry that is always empty. A file that is only wrong leaves a running server with its old " +
    "configuration; this one takes it down.",
  check: (context) =>
    context.expressions.flatMap((expression): LintFinding[] => {
      if (!expression.crashes) return [];
      return [
        {
          severity: "error",
          path: expression.path,
          span: expression.span,
          message: "Do not write this file under a running server: at a reload it crashes as well.",
          fixes: fixBytes(context, expression),
        },
      ];
    }),
};

// Keys of text say the same, as long as nothing needs the bytes.
function fixBytes(context: LintContext, expression: LintExpression): LintFix[] {
  const replacements: Replacement[] = [];
  walk(expression.expr, (node) => {
    const range = isBytes(node) ? expression.rangeOf(node) : undefined;
    if (range === undefined) return;
    const written = expression.source.slice(range.start, range.end);
    const text = /^[bB](["'][^"'\\]*["'])$/.exec(written)?.[1];
    if (text !== undefined) replacements.push({ ...range, text });
  });
  if (replacements.length === 0) return [];
  return [fixExpression(context, expression, "Write the bytes as strings", replacements)];
}

function isBytes(node: Expr): boolean {
  if (node.exprKind.case !== "constExpr") return false;
  return node.exprKind.value.constantKind.case === "bytesValue";
}
