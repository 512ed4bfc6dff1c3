import type { IssuerFacts } from "../types.ts";

/** What to ask the provider for, so that its token carries the claims that the configuration reads. */
export interface Scopes {
  /** Beyond `openid`, which kubelogin always asks for. */
  readonly scopes: readonly string[];
  /** Claims that are no scopes, and where they come from; one sentence each. */
  readonly notes: readonly string[];
}

/** The scopes that an issuer's mappings need (OpenID Connect Core 1.0 §5.4, and the providers' own documents). */
export function scopesFor({ url, claims }: IssuerFacts): Scopes {
  const provider = providers.find((known) =>
    known.claim ? claims.some((claim) => known.claim?.test(claim)) : known.url?.test(url),
  );
  const scopes = new Set<string>();
  const notes: string[] = [];
  const others: string[] = [];
  for (const claim of claims) {
    const scope = provider?.claims?.get(claim) ?? standardClaims.get(claim);
    if (scope) scopes.add(scope);
    if (scope && scope !== claim)
      notes.push(`The claim ${claim} is no scope; it comes with ${scope}.`);
    else if (claim === "sub") notes.push("The claim sub is no scope; every token carries it.");
    else if (!scope && claim !== "groups" && !everyToken.has(claim)) others.push(claim);
  }
  if (others.length > 0)
    notes.push(
      `No scope is known that brings ${others.join(", ")}: they come by themselves, or the provider must be told to put them in.`,
    );
  if (claims.includes("groups") && !provider?.claims?.has("groups") && !provider?.groupsNote) {
    scopes.add("groups");
    notes.push(
      "groups is no standard scope: if the provider does not know it, leave it out and map the claim there.",
    );
  }
  if (claims.includes("groups") && provider?.groupsNote) notes.push(provider.groupsNote);
  if (provider?.note) notes.push(provider.note);
  if (provider?.offline) {
    scopes.add("offline_access");
    notes.push("offline_access is asked for so that a refresh token is issued.");
  }
  return { scopes: [...scopes], notes };
}

// Maps, since a claim may be called "constructor".
const standardClaims = new Map([
  ["email", "email"],
  ["email_verified", "email"],
  ["name", "profile"],
  ["family_name", "profile"],
  ["given_name", "profile"],
  ["nickname", "profile"],
  ["preferred_username", "profile"],
  ["profile", "profile"],
  ["updated_at", "profile"],
  ["phone_number", "phone"],
  ["address", "address"],
]);

/** RFC 7519 §4.1 and OpenID Connect Core 1.0 §2: no scope is needed for them. */
const everyToken = new Set(["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "azp", "auth_time"]);

interface Provider {
  readonly url?: RegExp;
  /** Claims that only this provider has, if nothing in its URL tells it. */
  readonly claim?: RegExp;
  /** Scope by claim where it differs from the standard's. */
  readonly claims?: ReadonlyMap<string, string>;
  readonly groupsNote?: string;
  /** What else must be known of its claims. */
  readonly note?: string;
  /** Whether refresh tokens need offline_access. */
  readonly offline?: boolean;
}

const providers: readonly Provider[] = [
  {
    claim: /^urn:zitadel:iam:/,
    note: "Zitadel puts roles into the token if the project asserts them or the scope urn:zitadel:iam:org:project:role:<role> asks for one, and what email and profile bring only with User Info inside ID Token.",
    offline: true,
  },
  {
    claim: /^federated_claims$/,
    claims: new Map([
      ["federated_claims", "federated:id"],
      ["groups", "groups"],
    ]),
    offline: true,
  },
  { url: /\/application\/o\/[^/]+\/$/, claims: new Map([["groups", "profile"]]), offline: true },
  {
    url: /^https:\/\/(login\.microsoftonline\.com|sts\.windows\.net)\//,
    groupsNote:
      "Entra puts groups into the token by the application's token configuration, not by a scope.",
    offline: true,
  },
  { url: /\/oauth2\/openid\/[^/]+$/, claims: new Map([["groups", "groups"]]) },
  {
    url: /\/realms\/[^/]+$/,
    groupsNote:
      "Keycloak adds groups by a mapper of type Group Membership, not by a scope of its own.",
  },
  {
    url: /\.okta(-emea|preview)?\.com(\/oauth2\/[^/]+)?$/,
    claims: new Map([["groups", "groups"]]),
    offline: true,
  },
  { url: /^https:\/\/accounts\.google\.com$/, groupsNote: "Google's tokens have no groups." },
  {
    url: /^https:\/\/cognito-idp\./,
    groupsNote: "Cognito's claim is cognito:groups and needs no scope.",
  },
  {
    url: /gitlab/,
    groupsNote: "GitLab's ID token has groups_direct without a scope; groups is only at userinfo.",
  },
];
