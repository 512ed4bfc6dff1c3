import { textOf } from "../answers.ts";
import { known } from "../clues.ts";
import { byHand, caveats, claimFacts, code, documentation } from "../facts.ts";
import { issuerInput, textInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const sdk = code(
  "Auth0: the ID token's claims in its library for Angular",
  "https://auth0.github.io/auth0-angular/interfaces/IdToken.html",
);
const custom = documentation(
  "Auth0: create custom claims",
  "https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims",
);
const structure = documentation(
  "Auth0: ID token structure",
  "https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure",
);

/** Auth0. */
export const auth0 = peopleEntry({
  id: "auth0",
  title: "Auth0",
  words: ["Okta Customer Identity"],
  inputs: [
    issuerInput({
      example: "https://acme.eu.auth0.com/",
      help: "The tenant's domain, or your custom domain, with a slash at the end.",
      pattern: /\/$/,
      wrong: "Auth0's issuer ends with a slash.",
    }),
    textInput({
      id: "claim",
      label: "Claim with groups",
      help: "The name that your Action gives it: a URL, because bare groups and roles are restricted names.",
      example: "https://k8s.example.com/groups",
      pattern: /^https?:\/\/\S+$/,
      wrong: "A URL, as the Action writes it.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "aBcD1234eFgH5678iJkL9012mNoP3456" },
  prefix: "auth0:",
  groups: {
    claim: (answers) => textOf(answers, "claim"),
    form: "list",
    example: ["admins"],
    help: "As the Action writes them.",
  },
  person: () => ({
    sub: "google-oauth2|113612345678901234567",
    name: "Jane Doe",
    nickname: "jane",
    email: "jane@example.com",
    email_verified: true,
    sid: "Y2xhaW1jaGVjaw",
  }),
  source: structure,
  recognise: (clues) => {
    if (!/^https:\/\/[a-z0-9.-]+\.auth0\.com\/$/.test(clues.issuer)) return undefined;
    const claim = Object.keys(clues.claims).find((name) =>
      /^https?:\/\/.*(?:group|role)/.test(name),
    );
    return known({ url: clues.issuer, claim });
  },
  claims: [
    ...claimFacts(structure, [
      ["sub", "The user, with the connection: auth0|ID, google-oauth2|ID."],
      ["nickname", "For display; it can change."],
      ["name", "For display."],
      ["email", "For display."],
      ["email_verified", "Whether the address is confirmed.", "boolean"],
    ]),
    ...claimFacts(sdk, [["sid", "The session."]]),
    ...claimFacts(custom, [
      [
        "https://k8s.example.com/groups",
        "What an Action adds, under a name of yours.",
        "list of strings",
      ],
    ]),
  ],
  caveats: [
    ...caveats(
      custom,
      "groups and roles without a URL are restricted names: an Action cannot set them.",
    ),
    ...caveats(
      structure,
      "Anyone can sign up if the connection allows it. Limit who may enter to groups.",
      "The application must sign with RS256: tokens signed with HS256 are refused.",
    ),
  ],
  setup: [
    byHand(
      "Create the application",
      structure,
      "Applications → Create Application → Native; Allowed Callback URLs http://localhost:8000, http://localhost:18000.",
      "Advanced Settings → OAuth → JSON Web Token Signature Algorithm: RS256.",
    ),
    {
      title: "Add the groups with an Action of the trigger post-login",
      steps: [
        {
          kind: "do",
          text: "The Action calls api.idToken.setCustomClaim with the claim's name and the list.",
        },
      ],
      source: custom,
    },
  ],
  scopes: ["profile", "email", "offline_access"],
});
