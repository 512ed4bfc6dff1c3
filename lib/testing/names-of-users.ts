import type { LoadedConfiguration } from "../authn/load.ts";
import { loadConfiguration } from "../authn/load.ts";
import { describeConditions, describePattern } from "../authn/names/describe.ts";
import { couldBe } from "../authn/names/match.ts";
import { namesOf } from "../authn/names/names.ts";
import type { Minor } from "../kube/minor.ts";
import { askIssuers } from "../token/authenticate.ts";
import { randomIssuer } from "./random-mapping.ts";

/** Names of a user that the analysis does not allow; each as it would be reported. */
export function findForeignNames(
  loaded: LoadedConfiguration,
  user: { readonly username: string; readonly groups: readonly string[] },
): readonly string[] {
  const [names] = namesOf(loaded);
  if (names === undefined) return [];
  const write = (field: "username" | "groups") =>
    names[field].patterns
      .map((each) => `${describePattern(each)} if ${describeConditions(each.when).join(", ")}`)
      .join(" | ");
  return [
    ...(couldBe(names.username, user.username)
      ? []
      : [`user ${JSON.stringify(user.username)} is not among ${write("username")}`]),
    ...user.groups
      .filter((group) => !couldBe(names.groups, group))
      .map((group) => `group ${JSON.stringify(group)} is not among ${write("groups")}`),
  ];
}

/** The user that the engine gives for claims, without what the server adds; undefined if it refuses them. */
export async function userOfClaims(
  text: string,
  claims: Readonly<Record<string, unknown>>,
  minor: Minor,
) {
  const loaded = loadConfiguration(text, { minor });
  if (loaded.compiled === undefined) return { loaded };
  const now = 1_790_000_000;
  const payload = { iss: randomIssuer, aud: "kubernetes", iat: now, exp: now + 600, ...claims };
  const [answer] = await askIssuers({
    configuration: loaded.compiled,
    minor,
    credential: { kind: "draft", claims: JSON.stringify(payload) },
    now,
    outside: {
      keysOf: () => ({ kind: "missing", reason: "none" }) as never,
      fetch: () => ({ kind: "missing", reason: "none" }),
    },
  });
  return { loaded, ...(answer?.user && { user: answer.user }), error: answer?.error };
}
