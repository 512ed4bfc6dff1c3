import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation, unproved } from "../facts.ts";
import { textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const shape = unproved("Codefresh: no page of the vendor was found that shows a whole token");
const step = documentation(
  "Codefresh: the step obtain-oidc-id-token",
  "https://codefresh.io/steps/step/obtain-oidc-id-token",
);

const host = "https://oidc.codefresh.io";

const messages = { account: "not our account", pipeline: "not one of our pipelines" } as const;

/** Pipelines of Codefresh. */
export const codefresh = workloadEntry({
  id: "codefresh",
  title: "Codefresh",
  words: [],
  openTo: "every pipeline on Codefresh",
  inputs: [
    textInput({
      id: "account",
      label: "Account ID",
      example: "628a80b693a15c0f9c13ab75",
      pattern: /^[0-9a-f]{24}$/,
      wrong: "24 hexadecimal digits.",
    }),
    textInput({
      id: "pipelines",
      kind: "list",
      label: "Pipeline IDs",
      example: ["65e5a53e52853dc51a5b0cc1"],
      pattern: /^[0-9a-f]{24}$/,
      wrong: "24 hexadecimal digits.",
    }),
  ],
  url: () => host,
  audience: { example: "https://k8s.example.com", help: "AUDIENCE of the step." },
  prefix: "codefresh:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("account_id"), [textOf(answers, "account")]),
      message: messages.account,
    },
    {
      expression: isOneOf(claimText("pipeline_id"), listOf(answers, "pipelines")),
      message: messages.pipeline,
    },
  ],
  name: () => claimText("pipeline_id"),
  token: (answers) => {
    const [pipeline = ""] = listOf(answers, "pipelines");
    const account = textOf(answers, "account");
    return {
      title: "A build of the pipeline",
      claims: {
        sub: `account:${account}:pipeline:${pipeline}`,
        account_id: account,
        account_name: "acme",
        pipeline_id: pipeline,
        pipeline_name: "app/deploy",
        workflow_id: "6526c89b8e3a3b7c1d2e3f40",
      },
      name: pipeline,
    };
  },
  variants: () => [
    refusal(
      "other-pipeline",
      "Another pipeline of the account",
      { pipeline_id: "000000000000000000000001" },
      messages.pipeline,
    ),
    refusal(
      "stranger",
      "A stranger's account and pipeline",
      { account_id: "000000000000000000000002", pipeline_id: "000000000000000000000003" },
      messages.account,
    ),
    refusal(
      "no-account",
      "A token without account_id",
      { account_id: undefined },
      messages.account,
    ),
  ],
  source: shape,
  recognise: (clues) => {
    if (clues.issuer !== host) return undefined;
    const pipeline = claimOf(clues, "pipeline_id");
    return known({
      account: claimOf(clues, "account_id"),
      pipelines: listed(pipeline),
    });
  },
  claims: claimFacts(shape, [
    ["sub", "account:…:pipeline:…, with more parts by the trigger."],
    ["account_id", "The account."],
    ["account_name", "The account's name."],
    ["pipeline_id", "The pipeline."],
    ["pipeline_name", "The pipeline's name."],
    ["workflow_id", "The build."],
  ]),
  caveats: caveats(
    shape,
    "All accounts have the same issuer and choose the audience: only the rules keep strangers out.",
    "No rule of this entry limits the branch: limit it in the pipeline's trigger.",
  ),
  setup: [
    {
      title: "Ask for the token in the pipeline",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `steps:
  obtain_id_token:
    title: Obtain ID token
    type: obtain-oidc-id-token
    arguments:
      AUDIENCE: https://k8s.example.com
`,
        },
      ],
      source: step,
    },
  ],
});
