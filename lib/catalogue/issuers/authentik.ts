import { textOf } from "../answers.ts";
import { byHand, caveats, claimFacts, code, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const provider = documentation(
  "authentik: OAuth 2.0 provider",
  "https://docs.goauthentik.io/add-secure-apps/providers/oauth2/",
);

const mappings = code(
  "authentik: the default scope mappings",
  "https://github.com/goauthentik/authentik/blob/main/blueprints/system/providers-oauth2.yaml",
);

const url = /\/application\/o\/[^/]+\/$/;

/** authentik. */
export const authentik = peopleEntry({
  id: "authentik",
  title: "authentik",
  words: ["goauthentik"],
  inputs: [
    issuerInput({
      example: "https://auth.example.com/application/o/kubernetes/",
      pattern: url,
      wrong: "It ends with /application/o/, the application's slug and a slash.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "pX3yZ8kQ1wR7vT5sN2mL9jH4gF6dC0bA1eU8iO3q" },
  prefix: "authentik:",
  groups: { claim: "groups", form: "list", example: ["k8s-admins"], help: "Names of groups." },
  person: () => ({
    sub: "8b9f2c1d7e6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c",
    name: "Jane Doe",
    given_name: "Jane Doe",
    preferred_username: "jane",
    nickname: "jane",
    email: "jane@example.com",
    email_verified: false,
  }),
  source: provider,
  recognise: ({ issuer }) => (url.test(issuer) ? { url: issuer } : undefined),
  claims: [
    ...claimFacts(provider, [
      ["sub", "The user: a hash of the id, unless the provider's subject mode says otherwise."],
      ["groups", "Names of groups, with the scope profile.", "list of strings"],
      ["preferred_username", "The user name; it can change."],
      ["nickname", "The user name; it can change."],
      ["name", "For display."],
      ["email", "With the scope email."],
      ["email_verified", "false since 2025.10, unless a mapping says otherwise.", "boolean"],
    ]),
    ...claimFacts(mappings, [["given_name", "The whole name: there is no other."]]),
  ],
  caveats: caveats(
    provider,
    "email_verified is false since 2025.10: a mapping or rule that needs it refuses everyone.",
    "Without a signing key the tokens are signed with HS256, which the server refuses. With an encryption key they cannot be read.",
    "In the issuer mode for the whole instance the issuer has no application in it.",
    "Names of groups can change.",
  ),
  setup: [
    byHand(
      "Create the provider and the application",
      provider,
      "Applications → Create with provider → OAuth2/OpenID; client type Public; redirect URIs http://localhost:8000 and http://localhost:18000.",
      "Signing key: a certificate, so that the tokens are signed with RS256. No encryption key. Subject mode: Based on the User's hashed ID.",
      "Scopes: openid, profile, email, offline_access.",
    ),
  ],
  scopes: ["profile", "email", "offline_access"],
});
