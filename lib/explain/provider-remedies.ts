import type { CauseCode } from "../diagnostics/cause-code.ts";

/**
 * What to do at a provider that was recognised, by `IssuerKind.id` and cause. Commands and names are those of the
 * provider's documentation; a claim's name is filled in for CLAIM.
 */
export function remedyAtProvider(
  provider: string | undefined,
  code: CauseCode,
  claim: string | undefined,
): string | undefined {
  if (provider === undefined) return undefined;
  const found = remedies.find(
    (each) =>
      each.providers.includes(provider) &&
      each.codes.includes(code) &&
      (each.claims === undefined || (claim !== undefined && each.claims.includes(claim))),
  );
  return found?.text.replaceAll("CLAIM", claim ?? "the claim");
}

interface ProviderRemedy {
  readonly providers: readonly string[];
  readonly codes: readonly CauseCode[];
  /** Claims that it is about; every claim if absent. */
  readonly claims?: readonly string[];
  readonly text: string;
}

/** The first that fits counts: those for a claim before those for any. */
const remedies: readonly ProviderRemedy[] = [
  {
    providers: ["keycloak"],
    codes: ["claim-missing"],
    claims: ["groups", "group"],
    text: "Keycloak sends groups only with a mapper: Clients → the client → Client scopes → the dedicated scope → Add mapper → Group Membership, Token Claim Name CLAIM, Full group path off, Add to ID token on.",
  },
  {
    providers: ["keycloak"],
    codes: ["claim-missing"],
    claims: ["email", "email_verified"],
    text: "Keycloak: the client needs the scope email (kubelogin: --oidc-extra-scope=email), and the user an e-mail address.",
  },
  {
    providers: ["keycloak"],
    codes: ["claim-missing"],
    text: "Keycloak: add a mapper for CLAIM to the client's dedicated scope with Add to ID token on, or request the client scope that holds it.",
  },
  {
    providers: ["keycloak"],
    codes: ["email-unverified"],
    text: "Keycloak: open the user → Details → Email verified: On, or send the verification mail (Required user actions → Verify Email).",
  },
  {
    providers: ["keycloak"],
    codes: ["token-audience"],
    text: "Keycloak: the audience of an ID token is its client ID. For another audience add a mapper of type Audience to the client's dedicated scope, with Add to ID token on.",
  },
  {
    providers: ["keycloak"],
    codes: ["token-access"],
    text: "Keycloak: send id_token of the token answer. kubectl oidc-login does that unless --oidc-use-access-token is set.",
  },
  {
    providers: ["keycloak"],
    codes: ["token-algorithm"],
    text: "Keycloak: Clients → the client → Advanced → Fine grain OpenID Connect configuration → ID token signature algorithm: RS256.",
  },
  {
    providers: ["authentik"],
    codes: ["email-unverified"],
    text: 'Authentik sends email_verified: false since 2025.10. Create a scope mapping for email that returns {"email": request.user.email, "email_verified": True} and select it in the provider.',
  },
  {
    providers: ["authentik"],
    codes: ["claim-missing"],
    claims: ["groups"],
    text: "Authentik sends groups with the scope profile: select its mapping in the provider and request it (kubelogin: --oidc-extra-scope=profile).",
  },
  {
    providers: ["entra", "entra-v1"],
    codes: ["claim-missing"],
    claims: ["groups"],
    text: "Entra ID: App registrations → the application → Token configuration → Add groups claim → Groups assigned to the application, for the ID token. The values are object IDs.",
  },
  {
    providers: ["entra", "entra-v1"],
    codes: ["claim-missing"],
    claims: ["upn", "email"],
    text: "Entra ID: v2.0 ID tokens have CLAIM only as an optional claim (Token configuration → Add optional claim → ID). preferred_username needs the scope profile; oid is always there and does not change.",
  },
  {
    providers: ["entra", "entra-v1"],
    codes: ["claim-missing"],
    claims: ["preferred_username"],
    text: "Entra ID sends preferred_username with the scope profile (kubelogin: --oidc-extra-scope=profile).",
  },
  {
    providers: ["entra", "entra-v1"],
    codes: ["claim-missing"],
    claims: ["roles"],
    text: "Entra ID: define app roles (App registrations → App roles) and assign users or groups to them (Enterprise applications → Users and groups).",
  },
  {
    providers: ["entra", "entra-v1"],
    codes: ["claim-distributed"],
    text: "Entra ID replaces more than 200 groups by a reference. Choose Groups assigned to the application, or use app roles.",
  },
  {
    providers: ["entra", "entra-v1"],
    codes: ["token-access", "token-audience"],
    text: "Entra ID: an ID token has the application (client) ID as its audience. For an access token request the scope CLIENT-ID/.default of your own application.",
  },
  {
    providers: ["entra-v1", "entra"],
    codes: ["token-issuer-differs", "token-issuer-unknown"],
    text: "Entra ID: v1.0 tokens have iss https://sts.windows.net/TENANT/ (with the slash), v2.0 tokens https://login.microsoftonline.com/TENANT/v2.0. accessTokenAcceptedVersion in the application's manifest chooses for access tokens.",
  },
  {
    providers: ["okta"],
    codes: ["claim-missing"],
    claims: ["groups"],
    text: "Okta: Security → API → the authorization server → Claims → Add claim: name groups, include in ID token Always, value type Groups with a filter; and request the scope groups.",
  },
  {
    providers: ["auth0"],
    codes: ["claim-missing"],
    text: 'Auth0 sends own claims only under a URL as a name, set by an Action (api.idToken.setCustomClaim("https://example.com/CLAIM", …)). Read it as claims["https://example.com/CLAIM"].',
  },
  {
    providers: ["auth0"],
    codes: ["token-algorithm"],
    text: "Auth0: Applications → the application → Advanced settings → OAuth → JsonWebToken Signature Algorithm: RS256.",
  },
  {
    providers: ["google"],
    codes: ["claim-missing"],
    claims: ["groups", "hd"],
    text: "Google sends no groups in ID tokens, and hd only for accounts of a Workspace organisation.",
  },
  {
    providers: ["dex"],
    codes: ["claim-missing"],
    claims: ["groups"],
    text: "Dex sends groups only if the scope groups is requested (kubelogin: --oidc-extra-scope=groups) and the connector delivers them (for LDAP: groupSearch).",
  },
  {
    providers: ["gitlab"],
    codes: ["claim-missing"],
    claims: ["groups", "groups_direct"],
    text: "GitLab sends groups_direct in ID tokens with the scope openid; groups only in the userinfo answer. A CI job's token has neither unless it was started by a person.",
  },
  {
    providers: ["zitadel"],
    codes: ["claim-missing"],
    text: "Zitadel: enable “User roles inside ID token” and “User info inside ID token” in the application's token settings, and request the scope urn:zitadel:iam:org:projects:roles.",
  },
  {
    providers: ["kanidm"],
    codes: ["claim-missing"],
    claims: ["groups"],
    text: "Kanidm: kanidm system oauth2 update-scope-map CLIENT GROUP openid groups, and request the scope groups.",
  },
  {
    providers: ["github-actions"],
    codes: ["token-audience"],
    text: "GitHub Actions: the workflow chooses the audience when it requests the token: …&audience=YOUR-CLUSTER. The default is the URL of the repository's owner.",
  },
  {
    providers: ["gitlab-ci"],
    codes: ["token-audience"],
    text: "GitLab CI: the job chooses the audience with id_tokens: {TOKEN: {aud: YOUR-CLUSTER}}.",
  },
  {
    providers: [
      "github-actions",
      "gitlab-ci",
      "buildkite",
      "circleci",
      "bitbucket",
      "hcp-terraform",
    ],
    codes: ["token-expired"],
    text: "Tokens of CI jobs live for minutes: request one in the step that uses it.",
  },
];
