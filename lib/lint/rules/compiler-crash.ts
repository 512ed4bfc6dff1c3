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
    "Two kinds of literals end kube-apiserver itself while it compiles them: a map with bytes as keys, and an entry " +
    "`?claims.x`, whose value is no optional; `?claims.?x` is meant. A file that is only wrong leaves a running server " +
    "with its old configuration; this one takes it down.",
  check: (context) =>
    context.expressions.flatMap((expression): LintFinding[] => {
      if (!expression.crashes) return [];
      return [
        {
          severity: "error",
          path: expression.path,
          span: expression.span,
          message: "Do not write this file under a running server: at a reload it crashes as well.",
          fixes: fixLiterals(context, expression),
        },
      ];
    }),
};

// Keys of text say the same, as long as nothing needs the bytes; an optional entry wants an optional.
function fixLiterals(context: LintContext, expression: LintExpression): LintFix[] {
  const replacements: Replacement[] = [];
  const replace = (node: Expr | undefined, pattern: RegExp, text: string) => {
    const range = node && expression.rangeOf(node);
    if (range === undefined) return;
    const written = expression.source.slice(range.start, range.end);
    if (pattern.test(written)) {
      replacements.push({ ...range, text: written.replace(pattern, text) });
    }
  };
  walk(expression.expr, (node) => {
    if (isBytes(node)) replace(node, /^[bB](["'][^"'\\]*["'])$/, "$1");
    for (const entry of optionalEntriesOf(node)) replace(entry, /^claims\.(\w+)$/, "claims.?$1");
  });
  if (replacements.length === 0) return [];
  return [fixExpression(context, expression, "Write it so that it compiles", replacements)];
}

function optionalEntriesOf({ exprKind }: Expr): readonly (Expr | undefined)[] {
  if (exprKind.case === "listExpr") {
    return exprKind.value.optionalIndices.map((i) => exprKind.value.elements[i]);
  }
  if (exprKind.case !== "structExpr") return [];
  return exprKind.value.entries.flatMap((entry) => (entry.optionalEntry ? [entry.value] : []));
}

function isBytes(node: Expr): boolean {
  if (node.exprKind.case !== "constExpr") return false;
  return node.exprKind.value.constantKind.case === "bytesValue";
}
