import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { textOf } from "../ast.ts";
import { unescapeName } from "../evaluator/escape.ts";
import type { CelEnvironment } from "../program.ts";
import { findPath, understand } from "./cursor.ts";

/** The claim that is read at an offset (UTF-16) of an expression: of `claims.a.b` it is a. Undefined elsewhere. */
export function findClaim(
  source: string,
  offset: number,
  environment: CelEnvironment,
): string | undefined {
  const understood = understand(source, environment);
  if (understood === undefined) return undefined;
  const { expr: root, spans } = understood;
  const holds = (expr: Expr) => {
    const span = spans.get(expr.id);
    return span !== undefined && span.start <= offset && offset <= span.end;
  };
  // The innermost selection around the offset whose operand leads to the claims.
  let found: string | undefined;
  const visit = (expr: Expr): void => {
    const claim = holds(expr) ? claimOf(expr) : undefined;
    found = claim ?? found;
  };
  findPath(root, (expr) => {
    visit(expr);
    return false;
  });
  return found;
}

// What is written as a.b, a.?b, a["b"] or a[?"b"], down to the variable.
function claimOf({ exprKind }: Expr): string | undefined {
  const [operand, name] = memberOf(exprKind);
  if (operand === undefined || name === undefined) return undefined;
  const { exprKind: inner } = operand;
  if (inner.case === "identExpr") {
    return inner.value.name === "claims" ? (unescapeName(name) ?? name) : undefined;
  }
  return claimOf(operand);
}

function memberOf(kind: Expr["exprKind"]): readonly [Expr | undefined, string | undefined] {
  if (kind.case === "selectExpr") return [kind.value.operand, kind.value.field];
  if (kind.case !== "callExpr" || !["_[_]", "_[?_]", "_?._"].includes(kind.value.function)) {
    return [undefined, undefined];
  }
  const [operand, key] = kind.value.args;
  return [operand, textOf(key)];
}
