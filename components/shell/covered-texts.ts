import type { Analysis } from "@/lib/engine/analysis.ts";
import { decodePolicy } from "@/lib/rbac/manifest/decode.ts";
import type { Inputs } from "../workspace/inputs.ts";

/** Shorter texts would be hidden inside of other words; where they are shown as a value, they are hidden as a whole. */
const shortest = 3;

/**
 * The texts that presentation mode hides, the longest first: values of claims, the names and groups that come of them, kept
 * tokens, and the users that bindings name. What the configuration says itself is shown on purpose and stays readable, and
 * so do the names of Kubernetes.
 */
export function listCoveredTexts(
  { token, savedTokens, documents, access }: Inputs,
  analysis: Pick<Analysis, "token" | "identity" | "afterFix" | "asker" | "savedTokens"> | undefined,
): readonly string[] {
  const users = [
    analysis?.identity,
    analysis?.afterFix?.identity,
    analysis?.asker?.identity,
  ].flatMap((identity) => identity?.user ?? []);
  const found = [
    ...leavesOf(analysis?.token.claimsText),
    ...users.flatMap(({ username, uid, groups, extra }) => [
      username,
      uid,
      ...groups,
      ...Object.values(extra).flat(),
    ]),
    ...(access.asker.kind === "manual"
      ? [access.asker.username, ...access.asker.groups.split(",")]
      : []),
    ...(analysis?.savedTokens ?? []).flatMap(({ user = "", groups = [] }) => [user, ...groups]),
    ...savedTokens.flatMap(({ name, text }) => [name, text]),
    ...subjectsOf(documents.bindings),
    token,
  ].map((text) => text.trim());
  return [...new Set(found)]
    .filter((text) => text.length >= shortest && !/^system:/.test(text))
    .filter((text) => !documents.configuration.includes(text))
    .sort((a, b) => b.length - a.length);
}

/** Every text and number in the claims. */
function leavesOf(claims: string | undefined): string[] {
  if (claims === undefined) return [];
  const leaves: string[] = [];
  try {
    JSON.parse(claims, (_, value: unknown) => {
      if (typeof value === "string" || typeof value === "number") leaves.push(String(value));
      return value;
    });
  } catch {
    // Claims that are being typed have no values yet.
  }
  return leaves;
}

function subjectsOf(bindings: string): string[] {
  return decodePolicy(bindings).policy.bindings.flatMap(({ subjects }) =>
    subjects.flatMap(({ kind, name }) => (kind === "User" ? [name] : [])),
  );
}
