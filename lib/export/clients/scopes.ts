import type { IssuerFacts } from "../types.ts";

/** What to ask the provider for, so that its token carries the claims that the configuration reads. */
export interface Scopes {
  /** Beyond `openid`, which kubelogin always asks for. */
  readonly scopes: readonly string[];
  /** Claims that are no scopes, and where they come from; one sentence each. */
  readonly notes: readonly string[];
}

/** The scopes that an issuer's mappings need (OpenID Connect Core 1.0 §5.4, and the providers' own documents). */
export function scopesFor(issuer: IssuerFacts): Scopes {
  const provider = providers.find(({ url }) => url.test(issuer.url));
  const scopes = new Set<string>();
  const notes: string[] = [];
  for (const claim of issuer.claims) {
    const scope = provider?.claims?.[claim] ?? standardClaims[claim];
    if (scope) scopes.add(scope);
    if (scope && scope !== claim)
      notes.push(`The claim ${claim} is no scope; it comes with ${scope}.`);
    if (claim === "sub") notes.push("The claim sub is no scope; every token carries it.");
  }
  if (issuer.claims.includes("groups") && !provider?.claims?.groups && !provider?.groupsNote) {
    scopes.add("groups");
    notes.push(
      "groups is no standard scope: if the provider does not know it, leave it out and map the claim there.",
    );
  }
  if (issuer.claims.includes("groups") && provider?.groupsNote) notes.push(provider.groupsNote);
  if (provider?.offline) {
    scopes.add("offline_access");
    notes.push("offline_access is asked for so that a refresh token is issued.");
  }
  return { scopes: [...scopes], notes };
}

const standardClaims: Record<string, string> = {
  email: "email",
  email_verified: "email",
  name: "profile",
  family_name: "profile",
  given_name: "profile",
  nickname: "profile",
  preferred_username: "profile",
  profile: "profile",
  updated_at: "profile",
  phone_number: "phone",
  address: "address",
};

interface Provider {
  readonly url: RegExp;
  /** Scope by claim where it differs from the standard's. */
  readonly claims?: Record<string, string>;
  readonly groupsNote?: string;
  /** Whether refresh tokens need offline_access. */
  readonly offline?: boolean;
}

const providers: readonly Provider[] = [
  { url: /\/application\/o\/[^/]+\/$/, claims: { groups: "profile" }, offline: true },
  {
    url: /^https:\/\/(login\.microsoftonline\.com|sts\.windows\.net)\//,
    groupsNote:
      "Entra puts groups into the token by the application's token configuration, not by a scope.",
    offline: true,
  },
  { url: /\/oauth2\/openid\/[^/]+$/, claims: { groups: "groups" } },
  {
    url: /\/realms\/[^/]+$/,
    groupsNote:
      "Keycloak adds groups by a mapper of type Group Membership, not by a scope of its own.",
  },
  {
    url: /\.okta(-emea|preview)?\.com(\/oauth2\/[^/]+)?$/,
    claims: { groups: "groups" },
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
