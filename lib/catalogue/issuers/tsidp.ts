import { textOf } from "../answers.ts";
import { hasClaim } from "../clues.ts";
import { caveats, claimFacts, code } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const token = code(
  "tsidp: how the ID token is made",
  "https://github.com/tailscale/tsidp/blob/main/server/token.go",
);

const url = /^https:\/\/[a-z0-9-]+\.[a-z0-9-]+\.ts\.net$/;

/** Tailscale's identity provider of a tailnet. */
export const tsidp = peopleEntry({
  id: "tsidp",
  title: "Tailscale (tsidp)",
  words: ["tailnet", "idp.ts.net"],
  inputs: [
    issuerInput({
      example: "https://idp.tail1234.ts.net",
      help: "The node of tsidp in your tailnet. The API server must be able to reach it.",
      pattern: url,
      wrong: "https://NODE.TAILNET.ts.net, without a slash at the end.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "4e5f60718293a4b5c6d7e8f901234567" },
  prefix: "ts:",
  groups: {
    claim: "groups",
    form: "list",
    example: ["k8s-admins"],
    help: "Only if a grant of the tailnet's policy adds the claim groups as an extra claim.",
  },
  person: (answers) => ({
    aud: [textOf(answers, "audience")],
    jti: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    sub: "userid:3142563291823401",
    uid: 3_142_563_291_823_401,
    nid: 1_234_567_890_123_456,
    node: "laptop.tail1234.ts.net.",
    tailnet: "tail1234.ts.net",
    key: "nodekey:0a1b2c",
    addresses: ["100.64.0.1/32"],
    email: "jane@example.com",
  }),
  source: token,
  recognise: (clues) =>
    url.test(clues.issuer) && (clues.claims.sub === undefined || hasClaim(clues, "tailnet"))
      ? { url: clues.issuer }
      : undefined,
  claims: claimFacts(token, [
    ["sub", "The user: userid: and the number."],
    ["uid", "The user's number.", "number"],
    ["nid", "The node's number.", "number"],
    ["node", "The node's name."],
    ["tailnet", "The tailnet."],
    ["key", "The node's public key."],
    ["email", "The login name, with the scope email; not verified."],
    ["preferred_username", "With the scope profile."],
    ["addresses", "Addresses of the node.", "list of strings"],
    ["groups", "Only as an extra claim of a grant.", "list of strings"],
  ]),
  caveats: caveats(
    token,
    'uid is a number: "ts:" + claims.uid fails, and string(claims.uid) is in scientific notation since 1.34. sub has it as a text.',
    "It can be reached in the tailnet only: the API server must be a part of it.",
    "There are no groups unless a grant adds them as an extra claim.",
  ),
  setup: [
    {
      title: "Add groups with a grant in the tailnet's policy",
      steps: [
        {
          kind: "code",
          language: "json",
          text: `{
  "src": ["group:k8s-admins"],
  "dst": ["tag:tsidp"],
  "app": {
    "tailscale.com/cap/tsidp": [
      {"users": ["*"], "extraClaims": {"groups": ["k8s-admins"]}, "includeInUserInfo": true}
    ]
  }
}
`,
        },
      ],
      source: token,
    },
  ],
  scopes: ["email"],
});
