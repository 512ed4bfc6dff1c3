import type { AuthenticationConfiguration } from "../authn/types.ts";
import type { ClientSettings } from "../import/found.ts";

/**
 * Compares how a client gets tokens with a configuration, a sentence each: the issuer and the audience, to the character,
 * and the claims that the scopes of OpenID Connect do not give.
 */
export function compareClient(
  client: ClientSettings,
  { jwt }: AuthenticationConfiguration,
): readonly string[] {
  const { issuer, clientId, audiences = clientId === undefined ? [] : [clientId] } = client;
  if (jwt.length === 0) return ["The configuration names no issuer."];
  const sentences: string[] = [];
  const found = issuer === undefined ? -1 : jwt.findIndex((entry) => entry.issuer.url === issuer);
  if (issuer !== undefined) {
    sentences.push(
      found >= 0
        ? `The issuer is that of jwt[${found}].`
        : `No entry has the client's issuer ${issuer}: ${describeNearest(
            issuer,
            jwt.map((entry) => entry.issuer.url),
          )}.`,
    );
  }
  const entry = jwt[found >= 0 ? found : 0];
  if (entry === undefined) return sentences;
  const index = found >= 0 ? found : 0;
  for (const audience of audiences) {
    sentences.push(
      entry.issuer.audiences.includes(audience)
        ? `The audience ${audience} is one of jwt[${index}].`
        : `jwt[${index}] does not have the audience ${audience}: ${describeNearest(audience, entry.issuer.audiences)}.`,
    );
  }
  const { scopes } = client;
  if (scopes === undefined || found < 0) return sentences;
  const { username, groups, uid } = entry.claimMappings;
  for (const claim of [username.claim, groups.claim, uid.claim]) {
    const scope = scopeOf.get(claim ?? "");
    if (claim && scope !== undefined && !scopes.includes(scope)) {
      sentences.push(
        `The token will lack the claim ${claim}, which jwt[${found}] reads: the client does not ask for the scope ${scope}.`,
      );
    }
  }
  return sentences;
}

/** Claims that a scope of OpenID Connect Core 1.0, section 5.4, asks for. Others are the issuer's own matter. */
const scopeOf: ReadonlyMap<string, string> = new Map([
  ["email", "email"],
  ...["name", "given_name", "family_name", "nickname", "preferred_username"].map(
    (claim) => [claim, "profile"] as const,
  ),
]);

/** The text that agrees longest, and in which character it differs. */
function describeNearest(text: string, others: readonly string[]): string {
  const [nearest] = [...others].sort((a, b) => agree(text, b) - agree(text, a));
  if (nearest === undefined) return "there is none";
  const at = agree(text, nearest);
  const name = (whole: string) => (at < whole.length ? JSON.stringify(whole[at]) : "its end");
  return `the nearest is ${nearest}, which differs at character ${at + 1}, ${name(nearest)} for ${name(text)}`;
}

function agree(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
