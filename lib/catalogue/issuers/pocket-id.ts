import { textOf } from "../answers.ts";
import { hasEndpoint } from "../clues.ts";
import { byHand, caveats, claimFacts, code } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const source = code(
  "Pocket ID, version 2.14: claims of a user",
  "https://github.com/pocket-id/pocket-id/tree/v2.14.0/backend/internal/service",
);

/** Pocket ID. */
export const pocketId = peopleEntry({
  id: "pocket-id",
  title: "Pocket ID",
  words: ["passkeys"],
  inputs: [
    issuerInput({
      example: "https://id.example.com",
      help: "APP_URL, without a slash at the end.",
      pattern: /[^/]$/,
      wrong: "Without a slash at the end.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "b3c4d5e6-7f80-4a1b-9c2d-3e4f5a6b7c8d" },
  prefix: "pocket-id:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["admins"],
    help: "Names of groups, not display names.",
  },
  person: () => ({
    sub: "1f9e8d7c-6b5a-4c3d-8e2f-1a0b9c8d7e6f",
    name: "Jane Doe",
    given_name: "Jane",
    family_name: "Doe",
    preferred_username: "jane",
    email: "jane@example.com",
    email_verified: true,
  }),
  source,
  recognise: (clues) =>
    clues.issuer !== "" && hasEndpoint(clues, "token_endpoint", /\/api\/oidc\/token$/)
      ? hasEndpoint(clues, "authorization_endpoint", /\/authorize$/)
        ? { url: clues.issuer }
        : undefined
      : undefined,
  claims: claimFacts(source, [
    ["sub", "The user's id."],
    ["groups", "Names of groups, with the scope groups.", "list of strings"],
    ["preferred_username", "The user name; it can change."],
    ["name", "For display."],
    ["given_name", "For display."],
    ["family_name", "For display."],
    ["email", "With the scope email."],
    ["email_verified", "As configured for the instance.", "boolean"],
  ]),
  caveats: caveats(
    source,
    "A key of the type EdDSA cannot be used: the server refuses its tokens. Keep RS256.",
    "Custom claims of a user or group can replace others, groups included: only admins should set them.",
  ),
  setup: [
    byHand(
      "Create the client",
      source,
      "OIDC Clients → Add; callback URLs http://localhost:8000 and http://localhost:18000; public client, PKCE.",
      "Allowed user groups: the groups that may log in.",
    ),
  ],
  scopes: ["profile", "email", "groups"],
});
