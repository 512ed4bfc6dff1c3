import type { LintContext, LintIssuer } from "../context.ts";
import { rewriteRule, toFix } from "../edits.ts";
import { isListClaim } from "../list-claims.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** requiredValue on claims that are no strings. */
export const requiredValue: LintRule = {
  id: "required-value",
  title: "requiredValue on a claim that is never a string",
  explanation:
    "claim and requiredValue compare strings. If the claim is a boolean, a number or a list, every token is refused, " +
    "even with the right value in it. An expression can compare those.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(context: LintContext, { path, jwt }: LintIssuer): LintFinding[] {
  return jwt.claimValidationRules.flatMap(({ claim, requiredValue: value, expression }, i) => {
    const type = typeOf(claim);
    if (type === undefined || expression !== "") return [];
    const field = `${path}.claimValidationRules[${i}]`;
    const next = expressionFor(claim, type, value);
    const edits = next && rewriteRule(context, field, next, `${claim} must be ${value}`);
    return [
      {
        severity: "warning",
        path: `${field}.claim`,
        span: context.locate(`${field}.claim`).span,
        message: `${claim} is ${type} at nearly every issuer, and requiredValue fits strings only.`,
        ...(edits && { fixes: [toFix(context, "Write it as an expression", edits)] }),
      },
    ];
  });
}

type ClaimType = "a boolean" | "a number" | "a list" | "an object";

function typeOf(claim: string): ClaimType | undefined {
  const known = Object.hasOwn(types, claim) ? types[claim] : undefined;
  if (known !== undefined) return known;
  return claim !== "" && isListClaim(claim) && !/(?:group|role)$/i.test(claim)
    ? "a list"
    : undefined;
}

function expressionFor(claim: string, type: ClaimType, value: string): string | undefined {
  const name = /^[A-Za-z_]\w*$/.test(claim);
  const read = name ? `claims.?${claim}` : `claims[?${JSON.stringify(claim)}]`;
  if (type === "a boolean" && (value === "true" || value === "false")) {
    return `${read}.orValue(${value === "true" ? "false" : "true"}) == ${value}`;
  }
  return type === "a list" ? `${JSON.stringify(value)} in ${read}.orValue([])` : undefined;
}

const types: Readonly<Record<string, ClaimType>> = {
  email_verified: "a boolean",
  phone_number_verified: "a boolean",
  hasgroups: "a boolean",
  exp: "a number",
  iat: "a number",
  nbf: "a number",
  auth_time: "a number",
  updated_at: "a number",
  amr: "a list",
  address: "an object",
  realm_access: "an object",
  resource_access: "an object",
  federated_claims: "an object",
  "kubernetes.io": "an object",
};
