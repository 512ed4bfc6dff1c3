import { listOf, textOf } from "../answers.ts";
import { branchesOf, claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { branchesInput, digits, textInput, uuidInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const design = documentation(
  "Teleport: RFD 211, Azure DevOps joining (shows a token)",
  "https://github.com/gravitational/teleport/blob/master/rfd/0211-azure-devops-join.md",
);

const host = /^https:\/\/vstoken\.dev\.azure\.com\/([0-9a-f-]{36})$/;

const messages = {
  project: "not our project",
  pipeline: "not one of our pipelines",
  ref: "not from a branch that may deploy",
} as const;

/** Pipelines of Azure DevOps. */
export const azureDevops = workloadEntry({
  id: "azure-devops",
  title: "Azure DevOps pipelines",
  words: ["Azure Pipelines", "ADO", "VSTS"],
  openTo: "every pipeline of the organization",
  inputs: [
    uuidInput({
      id: "organization",
      label: "Organization ID",
      example: "5b3a0c9e-2d1f-4e8a-9c7b-1a2b3c4d5e6f",
      help: "The last part of the issuer.",
    }),
    uuidInput({
      id: "project",
      label: "Project ID",
      example: "271ef6f7-5998-4b0a-86fb-4b54d9129990",
      help: "id of GET https://dev.azure.com/ORGANIZATION/_apis/projects.",
    }),
    textInput({
      id: "pipelines",
      kind: "list",
      label: "Pipeline IDs",
      help: "definitionId in the pipeline's URL.",
      example: ["1"],
      pattern: digits,
      wrong: "The pipeline's number.",
    }),
    branchesInput,
  ],
  url: (answers) => `https://vstoken.dev.azure.com/${textOf(answers, "organization")}`,
  audience: {
    example: "api://AzureADTokenExchange",
    default: "api://AzureADTokenExchange",
    help: "Fixed by Azure DevOps: every service that trusts these tokens has the same.",
  },
  prefix: "ado:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("prj_id"), [textOf(answers, "project")]),
      message: messages.project,
    },
    {
      expression: isOneOf(claimText("def_id"), listOf(answers, "pipelines")),
      message: messages.pipeline,
    },
    {
      expression: isOneOf(
        claimText("rpo_ref"),
        listOf(answers, "branches").map((name) => `refs/heads/${name}`),
      ),
      message: messages.ref,
    },
  ],
  name: () => `${claimText("prj_id")} + ":" + ${claimText("def_id")}`,
  token: (answers) => {
    const [pipeline = ""] = listOf(answers, "pipelines");
    return {
      title: `A run of pipeline ${pipeline}`,
      claims: {
        jti: "7f3a0c9e-2d1f-4e8a-9c7b-1a2b3c4d5e6f",
        sub: "p://acme/app/deploy",
        org_id: textOf(answers, "organization"),
        prj_id: textOf(answers, "project"),
        def_id: pipeline,
        rpo_id: "fd8a1c2b-3d4e-4f50-8192-a3b4c5d6e7f8",
        rpo_uri: "https://dev.azure.com/acme/app/_git/app",
        rpo_ver: "9f3182061f1e2cca4702c368cbc039b7dc9d4485",
        rpo_ref: `refs/heads/${listOf(answers, "branches")[0]}`,
        run_id: "17",
      },
      name: `${textOf(answers, "project")}:${pipeline}`,
    };
  },
  variants: () => [
    refusal("other-branch", "Another branch", { rpo_ref: "refs/heads/feature" }, messages.ref),
    refusal(
      "pull-request",
      "A pull request, also one from a fork",
      { rpo_ref: "refs/pull/7/merge" },
      messages.ref,
    ),
    refusal(
      "other-pipeline",
      "Another pipeline of the project",
      { sub: "p://acme/app/other", def_id: "9999" },
      messages.pipeline,
    ),
    refusal(
      "other-project",
      "Another project",
      { sub: "p://acme/other/deploy", prj_id: "00000000-0000-4000-8000-000000000001" },
      messages.project,
    ),
    refusal(
      "service-connection",
      "A service connection, whose tokens have a subject only",
      {
        sub: "sc://acme/app/azure",
        org_id: undefined,
        prj_id: undefined,
        def_id: undefined,
        rpo_id: undefined,
        rpo_uri: undefined,
        rpo_ver: undefined,
        rpo_ref: undefined,
        run_id: undefined,
      },
      messages.project,
    ),
  ],
  source: design,
  recognise: (clues) => {
    const organization = host.exec(clues.issuer)?.[1];
    if (organization === undefined) return undefined;
    const pipeline = claimOf(clues, "def_id");
    return known({
      organization,
      project: claimOf(clues, "prj_id"),
      pipelines: listed(pipeline),
      branches: branchesOf(clues, "rpo_ref"),
    });
  },
  claims: claimFacts(design, [
    ["sub", "p://ORGANIZATION/PROJECT/PIPELINE, or sc://… of a service connection."],
    ["org_id", "The organization."],
    ["prj_id", "The project."],
    ["def_id", "The pipeline, a number as a text."],
    ["rpo_id", "The repository."],
    ["rpo_uri", "The repository's URL."],
    ["rpo_ver", "The commit."],
    ["rpo_ref", "The branch or tag: refs/heads/main."],
    ["run_id", "The run."],
  ]),
  caveats: caveats(
    design,
    "The audience is fixed: a service that receives such a token can pass it on to this cluster for five minutes. Give it little.",
    "The keys are the same for all organizations: only the issuer keeps the others out.",
  ),
  setup: [
    {
      title: "Ask for the token in the pipeline",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `steps:
  - bash: |
      TOKEN=$(curl -sSf -X POST -H "Content-Type: application/json" -H "Content-Length: 0" -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" "$SYSTEM_OIDCREQUESTURI?api-version=7.1" | jq -r .oidcToken)
      kubectl --token="$TOKEN" auth whoami
    env:
      SYSTEM_ACCESSTOKEN: $(System.AccessToken)
`,
        },
      ],
      source: design,
    },
  ],
});
