import { countEdits } from "../../source/edit-distance.ts";
import type { Claims } from "../causes/verdict.ts";

/** Claims that can name a user, the most readable first: of OpenID Connect and of the providers that are common. */
const naming = [
  "preferred_username",
  "upn",
  "email",
  "unique_name",
  "username",
  "cognito:username",
  "sub",
  "oid",
] as const;

/** Claims of this token that can name its user: texts, without those given. An unverified address is none. */
export function namingClaims(claims: Claims, without: readonly string[]): readonly string[] {
  return naming.filter((name) => {
    if (without.includes(name) || !Object.hasOwn(claims, name)) return false;
    const value = claims[name];
    if (typeof value !== "string" || value === "") return false;
    return name !== "email" || claims.email_verified === true;
  });
}

/** A claim of the token, possibly inside another one. */
export interface FoundClaim {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Claims whose name is almost the given one: another case, singular and plural, up to two letters, or nested. */
export function similarClaims(claims: Claims, name: string): readonly FoundClaim[] {
  const all = listClaims(claims, []);
  return all.filter(({ path }) => {
    const own = path.at(-1) ?? "";
    if (path.length === 1 && own === name) return false;
    return own === name || isSimilar(own, name);
  });
}

/** Whether two names of claims are likely meant to be the same. */
function isSimilar(a: string, b: string): boolean {
  const x = fold(a);
  const y = fold(b);
  if (x === y) return true;
  const most = Math.min(x.length, y.length) > 4 ? 2 : 1;
  return countEdits(x, y) <= most;
}

// Group, groups, user_groups → groups
function fold(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "").replace(/s$/, "");
}

function listClaims(claims: Claims, prefix: readonly string[]): readonly FoundClaim[] {
  return Object.entries(claims).flatMap(([name, value]): readonly FoundClaim[] => {
    // References to claims that are elsewhere, OpenID Connect Core 5.6.2.
    if (prefix.length === 0 && (name === "_claim_names" || name === "_claim_sources")) return [];
    const path = [...prefix, name];
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const inner = isObject && path.length < 4 ? listClaims(value as Claims, path) : [];
    return [{ path, value }, ...inner];
  });
}
