import { escapeName, unescapeName } from "../cel/evaluator/escape.ts";

/** How an expression reads a claim, given by the names on the way to it: `claims.sub`, `claims['a:b']`, `claims.realm_access.roles`. */
export function formatClaimPath(path: readonly string[]): string {
  return path.reduce((text, name) => text + formatMember(name), "claims");
}

/**
 * The same where a comprehension walks the claim: a claim itself has the type `any`, which is no range of a macro, so
 * it is in `dyn()`. One level deeper everything is dyn already.
 */
export function formatClaimRange(path: readonly string[]): string {
  const text = formatClaimPath(path);
  return path.length === 1 ? `dyn(${text})` : text;
}

function formatMember(name: string): string {
  // From 1.34 names are unescaped wherever they stand, so one that looks escaped has to be escaped itself.
  const written = unescapeName(name) === name ? name : (escapeName(name) ?? name);
  return plain.test(written) && !keywords.has(written)
    ? `.${written}`
    : `[${quoteSingle(written)}]`;
}

function quoteSingle(text: string): string {
  const inner = text.replace(/[\\'\p{Cc}]/gu, (found) => {
    const short = escapes[found];
    return short ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `'${inner}'`;
}

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The words that CEL's grammar does not take after a dot. */
const keywords = new Set(["in", "true", "false", "null"]);

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
