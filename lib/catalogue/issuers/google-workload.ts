import { listOf } from "../answers.ts";
import { claimOf, hasClaim, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { digits, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";
import { googleUrl, workspaceMarker } from "./google.ts";

const guide = documentation(
  "Google Cloud: get an ID token",
  "https://cloud.google.com/docs/authentication/get-id-token",
);

const messages = {
  marker: "accounts of people are not for workloads",
  account: "not one of our service accounts",
} as const;

/** Service accounts of Google Cloud. */
export const googleWorkload = workloadEntry({
  id: "google-workload",
  title: "Google Cloud service accounts",
  words: ["GCP", "Compute Engine", "Cloud Run", "Cloud Build", "gcloud"],
  openTo: "every service account on Google Cloud",
  population: { beside: ["google"], marker: `!${workspaceMarker}`, message: messages.marker },
  inputs: [
    textInput({
      id: "accounts",
      kind: "list",
      label: "Unique IDs of service accounts",
      help: "gcloud iam service-accounts describe EMAIL --format='value(uniqueId)'. An address can be made again, the ID not.",
      example: ["114466883301234567890"],
      pattern: digits,
      wrong: "The number, not the address.",
    }),
  ],
  url: () => googleUrl,
  audience: { example: "https://k8s.example.com" },
  prefix: "gcp:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("sub"), listOf(answers, "accounts")),
      message: messages.account,
    },
  ],
  name: () => claimText("sub"),
  token: (answers) => {
    const [id = ""] = listOf(answers, "accounts");
    return {
      title: "The service account",
      claims: {
        azp: id,
        sub: id,
        email: "deployer@project.iam.gserviceaccount.com",
        email_verified: true,
      },
      name: id,
    };
  },
  variants: () => [
    refusal(
      "stranger",
      "A stranger's service account with our audience",
      { azp: "109", sub: "109", email: "deployer@other.iam.gserviceaccount.com" },
      messages.account,
    ),
    refusal(
      "made-again",
      "An account that was made again with the same address",
      { azp: "110", sub: "110" },
      messages.account,
    ),
    refusal(
      "person",
      "A person of a Workspace",
      { hd: "example.com", email: "jane@example.com" },
      messages.marker,
    ),
    refusal("no-sub", "A token without sub", { sub: undefined }, messages.account),
  ],
  source: guide,
  recognise: (clues) => {
    const bare = clues.issuer === googleUrl || clues.issuer === "accounts.google.com";
    if (!bare || hasClaim(clues, "hd")) return undefined;
    return known({ accounts: listed(claimOf(clues, "sub")) });
  },
  claims: claimFacts(guide, [
    ["sub", "The service account's unique ID."],
    ["azp", "The same."],
    ["email", "The address, if the token was asked for with it; it can be made again."],
    ["email_verified", "Always true for service accounts.", "boolean"],
    ["hd", "The Workspace's domain; only people's tokens have it."],
    ["google", "The machine under compute_engine, if asked for with format=full.", "object"],
  ]),
  caveats: caveats(
    guide,
    "Every service account in the world can ask for a token with your audience: only the rule keeps them out.",
    "People of Google have the same issuer. The server takes one entry a URL, so both go into one.",
  ),
  setup: [
    {
      title: "Get a token",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `curl -sSf -H "Metadata-Flavor: Google" "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity?audience=https://k8s.example.com"
gcloud auth print-identity-token --audiences=https://k8s.example.com
`,
        },
      ],
      source: guide,
    },
  ],
});
