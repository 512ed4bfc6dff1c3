import { describe, expect, test } from "vitest";
import { type Scopes, scopesFor } from "./scopes.ts";

const everyToken = "The claim sub is no scope; every token carries it.";

describe("what to ask a provider for", () => {
  const cases: { name: string; url: string; claims: string[]; want: Scopes }[] = [
    {
      // OpenID Connect Core 1.0 §5.4
      name: "standard claims",
      url: "https://idp.example.com",
      claims: ["sub", "email", "email_verified", "name", "preferred_username"],
      want: {
        scopes: ["email", "profile"],
        notes: [
          everyToken,
          "The claim email_verified is no scope; it comes with email.",
          "The claim name is no scope; it comes with profile.",
          "The claim preferred_username is no scope; it comes with profile.",
        ],
      },
    },
    {
      name: "claims that no scope brings, beside those of every token",
      url: "https://idp.example.com",
      claims: ["iss", "exp", "department", "employee_id", "groups"],
      want: {
        scopes: ["groups"],
        notes: [
          "No scope is known that brings department, employee_id: they come by themselves, or the provider must be told to put them in.",
          "groups is no standard scope: if the provider does not know it, leave it out and map the claim there.",
        ],
      },
    },
    {
      // goauthentik documentation: groups come with profile, a refresh token with offline_access since 2024.2.
      name: "Authentik",
      url: "https://auth.example.com/application/o/k8s/",
      claims: ["sub", "groups"],
      want: {
        scopes: ["profile", "offline_access"],
        notes: [
          everyToken,
          "The claim groups is no scope; it comes with profile.",
          "offline_access is asked for so that a refresh token is issued.",
        ],
      },
    },
    {
      name: "Entra",
      url: "https://login.microsoftonline.com/9c2f/v2.0",
      claims: ["oid", "groups"],
      want: {
        scopes: ["offline_access"],
        notes: [
          "No scope is known that brings oid: they come by themselves, or the provider must be told to put them in.",
          "Entra puts groups into the token by the application's token configuration, not by a scope.",
          "offline_access is asked for so that a refresh token is issued.",
        ],
      },
    },
    {
      // dexidp/dex: federated_claims come with federated:id.
      name: "Dex",
      url: "https://dex.example.com",
      claims: ["federated_claims", "groups"],
      want: {
        scopes: ["federated:id", "groups", "offline_access"],
        notes: [
          "The claim federated_claims is no scope; it comes with federated:id.",
          "offline_access is asked for so that a refresh token is issued.",
        ],
      },
    },
    {
      // zitadel.com/docs/apis/openidoauth/scopes
      name: "Zitadel",
      url: "https://id.example.com",
      claims: ["urn:zitadel:iam:org:project:roles"],
      want: {
        scopes: ["offline_access"],
        notes: [
          "No scope is known that brings urn:zitadel:iam:org:project:roles: they come by themselves, or the provider must be told to put them in.",
          "Zitadel puts roles into the token if the project asserts them or the scope urn:zitadel:iam:org:project:role:<role> asks for one, and what email and profile bring only with User Info inside ID Token.",
          "offline_access is asked for so that a refresh token is issued.",
        ],
      },
    },
    {
      // docs.gitlab.com/integration/openid_connect_provider: groups is at userinfo only.
      name: "GitLab",
      url: "https://gitlab.example.com",
      claims: ["sub", "groups_direct", "groups"],
      want: {
        scopes: [],
        notes: [
          everyToken,
          "No scope is known that brings groups_direct: they come by themselves, or the provider must be told to put them in.",
          "GitLab's ID token has groups_direct without a scope; groups is only at userinfo.",
        ],
      },
    },
    {
      // kanidm book, integrations/oauth2
      name: "Kanidm",
      url: "https://idm.example.com/oauth2/openid/k8s",
      claims: ["groups"],
      want: { scopes: ["groups"], notes: [] },
    },
  ];
  for (const { name, url, claims, want } of cases) {
    test(name, () =>
      expect(scopesFor({ url, claims, audiences: ["k8s"], certificateAuthority: "" })).toEqual(
        want,
      ),
    );
  }
});
