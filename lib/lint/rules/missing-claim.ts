import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { childrenOf, textOf } from "../../cel/ast.ts";
import { boolOf, callOf, loopOf } from "../../cel/shape.ts";
import type { LintContext, LintExpression, LintIssuer } from "../context.ts";
import { fixExpression } from "../edits.ts";
import { isListClaim } from "../list-claims.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { presenceOf, readOf } from "../tree.ts";

/** Mappings that refuse everybody who lacks a claim. */
export const missingClaim: LintRule = {
  id: "missing-claim",
  title: "A mapping that fails when a claim is missing",
  explanation:
    "An expression that reads a claim which the token does not have is an error, and an error in any mapping refuses the " +
    "login: a user who is in no group at all cannot log in. `claims.?groups.orValue([])` and `has(…) ? … : …` allow for it.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(context: LintContext, issuer: LintIssuer): LintFinding[] {
  const always = new Set([...everywhere, ...(issuer.provider?.always ?? [])]);
  return issuer.expressions.flatMap((expression) => {
    const { role, path, source } = expression;
    if (role === "claim-rule" || role === "user-rule") return [];
    const unguarded: Read[] = [];
    collect(expression.expr, new Set(always), unguarded);
    // Without what it is made of there is no name: that is as it should be, unless the author thought of a second way.
    if (role === "username" || role === "uid") {
      if (!hasTwoWays(expression.expr)) return [];
    }
    const first = new Map(unguarded.toReversed().map((read) => [read.claim, read]));
    return [...first.values()].map(({ claim, node }): LintFinding => {
      const same = unguarded.filter((read) => read.claim === claim);
      return {
        severity: role === "groups" || role === "extra" ? "warning" : "info",
        path,
        span: expression.spanOf(node),
        message: `A token without ${claim} is refused: this fails with "no such key: ${claim}".`,
        ...fixReads(context, expression, source, same),
      };
    });
  });
}

interface Read {
  readonly claim: string;
  readonly node: Expr;
  /** What its surroundings ask for: a list, as the range of a macro does, or a text beside another one. */
  readonly wanted: "list" | "text" | "any";
}

// Walks in the order of evaluation with the claims that are surely there.
function collect(
  expr: Expr | undefined,
  known: ReadonlySet<string>,
  found: Read[],
  wanted: Read["wanted"] = "any",
): void {
  if (expr === undefined || presenceOf(expr) !== undefined) return;
  const read = readOf(expr);
  if (read !== undefined) {
    if (read.kind === "plain" && !known.has(read.claim)) {
      found.push({ claim: read.claim, node: expr, wanted });
    }
    return;
  }
  const call = callOf(expr);
  const [first, second, third] = call?.args ?? [];
  switch (call?.name) {
    case "_?_:_":
      collect(first, known, found);
      collect(second, withFacts(first, true, known), found, wanted);
      collect(third, withFacts(first, false, known), found, wanted);
      return;
    case "_&&_":
    case "_||_":
      // The other side can still decide when one fails, but only with the value that absorbs.
      collect(first, known, found);
      collect(second, withFacts(first, call.name === "_&&_", known), found);
      return;
    case "_+_": {
      const beside = textOf(first) !== undefined || textOf(second) !== undefined;
      collect(first, known, found, beside ? "text" : "any");
      collect(second, known, found, beside ? "text" : "any");
      return;
    }
    case "@in":
      collect(first, known, found);
      collect(second, known, found, "list");
      return;
    case "dyn":
      collect(first, known, found, wanted);
      return;
    case "optional.of":
    case "optional.ofNonZeroValue":
      collect(first, known, found, wanted);
      return;
  }
  const loop = loopOf(expr);
  // With two variables the range may be a map as well.
  if (loop !== undefined && loop.variables.length === 1) {
    collect(loop.range, known, found, "list");
    if (loop.condition) collect(loop.condition, known, found);
    collect(loop.body, known, found);
    return;
  }
  for (const child of childrenOf(expr)) collect(child, known, found);
}

// The claims that are there if a condition has a value.
function withFacts(
  condition: Expr | undefined,
  value: boolean,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const claim = presenceOf(condition);
  if (claim !== undefined) return value ? new Set([...known, claim]) : known;
  const call = callOf(condition);
  const [first, second] = call?.args ?? [];
  switch (call?.name) {
    case "!_":
      return withFacts(first, !value, known);
    case "_&&_":
    case "_||_":
      if (value !== (call.name === "_&&_")) return known;
      return withFacts(second, value, withFacts(first, value, known));
    case "_==_":
    case "_!=_": {
      const literal = boolOf(second);
      if (literal === undefined) return known;
      return withFacts(first, (literal === value) === (call.name === "_==_"), known);
    }
    default:
      return known;
  }
}

function hasTwoWays(expr: Expr): boolean {
  const name = callOf(expr)?.name;
  return name === "_?_:_" || childrenOf(expr).some(hasTwoWays);
}

function fixReads(
  context: LintContext,
  expression: LintExpression,
  source: string,
  reads: readonly Read[],
): Pick<LintFinding, "fixes"> {
  const [first] = reads;
  // A name or an id must come from something; an empty default would only hide that it is missing.
  if (first === undefined || expression.role === "username" || expression.role === "uid") return {};
  const replacements = reads.flatMap(({ claim, node, wanted }) => {
    const range = expression.rangeOf(node);
    if (range === undefined) return [];
    // Beside a text a list is a mistake of its own, which comes first.
    if (wanted === "text" && isListClaim(claim)) return [];
    const whole = expression.role === "groups" && node.id === expression.expr.id;
    const list = wanted === "list" || whole || isListClaim(claim);
    const written = source.slice(range.start, range.end);
    const optional = /^\w+\s*\.\s*\w+$/.test(written)
      ? `claims.?${claim}`
      : `claims[?${JSON.stringify(claim)}]`;
    return [{ ...range, text: `${optional}.orValue(${list ? "[]" : '""'})` }];
  });
  if (replacements.length !== reads.length) return {};
  const title = `Allow for a missing ${first.claim}`;
  return { fixes: [fixExpression(context, expression, title, replacements)] };
}

const everywhere = ["iss", "sub", "aud", "exp", "iat"];
