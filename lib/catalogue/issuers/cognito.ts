import { textOf } from "../answers.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { textInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const token = documentation(
  "Amazon Cognito: understanding the ID token",
  "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html",
);

const url = /^https:\/\/cognito-idp\.([a-z0-9-]+)\.amazonaws\.com\/([\w-]+)$/;

const noIdToken = "not an ID token";

/** User pools of Amazon Cognito. */
export const cognito = peopleEntry({
  id: "cognito",
  title: "Amazon Cognito",
  words: ["AWS", "user pool"],
  inputs: [
    textInput({
      id: "pool",
      label: "User pool ID",
      help: "It begins with the region.",
      example: "eu-west-1_AbCdEf123",
      pattern: /^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]+$/,
      wrong: "REGION_ID, such as eu-west-1_AbCdEf123.",
    }),
  ],
  url: (answers) => {
    const pool = textOf(answers, "pool");
    return `https://cognito-idp.${pool.split("_")[0]}.amazonaws.com/${pool}`;
  },
  audience: { example: "1h57kf5cpq17m0eml12EXAMPLE" },
  prefix: "cognito:",
  groups: {
    claim: "cognito:groups",
    form: "list",
    example: ["admins"],
    help: "Names of groups of the pool.",
  },
  rules: () => [{ expression: isOneOf(claimText("token_use"), ["id"]), message: noIdToken }],
  person: () => ({
    sub: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    token_use: "id",
    auth_time: 1_789_999_000,
    "cognito:username": "jane",
    email: "jane@example.com",
    email_verified: true,
  }),
  personas: (_, { claims, source }) => [
    {
      id: "access-token",
      title: "An access token, which has no audience",
      claims: { ...claims, token_use: "access", aud: undefined, client_id: claims.aud },
      want: { verdict: "unauthorized", code: "token-audience" },
      source,
    },
    {
      id: "no-use",
      title: "A token without token_use",
      claims: { ...claims, token_use: undefined },
      want: { verdict: "unauthorized", code: "rule-false", message: noIdToken },
      source,
    },
  ],
  source: token,
  recognise: ({ issuer }) => {
    const [, region = "", pool = ""] = url.exec(issuer) ?? [];
    return pool !== "" && pool.startsWith(`${region}_`) ? { pool } : undefined;
  },
  claims: claimFacts(token, [
    ["sub", "The user; a UUID."],
    ["cognito:groups", "Names of groups of the pool.", "list of strings"],
    ["cognito:username", "The user name."],
    ["token_use", "id or access."],
    ["email", "For display."],
    ["email_verified", "Whether the address is confirmed.", "boolean"],
    ["auth_time", "When the user logged in.", "number"],
    ["client_id", "The client of an access token, which has no aud."],
  ]),
  caveats: caveats(
    token,
    "Access tokens have client_id in place of aud: send the ID token.",
    "If the pool allows sign-up, everyone can make an account: limit who may enter to groups.",
  ),
  setup: [
    byHand(
      "Create the app client",
      token,
      "User pool → App clients → Create: mobile app or single-page application, no client secret; callback URLs http://localhost:8000 and http://localhost:18000; scopes openid, email.",
      "Groups: create the groups and add people.",
    ),
  ],
  scopes: ["email"],
});
