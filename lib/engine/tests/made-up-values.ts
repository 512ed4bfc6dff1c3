/**
 * Made-up values for the claims that name a person, by claim; nothing for the token of a workload. Equal values become
 * equal values, and the domain of an e-mail address stays, because configurations ask for it.
 */
export function madeUpValues(
  claims: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!personal.some((name) => name !== "sub" && typeof claims[name] === "string")) return found;
  const byValue = new Map<string, string>();
  for (const name of personal) {
    const value = claims[name];
    if (typeof value !== "string" || value === "") continue;
    const madeUp = byValue.get(value) ?? makeUp(name, value);
    byValue.set(value, madeUp);
    found.set(name, madeUp);
  }
  return found;
}

/** Claims of OpenID Connect Core 5.1 and of common issuers that name or describe a person. */
const personal = [
  "email",
  "upn",
  "unique_name",
  "preferred_username",
  "nickname",
  "user_login",
  "name",
  "given_name",
  "middle_name",
  "family_name",
  "phone_number",
  "picture",
  "profile",
  "oid",
  "sub",
] as const;

/** Whether a value may be one of `madeUpValues`: it says nothing of a person. */
export function isMadeUp(value: string): boolean {
  return value.startsWith("test.user@") || constants.has(value);
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function makeUp(name: (typeof personal)[number], value: string): string {
  const at = value.lastIndexOf("@");
  if (at > 0) return `test.user${value.slice(at)}`;
  if (uuid.test(value)) return "00000000-0000-4000-8000-000000000001";
  switch (name) {
    case "given_name":
      return "Test";
    case "middle_name":
    case "family_name":
      return "User";
    case "name":
      return "Test User";
    case "phone_number":
      return "+15550100";
    case "picture":
    case "profile":
      return "https://example.com/test-user";
    case "oid":
    case "sub":
      return "test-subject";
    default:
      return "test.user";
  }
}

const constants: ReadonlySet<string> = new Set([
  "00000000-0000-4000-8000-000000000001",
  ...personal.map((name) => makeUp(name, "")),
]);
