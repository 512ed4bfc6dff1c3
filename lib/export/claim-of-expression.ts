import type { CheckedExpression } from "../cel/program.ts";
import { convertToStringList, isError } from "../cel/values.ts";
import { type Claims, generateClaims } from "../form/convert/generate-claims.ts";
import { readUniformClaim } from "../form/convert/read-shape.ts";
import { toByteString } from "../go/byte-string.ts";
import { parseGoJson } from "../go/parse-json.ts";
import type { Minor } from "../kube/minor.ts";
import { readClaims } from "../token/id-token.ts";
import { makeClaimsVariable, runExpression } from "../token/run-expression.ts";

/** A claim with a text in front that represents an expression, and how well. */
export interface ClaimOfExpression {
  readonly claim: string;
  readonly prefix: string;
  /** How many generated tokens were tried. */
  readonly tokens: number;
  /** Those for which the claim gives something else than the expression. */
  readonly differences: readonly ClaimDifference[];
}

/** A token's claims, and what becomes of them: names, or undefined for a refusal. */
export interface ClaimDifference {
  readonly claims: Claims;
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

/**
 * The claim and the text in front that an expression amounts to, with the generated tokens for which they differ. Undefined if
 * the expression does more: then no claim represents it.
 */
export function readClaimOfExpression(
  field: "username" | "groups",
  checked: CheckedExpression,
  minor: Minor,
): ClaimOfExpression | undefined {
  const claim = readUniformClaim(checked.expr);
  if (claim === undefined) return undefined;
  const judge = (claims: Claims) => namesByExpression(field, checked, claims, minor);
  const probe = "probe";
  const [first, ...more] =
    judge({
      [claim]: field === "groups" ? [probe] : probe,
      ...(claim === "email" && { email_verified: true }),
    }) ?? [];
  if (first === undefined || more.length > 0 || !first.endsWith(probe)) return undefined;
  const prefix = first.slice(0, -probe.length);
  const tokens = generateClaims(claim);
  const differences = tokens.flatMap((claims): ClaimDifference[] => {
    const [before, after] = [judge(claims), namesByClaim(field, claim, prefix, claims)];
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ claims, before, after }];
  });
  return { claim, prefix, tokens: tokens.length, differences };
}

// As evaluateUsername and evaluateGroups of lib/token: an empty name is a refusal.
function namesByExpression(
  field: "username" | "groups",
  checked: CheckedExpression,
  claims: Claims,
  minor: Minor,
): readonly string[] | undefined {
  const text = parseGoJson(toByteString(JSON.stringify(claims)));
  const variable = text.kind === "ok" ? makeClaimsVariable(readClaims(text.value), minor) : text;
  if (variable.kind === "error") return undefined;
  const expression = { checked, path: "", span: { start: 0, end: 0 }, offsets: () => [] };
  const { result } = runExpression(expression, variable.value);
  if (isError(result)) return undefined;
  if (field === "groups") return convertToStringList(result);
  return typeof result === "string" && result !== "" ? [result] : undefined;
}

/** What kube-apiserver's flags make of a claim (oidc.go): null is an empty text, and a text is one group. */
function namesByClaim(
  field: "username" | "groups",
  claim: string,
  prefix: string,
  claims: Claims,
): readonly string[] | undefined {
  const value = claims[claim];
  if (field === "groups") {
    if (value === undefined || value === null) return [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!list.every((one) => typeof one === "string" || one === null)) return undefined;
    return list.map((one) => prefix + (one ?? ""));
  }
  if (!Object.hasOwn(claims, claim)) return undefined;
  if (value !== null && typeof value !== "string") return undefined;
  if (claim === "email" && Object.hasOwn(claims, "email_verified")) {
    if (claims.email_verified !== true) return undefined;
  }
  return [prefix + (value ?? "")];
}
