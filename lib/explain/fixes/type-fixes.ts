import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { walk } from "../../cel/ast.ts";
import { parseExpression } from "../../cel/parser/parse.ts";
import { type Call, callOf } from "../../cel/shape.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { createStringPlace, type Replacement } from "../../lint/string-place.ts";
import type { Span } from "../../source/span.ts";
import { claimPathOf, readExpression, valueAt } from "../claim-paths.ts";
import { listMismatches, type Mismatch } from "../type-mismatch.ts";
import { type FixContext, makeFix, showValue } from "./fix-context.ts";

/**
 * Changes of the expression that failed so that it fits the types that this token's claims have: a comparison with a
 * constant of another type, a number where a string is put together, a list that is split.
 */
export function fixTypes(context: FixContext): readonly (Fix | undefined)[] {
  const { text, loaded, minor, claims, cause } = context;
  const field = fieldOf(cause.path ?? "", context);
  if (field === undefined || claims === undefined) return [];
  const location = loaded.decoded?.locate(field);
  const result = loaded.compilations?.get(field);
  const source = result?.kind === "compiled" ? result.checked.source : undefined;
  if (location === undefined || source === undefined) return [];
  const parsed = parseExpression(source, { minor });
  if (parsed.kind !== "parsed") return [];
  const { expr: root, spans } = parsed;
  const replaced =
    cause.code === "rule-false"
      ? listMismatches(root, claims).map((each) => compareAsTyped(each, spans))
      : listConversions(root, claims, source, spans);
  const replacements = apart(replaced);
  if (replacements.length === 0) return [];
  const place = createStringPlace(text, location, source);
  const written = replacements
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (changed, { start, end, text: by }) => changed.slice(0, start) + by + changed.slice(end),
      source,
    );
  const title =
    cause.code === "rule-false"
      ? "Compare with the type that the claim has"
      : "Convert the claims to the types that are wanted";
  return [makeFix(`types/${field}`, `${title}: ${showValue(written)}`, place.edit(replacements))];
}

// Each place once: of several changes of one place the first.
function apart(found: readonly (Replacement | undefined)[]): readonly Replacement[] {
  const kept: Replacement[] = [];
  for (const each of found) {
    if (each === undefined) continue;
    if (kept.every(({ start, end }) => each.end <= start || end <= each.start)) kept.push(each);
  }
  return kept;
}

type Spans = ReadonlyMap<bigint, Span>;

function fieldOf(path: string, { loaded }: FixContext): string | undefined {
  return [`${path}.expression`, `${path}.valueExpression`].find(
    (field) => loaded.compilations?.get(field)?.kind === "compiled",
  );
}

// `claims.aud == "k8s"` of a list as `"k8s" in dyn(claims.aud)`; `claims.x == true` of a text as `claims.x == "true"`.
function compareAsTyped(mismatch: Mismatch, spans: Spans): Replacement | undefined {
  const { expr, literal, path, value, constant, operator } = mismatch;
  if (Array.isArray(value)) {
    const range = spans.get(expr.id);
    const contains = `${JSON.stringify(constant)} in dyn(${readExpression(path)})`;
    return range && { ...range, text: operator === "==" ? contains : `!(${contains})` };
  }
  const range = spans.get(literal.id);
  if (range === undefined || typeof value === "object") return undefined;
  if (typeof value === "string") return { ...range, text: JSON.stringify(String(constant)) };
  return String(value) === constant ? { ...range, text: constant } : undefined;
}

function listConversions(
  root: Expr,
  claims: unknown,
  source: string,
  spans: Spans,
): readonly (Replacement | undefined)[] {
  const found: (Replacement | undefined)[] = [];
  walk(root, (expr) => {
    const call = callOf(expr);
    if (call === undefined) return;
    if (call.name === "_+_") found.push(...joinAsText(call, claims, spans));
    const range = spans.get(expr.id);
    const path = claimPathOf(call.target);
    const value = path === undefined ? undefined : valueAt(claims, path);
    if (path === undefined || range === undefined) return;
    // A list is split already, and asks for its members with `in`.
    if (Array.isArray(value) && call.name === "split") {
      found.push({ ...range, text: `dyn(${readExpression(path)})` });
    }
    if (Array.isArray(value) && call.name === "contains") {
      const argument = spans.get(call.args[0]?.id ?? -1n);
      const wanted = argument && source.slice(argument.start, argument.end);
      if (wanted) found.push({ ...range, text: `${wanted} in dyn(${readExpression(path)})` });
    }
    const target = spans.get(call.target?.id ?? -1n);
    if (typeof value === "number" || typeof value === "boolean") {
      found.push(target && { ...target, text: textOfClaim(path, value) });
    }
  });
  return found;
}

// `"u:" + claims.n` as `"u:" + string(int(claims.n))`, unless both sides are numbers.
function joinAsText(
  call: Call,
  claims: unknown,
  spans: Spans,
): readonly (Replacement | undefined)[] {
  const sides = call.args.map((side) => {
    const path = claimPathOf(side);
    const value = path === undefined ? undefined : valueAt(claims, path);
    return { side, path, value };
  });
  const text = sides.some(({ side, value }) => typeof value === "string" || isText(side));
  if (!text) return [];
  return sides.map(({ side, path, value }) => {
    const range = spans.get(side.id);
    if (path === undefined || range === undefined) return undefined;
    if (typeof value !== "number" && typeof value !== "boolean") return undefined;
    return { ...range, text: textOfClaim(path, value) };
  });
}

function isText({ exprKind }: Expr): boolean {
  if (exprKind.case === "constExpr") return exprKind.value.constantKind.case === "stringValue";
  if (exprKind.case !== "callExpr") return false;
  const { function: name, args } = exprKind.value;
  return name === "string" || (name === "_+_" && args.some(isText));
}

function textOfClaim(path: readonly string[], value: number | boolean): string {
  const read = readExpression(path);
  const whole = typeof value === "number" && Number.isInteger(value);
  return whole ? `string(int(${read}))` : `string(${read})`;
}
