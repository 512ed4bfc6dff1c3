import { textOf } from "../answers.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { choiceInput, uuidInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const claims = documentation(
  "PingOne: token claims",
  "https://developer.pingidentity.com/pingone-api/foundations/authentication-concepts/access-tokens-and-id-tokens/token-claims.html",
);

const url = /^https:\/\/auth\.pingone\.(com|eu|ca|asia|com\.au|sg)\/([0-9a-f-]{36})\/as$/;

/** PingOne. */
export const pingone = peopleEntry({
  id: "pingone",
  title: "PingOne",
  words: ["Ping Identity"],
  inputs: [
    choiceInput({
      id: "region",
      label: "Region",
      default: "com",
      options: [
        { value: "com", label: "North America (pingone.com)" },
        { value: "eu", label: "Europe (pingone.eu)" },
        { value: "ca", label: "Canada (pingone.ca)" },
        { value: "asia", label: "Asia-Pacific (pingone.asia)" },
        { value: "com.au", label: "Australia (pingone.com.au)" },
        { value: "sg", label: "Singapore (pingone.sg)" },
      ],
    }),
    uuidInput({
      id: "environment",
      label: "Environment ID",
      example: "abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6",
    }),
  ],
  url: (answers) =>
    `https://auth.pingone.${textOf(answers, "region")}/${textOf(answers, "environment")}/as`,
  audience: { example: "0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6" },
  prefix: "pingone:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["Analysts"],
    help: "In the token only if the application maps the attribute groups to Group Names.",
  },
  person: (answers) => ({
    sub: "c1d2e3f4-a5b6-4c7d-8e9f-0a1b2c3d4e5f",
    env: textOf(answers, "environment"),
    org: "9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d",
    preferred_username: "jane",
    email: "jane@example.com",
    sid: "4b5c6d7e-8f90-4a1b-9c2d-3e4f5a6b7c8d",
  }),
  source: claims,
  recognise: ({ issuer }) => {
    const [, region, environment] = url.exec(issuer) ?? [];
    return region === undefined || environment === undefined ? undefined : { region, environment };
  },
  claims: claimFacts(claims, [
    ["sub", "The user's id."],
    ["env", "The environment."],
    ["org", "The organization."],
    ["groups", "Names of groups, if mapped.", "list of strings"],
    ["preferred_username", "The user name; it can change."],
    ["email", "For display."],
    ["sid", "The session."],
  ]),
  caveats: caveats(
    claims,
    "The issuer ends with /as. There is no claim with groups until the application maps one.",
  ),
  setup: [
    byHand(
      "Create the application",
      claims,
      "Applications → Add → Native; redirect URIs http://localhost:8000 and http://localhost:18000; PKCE S256 required.",
      "Attribute Mappings → groups = Group Names.",
    ),
  ],
  scopes: ["profile", "email"],
});
