import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { nameOf, textOf, walk } from "../../cel/ast.ts";
import { parseExpression } from "../../cel/parser/parse.ts";
import { newestMinor } from "../../kube/minor.ts";
import { listClaimPaths, readExpression, unescapeName, valueAt } from "../claim-paths.ts";
import { describeMismatch, listMismatches, show } from "../type-mismatch.ts";

/** What a key that was not found belongs to: a claim (or a member of one), another map of the expression, or unclear. */
export type KeyOwner = "claim" | "other-map" | "unknown";

/**
 * Whose key an expression did not find. A key that is read by name from `claims` (at any depth) is a claim. A key that is
 * looked up by a computed value belongs to another map. If the expression does both with the same key, it is unclear.
 */
export function ownerOfKey(expression: string, key: string): KeyOwner {
  const parsed = parseExpression(expression, { minor: newestMinor });
  if (parsed.kind !== "parsed") return "unknown";
  let byName = false;
  let computed = false;
  walk(parsed.expr, (node) => {
    const access = accessOf(node);
    if (access === undefined || access.key === null) return;
    if (access.key === undefined) computed = true;
    else if (access.key === key && isClaim(access.operand)) byName = true;
  });
  if (byName) return computed ? "unknown" : "claim";
  return computed ? "other-map" : "unknown";
}

/** Whether an expression is nothing but a claim or a member of one: `claims.a.b`. */
export function isPlainRead(expression: string): boolean {
  const parsed = parseExpression(expression, { minor: newestMinor });
  return parsed.kind === "parsed" && nameOf(parsed.expr) !== "claims" && isClaim(parsed.expr);
}

interface Access {
  readonly operand: Expr | undefined;
  /** Undefined if the key is computed, null if it is a literal that is not a string. */
  readonly key: string | undefined | null;
}

function accessOf({ exprKind }: Expr): Access | undefined {
  if (exprKind.case === "selectExpr") {
    return exprKind.value.testOnly
      ? undefined
      : { operand: exprKind.value.operand, key: unescapeName(exprKind.value.field) };
  }
  if (exprKind.case !== "callExpr" || exprKind.value.function !== "_[_]") return undefined;
  const [operand, index] = exprKind.value.args;
  const literal = index?.exprKind.case === "constExpr";
  return { operand, key: textOf(index) ?? (literal ? null : undefined) };
}

// `claims`, `claims.a.b`, `dyn(claims.a)`.
function isClaim(expr: Expr | undefined): boolean {
  if (expr === undefined) return false;
  if (nameOf(expr) === "claims") return true;
  const { exprKind } = expr;
  if (exprKind.case === "callExpr" && exprKind.value.function === "dyn") {
    return isClaim(exprKind.value.args[0]);
  }
  const access = accessOf(expr);
  return access !== undefined && access.key !== undefined && isClaim(access.operand);
}

/**
 * The names from `claims` to the first read of `key` that the claims do not have: `["user", "name"]` for `claims.user.name`.
 * Without claims the first read of the key. Undefined if there is none.
 */
export function pathOfKey(
  expression: string,
  key: string,
  claims: unknown,
): readonly string[] | undefined {
  const parsed = parseExpression(expression, { minor: newestMinor });
  if (parsed.kind !== "parsed") return undefined;
  const paths = listClaimPaths(parsed.expr).flatMap(({ path }) =>
    path.flatMap((name, i) => (name === key ? [path.slice(0, i + 1)] : [])),
  );
  return paths.find((path) => claims === undefined || valueAt(claims, path) === undefined);
}

/** What a rule makes of the claims: those that it reads with their values, and comparisons that can never be true. */
export function describeReads(expression: string, claims: unknown): string {
  const parsed = parseExpression(expression, { minor: newestMinor });
  if (parsed.kind !== "parsed") return "";
  const mismatches = listMismatches(parsed.expr, claims);
  if (mismatches.length > 0) return mismatches.slice(0, mostShown).map(describeMismatch).join(" ");
  const seen = new Map<string, unknown>();
  for (const { path } of listClaimPaths(parsed.expr, true)) {
    const value = valueAt(claims, path);
    if (value !== undefined) seen.set(readExpression(path), value);
  }
  const shown = [...seen].slice(0, mostShown).map(([read, value]) => `${read} is ${show(value)}`);
  return shown.length === 0 ? "" : `${shown.join(", ")}.`;
}

const mostShown = 3;
