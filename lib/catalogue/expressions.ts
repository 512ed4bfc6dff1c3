import { quoteText } from "../cel/quote-text.ts";

// CEL that the entries write. Every value of a visitor passes through `quoteText`; input validation keeps lone surrogates
// out, which CEL cannot write.

/** A list literal of CEL. */
function quoteTexts(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}

/** An optional select of a claim by its exact name: `claims.?sub`, `claims[?"cognito:groups"]`. */
export function selectClaim(name: string): string {
  return plainName.test(name) ? `claims.?${name}` : `claims[?${quoteText(name)}]`;
}

/** A claim as a text, "" if the token has none: a missing claim is for a rule to refuse, with its message. */
export function claimText(name: string): string {
  return `${selectClaim(name)}.orValue("")`;
}

/** True if an expression has one of the values. */
export function isOneOf(expression: string, values: readonly string[]): string {
  const [first = "", ...more] = values;
  return more.length === 0
    ? `${expression} == ${quoteText(first)}`
    : `${expression} in ${quoteTexts(values)}`;
}

/** The rule that a token has a claim. */
export function requireClaim(name: string): { expression: string; message: string } {
  return { expression: `${claimText(name)} != ""`, message: missingClaim(name) };
}

/** The message of `requireClaim`. */
export function missingClaim(name: string): string {
  return `the token has no ${name}`;
}

/** The entries of a list claim, each with a prefix; none if the token has no such claim. */
export function prefixEach(list: string, prefix: string): string {
  return `${list}.map(g, ${quoteText(prefix)} + g)`;
}

/** A claim as a list, which the checker lets macros walk: empty if the token has none. */
export function claimList(name: string): string {
  return `dyn(${selectClaim(name)}.orValue([]))`;
}

/** The same for a claim that is a text if it has one entry only. */
export function claimListOrText(name: string): string {
  const value = `${selectClaim(name)}.orValue([])`;
  return `dyn(type(${value}) == string ? [${value}] : ${value})`;
}

/** The keys of an object claim as a list; empty if the token has none. */
export function claimKeys(name: string): string {
  return `dyn(${selectClaim(name)}.orValue({}))`;
}

/** True if one entry of a list is one of the values. */
export function hasOneOf(list: string, values: readonly string[]): string {
  return `${list}.exists(g, ${isOneOf("g", values)})`;
}

// Without the underscores that Kubernetes unescapes, and none of CEL's reserved words.
const plainName =
  /^(?!.*__)(?!(?:as|break|const|continue|else|false|for|function|if|import|in|let|loop|namespace|null|package|return|true|var|void|while)$)[A-Za-z_]\w*$/;
