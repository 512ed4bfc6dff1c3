import { listOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { byHand, caveats, claimFacts, documentation } from "../facts.ts";
import { hostName, textInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const connect = documentation(
  "Google Identity: OpenID Connect",
  "https://developers.google.com/identity/openid-connect/openid-connect",
);

export const googleUrl = "https://accounts.google.com";

/** How people of a Workspace are told from service accounts and from other accounts. */
export const workspaceMarker = "has(claims.hd)";

const otherDomain = "not an account of our domain";
const noDomain = "only accounts of a Google Workspace";

/** People of a Google Workspace. */
export const google = peopleEntry({
  id: "google",
  title: "Google Workspace",
  words: ["Google", "Gmail", "GSuite", "Cloud Identity"],
  openTo: "every Google account and every service account on Google Cloud",
  population: { beside: ["google-workload"], marker: workspaceMarker, message: noDomain },
  inputs: [
    textInput({
      id: "domains",
      kind: "list",
      label: "Domains",
      help: "Of the Workspace: hd of the tokens.",
      example: ["example.com"],
      pattern: hostName,
      wrong: "A domain in lower case: example.com.",
    }),
  ],
  url: () => googleUrl,
  audience: { example: "123456789012-abc.apps.googleusercontent.com" },
  prefix: "google:",
  rules: (answers) => [
    { expression: isOneOf(claimText("hd"), listOf(answers, "domains")), message: otherDomain },
  ],
  person: (answers) => ({
    azp: "123456789012-abc.apps.googleusercontent.com",
    sub: "113612345678901234567",
    hd: listOf(answers, "domains")[0] ?? "example.com",
    email: "jane@example.com",
    email_verified: true,
  }),
  personas: (_, { claims, source }) => {
    const { hd: _hd, ...consumer } = claims;
    const refused = { verdict: "unauthorized", code: "rule-false" } as const;
    return [
      {
        id: "consumer",
        title: "An account at gmail.com",
        claims: { ...consumer, sub: "100000000000000000001", email: "stranger@gmail.com" },
        want: { ...refused, message: noDomain },
        source,
      },
      {
        id: "other-domain",
        title: "An account of another Workspace",
        claims: { ...claims, hd: "example.net", email: "jane@example.net" },
        want: { ...refused, message: otherDomain },
        source,
      },
      {
        id: "service-account",
        title: "A service account of a stranger that asks for our client ID as its audience",
        claims: {
          ...consumer,
          azp: "109000000000000000009",
          sub: "109000000000000000009",
          email: "x@project.iam.gserviceaccount.com",
        },
        want: { ...refused, message: noDomain },
        source: documentation(
          "Google Cloud: get an ID token",
          "https://cloud.google.com/docs/authentication/get-id-token",
        ),
      },
    ];
  },
  source: connect,
  recognise: (clues) => {
    const bare = clues.issuer === googleUrl || clues.issuer === "accounts.google.com";
    const domain = claimOf(clues, "hd");
    const isWorkload = domain === undefined && claimOf(clues, "sub") !== undefined;
    if (!bare || isWorkload) return undefined;
    return known({ domains: listed(domain) });
  },
  claims: claimFacts(connect, [
    ["sub", "The account; never reused."],
    ["hd", "The Workspace's domain; missing for other accounts."],
    ["email", "For display; it can change."],
    ["email_verified", "Whether the address is confirmed.", "boolean"],
    ["azp", "The client that asked for the token."],
    ["name", "For display, with the scope profile."],
  ]),
  caveats: caveats(
    connect,
    "There is no claim with groups: bind users, or put an identity provider with groups between.",
    "Everyone with a Google account can log in unless the consent screen is Internal. The rule on hd keeps others out in any case.",
  ),
  setup: [
    byHand(
      "Create the client",
      connect,
      "Google Cloud console → Google Auth Platform → Audience: Internal.",
      "Clients → Create client → Desktop app. Its client ID is the audience; kubelogin needs the client secret too.",
    ),
  ],
  scopes: ["email"],
});
