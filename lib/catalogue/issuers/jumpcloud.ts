import { textOf } from "../answers.ts";
import { known } from "../clues.ts";
import { byHand, caveats, claimFacts, unproved } from "../facts.ts";
import { textInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const source = unproved("JumpCloud: no page of the vendor shows a whole ID token");

const url = "https://oauth.id.jumpcloud.com/";

/** JumpCloud, whose customers all have the same issuer. */
export const jumpcloud = peopleEntry({
  id: "jumpcloud",
  title: "JumpCloud",
  words: [],
  inputs: [
    textInput({
      id: "claim",
      label: "Claim with groups",
      help: "The name that the application's user attribute mapping gives it.",
      example: "groups",
      default: "groups",
      pattern: /^[A-Za-z][\w.:/-]*$/,
      wrong: "The name of a claim.",
    }),
  ],
  url: () => url,
  audience: {
    example: "6f1d2c3b-4a59-4e8d-9c7b-1a2b3c4d5e6f",
    help: "The issuer is the same for every customer: the client ID is all that keeps others out.",
  },
  prefix: "jumpcloud:",
  groups: {
    claim: (answers) => textOf(answers, "claim"),
    form: "list-or-text",
    example: ["k8s-admins"],
    help: "Names of groups.",
  },
  person: () => ({
    sub: "64a1b2c3d4e5f60718293a4b",
    email: "jane@example.com",
    email_verified: true,
    name: "Jane Doe",
  }),
  personas: (answers, { claims, want, source: from }) => {
    const name = textOf(answers, "claim");
    const value = claims[name];
    return [
      {
        id: "one-group",
        title: "A token whose only group is a text, not a list",
        claims: { ...claims, [name]: Array.isArray(value) ? value[0] : value },
        want,
        source: from,
      },
    ];
  },
  source,
  recognise: ({ issuer, claims }) =>
    issuer === url
      ? known({ claim: Object.hasOwn(claims, "memberOf") ? "memberOf" : "groups" })
      : undefined,
  claims: claimFacts(source, [
    ["sub", "The user."],
    ["email", "For display."],
    ["email_verified", "Whether the address is confirmed.", "boolean"],
    ["name", "For display."],
    [
      "groups",
      "Names of groups, under the name that the application gives the claim.",
      "string or list",
    ],
  ]),
  caveats: caveats(
    source,
    "All customers have the issuer https://oauth.id.jumpcloud.com/. Only the client ID keeps their people out.",
    "Access tokens are opaque: send the ID token.",
  ),
  setup: [
    byHand(
      "Create the application",
      source,
      "SSO Applications → Custom Application → OIDC; redirect URIs http://localhost:8000 and http://localhost:18000; public, PKCE.",
      "Attribute mapping: include group attribute, with the name groups.",
    ),
  ],
  scopes: ["profile", "email"],
});
