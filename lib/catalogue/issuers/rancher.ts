import { textOf } from "../answers.ts";
import { hasClaim } from "../clues.ts";
import { caveats, claimFacts, code, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const token = code(
  "Rancher: how the ID token is made",
  "https://github.com/rancher/rancher/blob/main/pkg/oidc/provider/token.go",
);
const guide = documentation(
  "Rancher: configure Rancher as an OIDC provider",
  "https://ranchermanager.docs.rancher.com/how-to-guides/advanced-user-guides/configure-oidc-provider",
);

const url = /^https:\/\/[^/]+\/oidc$/;

/** Rancher 2.12 and later as the provider. */
export const rancher = peopleEntry({
  id: "rancher",
  title: "Rancher",
  words: ["SUSE Rancher", "OIDCClient"],
  inputs: [
    issuerInput({
      example: "https://rancher.example.com/oidc",
      help: "Rancher's server URL with /oidc.",
      pattern: url,
      wrong: "Rancher's server URL with /oidc.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "client-abcdefghij", help: "Of the OIDCClient, from its status." },
  prefix: "rancher:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["keycloakoidc_group://k8s-admins"],
    help: "Principals of the login provider behind Rancher.",
  },
  person: (answers) => ({
    aud: [textOf(answers, "audience")],
    sub: "u-b4qkhsnliz",
    auth_provider: "keycloakoidc",
    name: "Jane Doe",
  }),
  source: token,
  recognise: (clues) =>
    url.test(clues.issuer) && (clues.claims.sub === undefined || hasClaim(clues, "auth_provider"))
      ? { url: clues.issuer }
      : undefined,
  claims: claimFacts(token, [
    ["sub", "The user's id in Rancher."],
    ["groups", "Principals of the user's groups.", "list of strings"],
    ["auth_provider", "The login provider behind Rancher."],
    ["name", "For display, with the scope profile."],
  ]),
  caveats: [
    ...caveats(
      token,
      "The access token has the same issuer and audience, but no groups: send the ID token.",
      "The client has a secret, and the code flow with PKCE is the only one.",
    ),
    ...caveats(guide, "The feature flag oidc-provider must be on (Rancher 2.12 and later)."),
  ],
  setup: [
    {
      title: "Create the client in Rancher's cluster",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `apiVersion: management.cattle.io/v3
kind: OIDCClient
metadata:
  name: kubernetes
spec:
  tokenExpirationSeconds: 600
  refreshTokenExpirationSeconds: 3600
  redirectURIs:
    - http://localhost:8000
    - http://localhost:18000
`,
        },
        {
          kind: "do",
          text: "Its status has the client ID; the secret is in the namespace cattle-oidc-client-secrets.",
        },
      ],
      source: guide,
    },
  ],
  scopes: ["profile", "offline_access"],
});
