import type { PrefixedClaimOrExpression } from "../authn/types.ts";
import { selectClaim } from "../catalogue/expressions.ts";
import { quoteText } from "../cel/quote-text.ts";
import { writeExpressions } from "../form/convert/write-expression.ts";

/** A mapping as an expression. */
export interface Converted {
  readonly expression: string;
  /** Rules that the server applies to the mapping by claim, and an expression has to have beside it. */
  readonly rules: readonly { readonly expression: string; readonly message: string }[];
  /** For which tokens it is not the same, a sentence each. */
  readonly differences: readonly string[];
}

/** `claimMappings.username` as an expression: getUsername of oidc.go, with what it asks of `email`. */
export function convertUsername({
  claim,
  prefix = "",
  expression,
}: PrefixedClaimOrExpression): Converted {
  if (claim === "") return { expression, rules: [], differences: [] };
  return {
    expression: writeExpressions("username", { claim, prefix }).exact,
    rules: [],
    differences:
      prefix === ""
        ? [`A token whose ${claim} is null or empty had an empty user name and is refused now.`]
        : [],
  };
}

/**
 * `claimMappings.groups` as an expression: getGroups of oidc.go. An expression sees no distributed claims: a rule refuses
 * tokens that have their groups elsewhere.
 */
export function convertGroups({
  claim,
  prefix = "",
  expression,
}: PrefixedClaimOrExpression): Converted {
  if (claim === "") return { expression: expression || "[]", rules: [], differences: [] };
  return {
    expression: writeExpressions("groups", { claim, prefix }).exact,
    rules: [
      {
        expression: `${selectClaim(claim)}.hasValue() || !has(claims._claim_names)`,
        message: `the token has its ${claim} elsewhere (distributed claims)`,
      },
    ],
    differences: [
      `Tokens without ${claim} that name distributed claims are refused: an expression cannot fetch these.`,
      ...(prefix === "" ? ["An empty group is left out."] : []),
    ],
  };
}

/** `claimMappings.uid` as an expression; undefined if there is none. */
export function convertUid({
  claim,
  expression,
}: {
  readonly claim: string;
  readonly expression: string;
}): Converted | undefined {
  if (claim === "" && expression === "") return undefined;
  const { exact } = writeExpressions("uid", { claim, prefix: "" });
  return { expression: claim === "" ? expression : exact, rules: [], differences: [] };
}

/** A rule by claim and requiredValue as an expression; undefined if none has the same meaning. */
export function convertRule(claim: string, requiredValue: string): string | undefined {
  // A claim that is null counts as "" for the server.
  if (requiredValue === "") return undefined;
  return `${selectClaim(claim)}.orValue("") == ${quoteText(requiredValue)}`;
}
