import { textOf } from "../answers.ts";
import { byHand, caveats, claimFacts, documentation, unproved } from "../facts.ts";
import { issuerInput, textInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const core = documentation(
  "OpenID Connect Core 1.0: ID token",
  "https://openid.net/specs/openid-connect-core-1_0.html#IDToken",
);

const standard = documentation(
  "OpenID Connect Core 1.0: standard claims",
  "https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims",
);

/** Any other provider that follows OpenID Connect. */
export const genericOidc = peopleEntry({
  id: "generic-oidc",
  title: "Any other OpenID Connect provider",
  words: ["OIDC", "Casdoor", "Ory Hydra", "AD FS", "PingFederate", "by discovery document"],
  inputs: [
    issuerInput({
      example: "https://idp.example.com",
      help: "Exactly the issuer of the discovery document: a slash at the end counts.",
    }),
    textInput({
      id: "claim",
      label: "Claim with groups",
      help: "A list of texts.",
      example: "groups",
      default: "groups",
      pattern: /^\S+$/,
      wrong: "The name of a claim, without spaces.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "kubernetes" },
  prefix: "oidc:",
  groups: {
    claim: (answers) => textOf(answers, "claim"),
    form: "list",
    example: ["k8s-admins"],
    help: "As the provider writes them.",
  },
  person: () => ({ sub: "248289761001", name: "Jane Doe", email: "jane@example.com" }),
  source: core,
  recognise: ({ issuer }) => (issuer.startsWith("https://") ? { url: issuer } : undefined),
  claims: [
    ...claimFacts(core, [
      ["sub", "The user: never reassigned, unique at the issuer."],
      ["auth_time", "When the user logged in.", "number"],
      ["amr", "How the user logged in.", "list of strings"],
      ["azp", "The client."],
    ]),
    ...claimFacts(standard, [
      ["name", "For display; it can change."],
      ["email", "It can change, and need not be unique."],
    ]),
    ...claimFacts(unproved("No standard has a claim with groups: look at a token first."), [
      ["groups", "Names of groups, if the provider sends them.", "list of strings"],
    ]),
  ],
  caveats: caveats(
    core,
    "Only iss and sub identify a user: email and preferred_username need not be unique and can change.",
    "A claim with groups is not a part of the standard: look at a token first.",
  ),
  setup: [
    byHand(
      "Register the client",
      core,
      "A public client with PKCE; redirect URIs http://localhost:8000 and http://localhost:18000; ID tokens signed with RS256 or ES256.",
    ),
  ],
  scopes: ["profile", "email", "groups"],
});
