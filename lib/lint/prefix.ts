import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { callOf, elementsOf } from "../cel/shape.ts";
import { findExpression, type LintContext, type LintIssuer } from "./context.ts";
import { fixExpression, fixString } from "./edits.ts";
import { isListClaim } from "./list-claims.ts";
import type { LintFix } from "./rule.ts";
import { claimValueOf, readOf } from "./tree.ts";

/**
 * Repairs that give the names of a mapping a prefix: of its field `prefix`, or of an expression that is nothing but a
 * claim. Empty if the mapping is neither.
 */
export function prefixFixes(
  context: LintContext,
  issuer: LintIssuer,
  field: "username" | "groups",
): LintFix[] {
  const word = choosePrefix(context, issuer);
  const title = `Prefix with ${word} (bindings must follow)`;
  const { claim, prefix } = issuer.jwt.claimMappings[field];
  if (claim !== "") {
    const path = `${issuer.path}.claimMappings.${field}.prefix`;
    return prefix === undefined ? [] : [fixString(context, path, title, prefix, word)];
  }
  const expression = findExpression(issuer, field);
  const range = expression?.rangeOf(expression.expr);
  if (expression === undefined || range === undefined) return [];
  const written = expression.source.slice(range.start, range.end);
  const prefixed =
    field === "username"
      ? readOf(expression.expr)?.kind === "plain" && `${JSON.stringify(word)} + ${written}`
      : prefixList(expression.expr, written, word);
  return prefixed
    ? [fixExpression(context, expression, title, [{ ...range, text: prefixed }])]
    : [];
}

// `claims.groups`, or the same with an empty list in its place.
function prefixList(expr: Expr, written: string, word: string): string | undefined {
  const claim = claimValueOf(expr)?.claim;
  if (claim === undefined || !isListClaim(claim)) return undefined;
  const entry = `.map(g, ${JSON.stringify(word)} + g)`;
  if (readOf(expr)?.kind === "plain") {
    const optional = /^claims\.\w+$/.test(written)
      ? `claims.?${claim}`
      : `claims[?${JSON.stringify(claim)}]`;
    return `dyn(${optional}.orValue([]))${entry}`;
  }
  const call = callOf(expr);
  const isOptional = call?.name === "orValue" && elementsOf(call.args[0])?.length === 0;
  return isOptional ? `dyn(${written})${entry}` : undefined;
}

// After the first telling word of the issuer's host: "https://kanidm.example.com" to "kanidm:". No other issuer has it.
function choosePrefix({ issuers }: LintContext, issuer: LintIssuer): string {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(issuer.jwt.issuer.url)?.[1] ?? "";
  const words = host
    .toLowerCase()
    .split(".")
    .slice(0, -1)
    .filter((word) => /^[a-z][a-z0-9-]*$/.test(word) && !common.has(word));
  const wordOf = words[0] ?? "oidc";
  const taken = issuers
    .filter((other) => other !== issuer)
    .flatMap(({ names }) => [...names.username.patterns, ...names.groups.patterns])
    .flatMap(({ parts }) => parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])));
  const candidates = [`${wordOf}:`, `${wordOf}-${issuer.index + 1}:`];
  const free = candidates.find((word) => !taken.some((text) => text.includes(word)));
  return free ?? `issuer-${issuer.index + 1}:`;
}

/** Words that say nothing of whose the host is, and the one that Kubernetes keeps for itself. */
const common = new Set([
  "www",
  "login",
  "auth",
  "accounts",
  "id",
  "sso",
  "token",
  "oidc",
  "system",
]);
