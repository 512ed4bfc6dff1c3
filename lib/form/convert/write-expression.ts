import { quoteText } from "../../cel/quote-text.ts";

/** The mappings that take either a claim or an expression. */
export type MappingField = "username" | "groups" | "uid";

/** A mapping by a claim. A UID has no prefix: "". */
export interface ClaimMapping {
  readonly claim: string;
  readonly prefix: string;
}

/** Two expressions for a mapping by a claim. */
export interface WrittenExpressions {
  /** Follows oidc.go in all that an expression can. */
  readonly exact: string;
  /** As one would write it: it stops short of odd claims, null or one text in the place of a list. */
  readonly short: string;
}

/** Expressions that mean what a claim with a prefix means. */
export function writeExpressions(field: MappingField, mapping: ClaimMapping): WrittenExpressions {
  const { claim, prefix } = mapping;
  const name = isPlain(claim) ? `claims.${claim}` : `claims[${quoteText(claim)}]`;
  const optional = isPlain(claim) ? `claims.?${claim}` : `claims[?${quoteText(claim)}]`;
  const add = (value: string) => (prefix === "" ? value : `${quoteText(prefix)} + ${value}`);
  // encoding/json reads null into a string as "".
  const orEmpty = (value: string) => `${value} == null ? "" : dyn(${value})`;
  const exact = (value: string) => (prefix === "" ? orEmpty(value) : add(`(${orEmpty(value)})`));
  if (field === "groups") {
    const list = `(type(${name}) == list ? dyn(${name}) : [dyn(${name})])`;
    const short = `${optional}.orValue([])`;
    return {
      exact: `${optional}.orValue(null) == null ? [] : ${list}.map(g, ${exact("g")})`,
      short: prefix === "" ? short : `dyn(${short}).map(g, ${add("g")})`,
    };
  }
  if (field === "uid" || claim !== "email") return { exact: exact(name), short: add(name) };
  // resolveUsername: an address that is not verified is refused; an empty name refuses the token as well.
  const verified = (value: string) =>
    `claims.?email_verified.orValue(true) == true ? ${value} : ""`;
  return {
    exact: verified(prefix === "" ? `(${exact(name)})` : exact(name)),
    short: verified(add(name)),
  };
}

/** The expression that means what a claim with a required value means: the claim is there, and is this very text. */
export function writeRuleExpression(claim: string, requiredValue: string): string {
  const name = isPlain(claim) ? `claims.${claim}` : `claims[${quoteText(claim)}]`;
  const optional = isPlain(claim) ? `claims.?${claim}` : `claims[?${quoteText(claim)}]`;
  if (requiredValue !== "") return `${optional}.orValue("") == ${quoteText(requiredValue)}`;
  // encoding/json reads null into a string as "".
  return `${optional}.hasValue() && (${name} == null || ${name} == "")`;
}

// Words of the language are no names.
function isPlain(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name);
}

const reserved: ReadonlySet<string> = new Set(
  (
    "true false null in as break const continue else for function if import let loop package " +
    "namespace return var void while"
  ).split(" "),
);
