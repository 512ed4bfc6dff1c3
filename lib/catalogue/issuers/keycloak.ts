import { textOf } from "../answers.ts";
import { hasClaim, hasEndpoint } from "../clues.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const admin = documentation(
  "Keycloak: server administration guide, protocol mappers",
  "https://www.keycloak.org/docs/latest/server_admin/index.html#_protocol-mappers",
);

const url = /\/realms\/[^/]+$/;

/** Keycloak and Red Hat build of Keycloak. */
export const keycloak = peopleEntry({
  id: "keycloak",
  title: "Keycloak",
  words: ["Red Hat SSO", "RHBK", "realm"],
  inputs: [
    issuerInput({
      example: "https://keycloak.example.com/realms/main",
      pattern: url,
      wrong: "It ends with /realms/ and the realm's name.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "kubernetes" },
  prefix: "keycloak:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["/team/sre"],
    other: "/another-team",
    help: "Full paths as the mapper writes them; without the slash if Full group path is off.",
  },
  person: () => ({
    sub: "f3b1c0de-5a1b-4c57-9a5e-2f2f3a1d7c11",
    typ: "ID",
    azp: "kubernetes",
    name: "Jane Doe",
    preferred_username: "jane",
    email: "jane@example.com",
    email_verified: true,
  }),
  personas: (_, { claims, source }) => [
    {
      id: "access-token",
      title: "An access token, whose audience is account",
      claims: { ...claims, typ: "Bearer", aud: "account" },
      want: { verdict: "unauthorized", code: "token-audience" },
      source,
    },
  ],
  source: admin,
  recognise: (clues) => {
    const fits =
      url.test(clues.issuer) ||
      (clues.issuer !== "" &&
        (hasClaim(clues, "realm_access") ||
          hasEndpoint(clues, "authorization_endpoint", /\/protocol\/openid-connect\/auth$/)));
    return fits ? { url: clues.issuer } : undefined;
  },
  claims: claimFacts(admin, [
    ["sub", "The user's id."],
    ["azp", "The client."],
    ["typ", "ID for an ID token, Bearer for an access token."],
    ["preferred_username", "The user name; it can change."],
    ["name", "For display."],
    ["email", "For display."],
    ["email_verified", "Whether the address is confirmed.", "boolean"],
    ["groups", "Paths of groups, with the mapper Group Membership.", "list of strings"],
    [
      "realm_access",
      "Roles of the realm under roles: in access tokens, by mapper in others.",
      "object",
    ],
  ]),
  caveats: caveats(
    admin,
    "There is no claim with groups until a mapper of the type Group Membership is added, with Add to ID token on.",
    "Without the full path, two groups of the same name in different places cannot be told apart.",
    "If the realm allows registration, everyone can make an account: limit who may enter to groups.",
  ),
  setup: [
    byHand(
      "Create the client",
      admin,
      "Clients → Create client → OpenID Connect, client ID kubernetes; Standard flow; valid redirect URIs http://localhost:8000 and http://localhost:18000; client authentication off.",
      "Client scopes → kubernetes-dedicated → Add mapper → By configuration → Group Membership: token claim name groups, full group path on, add to ID token on.",
    ),
  ],
  scopes: ["profile", "email"],
});
