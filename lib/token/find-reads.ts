import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../cel/ast.ts";

/** The claims that an expression names, each once: `claims.a`, `claims["a"]`, `claims.?a`, `claims[?"a"]`, `"a" in claims`. */
export function findReads(root: Expr): readonly string[] {
  const reads = new Set<string>();
  walk(root, ({ exprKind }) => {
    const claim = readOf(exprKind);
    if (claim !== undefined) reads.add(claim);
  });
  return [...reads];
}

function readOf(kind: Expr["exprKind"]): string | undefined {
  if (kind.case === "selectExpr")
    return isClaims(kind.value.operand) ? kind.value.field : undefined;
  if (kind.case !== "callExpr") return undefined;
  const { function: name, args } = kind.value;
  const [first, second] = args;
  if (indexers.has(name) && isClaims(first)) return textOf(second);
  return name === "@in" && isClaims(second) ? textOf(first) : undefined;
}

function isClaims(expr: Expr | undefined): boolean {
  return nameOf(expr) === "claims";
}

const indexers = new Set(["_[_]", "_?._", "_[?_]"]);
