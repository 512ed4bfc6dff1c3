import type { PrefixedClaimOrExpression } from "../authn/types.ts";
import { selectClaim } from "../catalogue/expressions.ts";
import { quoteText } from "../cel/quote-text.ts";

/** A mapping as an expression. */
export interface Converted {
  readonly expression: string;
  /** Rules that the server applies to the mapping by claim, and an expression has to have beside it. */
  readonly rules: readonly { readonly expression: string; readonly message: string }[];
  /** For which tokens it is not the same, a sentence each. */
  readonly differences: readonly string[];
}

/** `claimMappings.username` as an expression: getUsername of oidc.go, with what it asks of `email`. */
export function convertUsername(mapping: PrefixedClaimOrExpression): Converted {
  const { claim, prefix = "", expression } = mapping;
  if (claim === "") return { expression, rules: [], differences: [] };
  return {
    expression: withPrefix(prefix, readClaim(claim)),
    rules:
      claim === "email"
        ? [
            {
              expression: "claims.?email_verified.orValue(true) == true",
              message: "the e-mail address is not verified",
            },
          ]
        : [],
    differences: [
      prefix === ""
        ? `A token whose ${claim} is null or empty had an empty user name and is refused now.`
        : `A token whose ${claim} is null had the user name ${JSON.stringify(prefix)} and is refused now.`,
    ],
  };
}

/**
 * `claimMappings.groups` as an expression: getGroups of oidc.go. An expression sees no distributed claims: a rule refuses
 * tokens that have their groups elsewhere.
 */
export function convertGroups(mapping: PrefixedClaimOrExpression): Converted {
  const { claim, prefix = "", expression } = mapping;
  if (claim === "") return { expression: expression || "[]", rules: [], differences: [] };
  const value = readClaim(claim);
  // A list, a text for one group, or null for none; anything else is an error, as for the server.
  const given = `${selectClaim(claim)}.orValue([])`;
  const list = `dyn(type(${given}) == list ? ${given} : ${value} == null ? [] : [${value}])`;
  const there = `${selectClaim(claim)}.hasValue()`;
  return {
    expression: `${list}.map(g, ${prefix === "" ? "g" : `${quoteText(prefix)} + g`})`,
    rules: [
      {
        expression: `${there} || !has(claims._claim_names)`,
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
  if (claim === "") return { expression, rules: [], differences: [] };
  return {
    expression: readClaim(claim),
    rules: [],
    differences: [`A token whose ${claim} is null had an empty UID and is refused now.`],
  };
}

/** A rule by claim and requiredValue as an expression; undefined if none has the same meaning. */
export function convertRule(claim: string, requiredValue: string): string | undefined {
  // A claim that is null counts as "" for the server.
  if (requiredValue === "") return undefined;
  return `${selectClaim(claim)}.orValue("") == ${quoteText(requiredValue)}`;
}

function withPrefix(prefix: string, value: string): string {
  return prefix === "" ? value : `${quoteText(prefix)} + ${value}`;
}

/** A claim that must be there. */
function readClaim(name: string): string {
  const select = selectClaim(name);
  return select.startsWith("claims.?") ? `claims.${name}` : `claims[${quoteText(name)}]`;
}
