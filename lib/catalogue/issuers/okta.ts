import { textOf } from "../answers.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const reference = documentation(
  "Okta: OpenID Connect and OAuth 2.0, ID token payload",
  "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/",
);
const groups = documentation(
  "Okta: customize tokens with a groups claim",
  "https://developer.okta.com/docs/guides/customize-tokens-groups-claim/main/",
);

const url =
  /^https:\/\/[a-z0-9-]+\.(?:okta|oktapreview|okta-emea)\.com(?:\/oauth2\/[A-Za-z0-9]+)?$/;

/** Okta, the org's own authorization server or a custom one. */
export const okta = peopleEntry({
  id: "okta",
  title: "Okta",
  words: ["Okta Workforce", "oktapreview"],
  inputs: [
    issuerInput({
      example: "https://acme.okta.com",
      help: "The org, or a custom authorization server: https://acme.okta.com/oauth2/default.",
      pattern: url,
      wrong: "https://NAME.okta.com, with /oauth2/ID for a custom authorization server.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "0oa1b2c3d4e5f6g7h8i9" },
  prefix: "okta:",
  groups: { claim: "groups", form: "list", example: ["k8s-admins"], help: "Names of groups." },
  person: () => ({
    sub: "00u1b2c3d4e5f6g7h8i9",
    name: "Jane Doe",
    preferred_username: "jane@example.com",
    email: "jane@example.com",
    email_verified: true,
    ver: 1,
    amr: ["pwd"],
    idp: "00o1b2c3d4e5f6g7h8i9",
  }),
  source: reference,
  recognise: ({ issuer }) => (url.test(issuer) ? { url: issuer } : undefined),
  claims: [
    ...claimFacts(reference, [
      ["sub", "The user's id."],
      ["preferred_username", "The login; it can change."],
      ["email", "For display."],
      ["email_verified", "Whether the address is confirmed.", "boolean"],
      ["name", "For display."],
      ["ver", "1.", "number"],
      ["amr", "How the user logged in.", "list of strings"],
      ["idp", "The identity provider behind Okta."],
    ]),
    ...claimFacts(groups, [
      ["groups", "Names of groups, if the claim is configured.", "list of strings"],
    ]),
  ],
  caveats: [
    ...caveats(
      groups,
      "The claim groups must be configured with a filter. If more than 100 groups match, the request for the token fails: keep the filter narrow.",
    ),
    ...caveats(
      reference,
      "Access tokens of the org authorization server are not meant to be checked by others. Send the ID token.",
    ),
  ],
  setup: [
    byHand(
      "Create the application",
      groups,
      "Applications → Create App Integration → OIDC, Native Application; sign-in redirect URIs http://localhost:8000 and http://localhost:18000; grants Authorization Code and Refresh Token.",
      "Sign On → OpenID Connect ID Token → Groups claim type Filter, name groups, for example Starts with k8s-.",
    ),
  ],
  scopes: ["profile", "groups", "offline_access"],
});
