import { loadConfiguration } from "../authn/load.ts";
import type { LegacyMeaning } from "../import/found.ts";
import type { Minor } from "../kube/minor.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import { authenticate } from "../token/authenticate.ts";

/** Whether a converted file lets the same users in as the settings did. */
export type ImportProof =
  /** For every generated token both gave the same answer. */
  | { readonly kind: "same"; readonly tokens: number }
  /** The first token for which they differ: a user, or undefined for a refusal. */
  | {
      readonly kind: "differs";
      readonly claims: Claims;
      readonly before: ProvedUser | undefined;
      readonly after: ProvedUser | undefined;
    }
  /** The file cannot be loaded as it is, for instance because of variables in it. */
  | { readonly kind: "not-loaded" };

/** A token's claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** Name and groups, which are all that the settings give. */
export interface ProvedUser {
  readonly username: string;
  readonly groups: readonly string[];
}

/** Unix seconds: any moment serves, the tokens are made for it. */
const now = 1_700_000_000;

/**
 * Compares old settings with the file that was written of them, on tokens that vary every claim that either reads. The
 * old meaning is evaluated by rules of its own, which follow oidc.go with the options that the flags give it; the file
 * is judged by the engine.
 */
export async function proveImport(
  meaning: LegacyMeaning,
  configuration: string,
  minor: Minor,
): Promise<ImportProof> {
  const { compiled } = loadConfiguration(configuration, { minor });
  if (compiled === undefined) return { kind: "not-loaded" };
  const tokens = generateClaims(meaning);
  for (const claims of tokens) {
    const before = judgeBySettings(meaning, claims);
    const { user } = await authenticate({
      configuration: compiled,
      minor,
      now,
      credential: { kind: "draft", claims: JSON.stringify(claims) },
      external: {
        keysOf: () => ({ kind: "missing", reason: "not asked" }),
        fetch: () => ({ kind: "missing", reason: "not asked" }),
      },
    });
    const after = user && {
      username: user.username,
      groups: user.groups.filter((group) => group !== authenticatedGroup),
    };
    if (JSON.stringify(before) !== JSON.stringify(after)) {
      return { kind: "differs", claims, before, after };
    }
  }
  return { kind: "same", tokens: tokens.length };
}

/** The proof in a sentence, for the offer. */
export function describeProof(proof: ImportProof): string {
  switch (proof.kind) {
    case "same":
      return `Checked: the same user or the same refusal for ${proof.tokens} generated tokens.`;
    case "differs":
      return `It differs for a token with the claims ${JSON.stringify(proof.claims)}: before ${sayUser(proof.before)}, with the file ${sayUser(proof.after)}.`;
    case "not-loaded":
      return "Not checked: the API server does not load the file as it is.";
  }
}

function sayUser(user: ProvedUser | undefined): string {
  return user === undefined
    ? "refused"
    : `${JSON.stringify(user.username)} in ${JSON.stringify(user.groups)}`;
}

/** Who the settings make of a token with a good signature; undefined if they refuse it. */
function judgeBySettings(meaning: LegacyMeaning, claims: Claims): ProvedUser | undefined {
  if (claims.iss !== meaning.issuerUrl) return undefined;
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!meaning.audiences.some((audience) => audiences.includes(audience))) return undefined;
  if (typeof claims.exp !== "number" || claims.exp <= now) return undefined;
  if (!(meaning.usernameClaim in claims)) return undefined;
  // encoding/json reads null into a string as "".
  const name = claims[meaning.usernameClaim] ?? "";
  if (typeof name !== "string") return undefined;
  if (
    meaning.usernameClaim === "email" &&
    "email_verified" in claims &&
    claims.email_verified !== true
  ) {
    return undefined;
  }
  const groups = groupsBySettings(meaning, claims);
  if (groups === undefined) return undefined;
  for (const [claim, value] of Object.entries(meaning.requiredClaims)) {
    if (claims[claim] !== value) return undefined;
  }
  return { username: meaning.usernamePrefix + name, groups };
}

// A text is one group; a list has to be of texts; an absent claim and null are no groups.
function groupsBySettings(
  { groupsClaim, groupsPrefix }: LegacyMeaning,
  claims: Claims,
): string[] | undefined {
  if (groupsClaim === "") return [];
  const value = claims[groupsClaim];
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.some((one) => typeof one !== "string")) return undefined;
  return list.map((one) => groupsPrefix + String(one));
}

/** A token that fits, and from there one change, and each pair of changes of name and groups. */
function generateClaims(meaning: LegacyMeaning): Claims[] {
  const { issuerUrl, audiences, usernameClaim, groupsClaim, requiredClaims } = meaning;
  const base: Claims = {
    iss: issuerUrl,
    aud: audiences[0] ?? "",
    exp: now + 600,
    iat: now - 10,
    sub: "a-1",
    email: "jane@example.com",
    email_verified: true,
    groups: ["dev"],
    ...requiredClaims,
    ...(usernameClaim === "sub" ? {} : { [usernameClaim]: "jane@example.com" }),
    ...(groupsClaim === "" ? {} : { [groupsClaim]: ["dev", "a:b", "system:masters"] }),
  };
  const changes: Claims[] = [
    {},
    { iss: `${issuerUrl}/` },
    { iss: "https://other.example.com" },
    { aud: "other" },
    { aud: ["other", audiences[0] ?? ""] },
    { aud: [] },
    { exp: now - 600 },
    { email_verified: false },
    { email_verified: "true" },
    { email_verified: undefined },
    ...["jane", "system:admin", "ÄÖ ü", undefined, 7, true, ["jane"], null].map((value) => ({
      [usernameClaim]: value,
    })),
    ...Object.keys(requiredClaims).flatMap((claim) =>
      [undefined, "other", true, 1, [requiredClaims[claim]], null].map((value) => ({
        [claim]: value,
      })),
    ),
  ];
  const groups: Claims[] =
    groupsClaim === ""
      ? []
      : ["dev", "dev,ops", [], undefined, null, 7, true, { a: 1 }, ["dev", 1]].map((value) => ({
          [groupsClaim]: value,
        }));
  const all = [
    ...changes,
    ...groups,
    ...changes.flatMap((one) => groups.map((two) => ({ ...one, ...two }))),
  ];
  return all.map((change) => JSON.parse(JSON.stringify({ ...base, ...change })) as Claims);
}
