import type { Fix } from "../../diagnostics/diagnostic.ts";
import { makeFix, objectAt, showValue } from "../../explain/fixes/fix-context.ts";
import type { User } from "../../rbac/types.ts";
import { findMember } from "../../yaml/data.ts";
import { replaceMember } from "../../yaml/edit.ts";
import type { MappingQuestion } from "./group-fixes.ts";

/**
 * Fixes that name the user by another claim of the token: the one whose value a binding to a user has, with a prefix or
 * without. Only claims that name a person or an account.
 */
export function listUserFixes(
  { text, loaded, issuer, claims, policy }: MappingQuestion,
  user: User,
): readonly Fix[] {
  const mappings = objectAt(loaded.decoded?.data, `jwt[${issuer}].claimMappings`);
  const member = findMember(mappings, "username");
  if (mappings === undefined || member === undefined) return [];
  const wanted = policy.bindings
    .filter(({ origin }) => origin.kind !== "default")
    .flatMap(({ subjects }) => subjects)
    .filter(({ kind, name }) => kind === "User" && name !== user.username)
    .map(({ name }) => name);
  const fixes: (Fix | undefined)[] = [];
  for (const name of new Set(wanted)) {
    if (name.startsWith("system:")) continue;
    for (const claim of naming) {
      const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
      if (typeof value !== "string" || value === "" || !name.endsWith(value)) continue;
      const prefix = name.slice(0, name.length - value.length);
      // A prefix ends with a separator: otherwise the value is only the end of another word.
      if (prefix !== "" && !/[^A-Za-z0-9]$/.test(prefix)) continue;
      const title = `Name users by the claim ${claim} (${showValue(value)})${prefix === "" ? " without a prefix" : ` with the prefix ${prefix}`}`;
      const edit = replaceMember(text, mappings, member, { claim, prefix });
      fixes.push(makeFix(`username/${claim}/${prefix}`, title, [edit]));
    }
  }
  return fixes.filter((fix) => fix !== undefined).slice(0, most);
}

const most = 4;

/** Claims that name a person or an account, the most readable first. */
const naming = [
  "email",
  "preferred_username",
  "upn",
  "unique_name",
  "username",
  "oid",
  "sub",
] as const;
