import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";

/** The claims that an expression names, each once: `claims.a`, `claims["a"]`, `claims.?a`, `claims[?"a"]`, `"a" in claims`. */
export function findReads(root: Expr): readonly string[] {
  const reads = new Set<string>();
  const open: (Expr | undefined)[] = [root];
  while (open.length > 0) {
    const kind = open.pop()?.exprKind;
    switch (kind?.case) {
      case "selectExpr":
        if (isClaims(kind.value.operand)) reads.add(kind.value.field);
        open.push(kind.value.operand);
        break;
      case "callExpr": {
        const { function: name, target, args } = kind.value;
        const [first, second] = args;
        if (indexers.has(name) && isClaims(first)) addText(reads, second);
        if (name === "@in" && isClaims(second)) addText(reads, first);
        open.push(...args.toReversed(), target);
        break;
      }
      case "listExpr":
        open.push(...kind.value.elements.toReversed());
        break;
      case "structExpr":
        for (const { keyKind, value } of kind.value.entries.toReversed()) {
          open.push(value, keyKind.case === "mapKey" ? keyKind.value : undefined);
        }
        break;
      case "comprehensionExpr": {
        const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
        open.push(result, loopStep, loopCondition, accuInit, iterRange);
        break;
      }
    }
  }
  return [...reads];
}

function isClaims(expr: Expr | undefined): boolean {
  return expr?.exprKind.case === "identExpr" && expr.exprKind.value.name === "claims";
}

function addText(reads: Set<string>, expr: Expr | undefined): void {
  if (expr?.exprKind.case !== "constExpr") return;
  const { constantKind } = expr.exprKind.value;
  if (constantKind.case === "stringValue") reads.add(constantKind.value);
}

const indexers = new Set(["_[_]", "_?._", "_[?_]"]);
