import { textOf } from "../answers.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { slugInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const scopes = documentation(
  "OneLogin: OpenID Connect scopes and claims",
  "https://developers.onelogin.com/openid-connect/scopes",
);

const url = /^https:\/\/([a-z0-9-]+)\.onelogin\.com\/oidc\/2$/;

/** OneLogin. */
export const onelogin = peopleEntry({
  id: "onelogin",
  title: "OneLogin",
  words: [],
  inputs: [
    slugInput({
      id: "subdomain",
      label: "Subdomain",
      help: "What is before .onelogin.com.",
      example: "acme",
    }),
  ],
  url: (answers) => `https://${textOf(answers, "subdomain")}.onelogin.com/oidc/2`,
  audience: { example: "5f1a2b3c-0d4e-013a-6f7b-0a1b2c3d4e5f123456" },
  prefix: "onelogin:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["k8s-admins"],
    help: "As the parameter Groups sends them.",
  },
  person: () => ({
    sub: "12345678",
    name: "Jane Doe",
    preferred_username: "jane@example.com",
    email: "jane@example.com",
  }),
  source: scopes,
  recognise: ({ issuer }) => {
    const subdomain = url.exec(issuer)?.[1];
    return subdomain === undefined ? undefined : { subdomain };
  },
  claims: claimFacts(scopes, [
    ["sub", "The user's id."],
    ["groups", "Groups, with the scope groups.", "list of strings"],
    ["preferred_username", "With the scope profile; it can change."],
    ["name", "With the scope profile."],
    ["email", "With the scope email."],
  ]),
  caveats: caveats(
    scopes,
    "groups needs the scope groups and the application's parameter Groups; the default value sends OneLogin roles or directory groups, as configured.",
  ),
  setup: [
    byHand(
      "Create the application",
      scopes,
      "Applications → Add App → OpenId Connect (OIDC); redirect URIs http://localhost:8000 and http://localhost:18000; application type Native, authentication method None (PKCE).",
      "Parameters → Groups: choose what it sends.",
    ),
  ],
  scopes: ["profile", "groups"],
});
