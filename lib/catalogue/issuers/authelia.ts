import { textOf } from "../answers.ts";
import { hasEndpoint } from "../clues.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const claims = documentation(
  "Authelia: OpenID Connect 1.0 claims",
  "https://www.authelia.com/integration/openid-connect/openid-connect-1.0-claims/",
);

/** Authelia. */
export const authelia = peopleEntry({
  id: "authelia",
  title: "Authelia",
  words: [],
  inputs: [
    issuerInput({
      example: "https://auth.example.com",
      help: "The root URL, without a slash at the end.",
      pattern: /[^/]$/,
      wrong: "Without a slash at the end.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "kubernetes" },
  prefix: "authelia:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["k8s-admins"],
    help: "In the ID token only with a claims policy.",
  },
  person: (answers) => ({
    aud: [textOf(answers, "audience")],
    sub: "5b2f2d0e-4c0a-4d8e-9f0a-0d6b6c1f9a55",
    azp: "kubernetes",
    amr: ["pwd", "otp", "mfa"],
    auth_time: 1_789_999_000,
  }),
  source: claims,
  recognise: (clues) =>
    clues.issuer !== "" &&
    hasEndpoint(clues, "authorization_endpoint", /\/api\/oidc\/authorization$/)
      ? { url: clues.issuer }
      : undefined,
  claims: claimFacts(claims, [
    ["sub", "The user: a random UUID."],
    ["azp", "The client."],
    ["amr", "How the user logged in.", "list of strings"],
    ["auth_time", "When the user logged in.", "number"],
    ["groups", "Names of groups, with a claims policy.", "list of strings"],
    ["preferred_username", "The user name, with a claims policy."],
    ["email", "With a claims policy."],
    ["email_verified", "Always true.", "boolean"],
  ]),
  caveats: caveats(
    claims,
    "Since 4.39 the ID token has no groups, email or names unless the client has a claims policy that adds them.",
    "email_verified is always true: it proves nothing.",
  ),
  setup: [
    {
      title: "Add the client and its claims policy",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `identity_providers:
  oidc:
    claims_policies:
      kubernetes:
        id_token: [groups]
    clients:
      - client_id: kubernetes
        client_name: Kubernetes
        public: true
        claims_policy: kubernetes
        redirect_uris: [http://localhost:8000, http://localhost:18000]
        scopes: [openid, groups, offline_access]
        require_pkce: true
        pkce_challenge_method: S256
        token_endpoint_auth_method: none
`,
        },
      ],
      source: claims,
    },
  ],
  scopes: ["groups", "offline_access"],
});
