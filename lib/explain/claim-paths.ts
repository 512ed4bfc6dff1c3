import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { childrenOf, nameOf, textOf } from "../cel/ast.ts";
import { callOf } from "../cel/shape.ts";

/** A read of a claim or of a member of one: `claims.a.b`, `claims["a"]`, `dyn(claims.a).b`. */
export interface ClaimPath {
  readonly expr: Expr;
  readonly path: readonly string[];
}

/**
 * The longest reads of claims in an expression, in the order of its text. `has(…)` is none, and optional reads only if they
 * are asked for.
 */
export function listClaimPaths(root: Expr, optional = false): readonly ClaimPath[] {
  const found: ClaimPath[] = [];
  const open = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    const path = optional ? readPathOf(expr) : claimPathOf(expr);
    if (path !== undefined && path.length > 0) found.push({ expr, path });
    else open.push(...childrenOf(expr).toReversed());
  }
  return found;
}

/** The names from `claims` to the value that an expression is; undefined if it is not only a read. */
export function claimPathOf(root: Expr | undefined): readonly string[] | undefined {
  const path: string[] = [];
  for (let expr = root; expr !== undefined; ) {
    if (nameOf(expr) === "claims") return path.toReversed();
    const { exprKind } = expr;
    if (exprKind.case === "selectExpr") {
      if (exprKind.value.testOnly) return undefined;
      path.push(unescapeName(exprKind.value.field));
      expr = exprKind.value.operand;
      continue;
    }
    const call = callOf(expr);
    if (call?.name === "dyn" && call.target === undefined) {
      expr = call.args[0];
      continue;
    }
    const key = call?.name === "_[_]" ? textOf(call.args[1]) : undefined;
    if (key === undefined) return undefined;
    path.push(key);
    expr = call?.args[0];
  }
  return undefined;
}

/** As `claimPathOf`, of a read that allows for a missing claim too: `claims.?a`, `claims.?a.orValue(x)`. */
export function readPathOf(root: Expr | undefined): readonly string[] | undefined {
  const call = callOf(root);
  if (call?.name === "orValue") return readPathOf(call.target);
  if (call?.name === "_?._" || call?.name === "_[?_]") {
    const parent = claimPathOf(call.args[0]);
    const key = textOf(call.args[1]);
    return parent === undefined || key === undefined ? undefined : [...parent, unescapeName(key)];
  }
  return claimPathOf(root);
}

/** A value of the claims; undefined if it is not there. */
export function valueAt(claims: unknown, path: readonly string[]): unknown {
  let value = claims;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** A path of claims as an expression: `claims.realm_access.roles`, `claims["a:b"]`. */
export function readExpression(path: readonly string[]): string {
  return path.reduce(
    (read, name) =>
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.includes("__")
        ? `${read}.${name}`
        : `${read}[${JSON.stringify(name)}]`,
    "claims",
  );
}

/** A field name as the server unescapes it: `a__dash__b` is `a-b`. */
export function unescapeName(name: string): string {
  return name
    .replaceAll("__underscores__", "__")
    .replaceAll("__dot__", ".")
    .replaceAll("__dash__", "-")
    .replaceAll("__slash__", "/");
}
