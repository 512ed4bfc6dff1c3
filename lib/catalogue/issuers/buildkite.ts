import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { branchesInput, uuidInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "Buildkite: buildkite-agent oidc, token contents",
  "https://buildkite.com/docs/agent/cli/reference/oidc",
);

const host = "https://agent.buildkite.com";

const messages = {
  organization: "not a pipeline of our organization",
  pipeline: "not one of our pipelines",
  branch: "not from a branch that may deploy",
} as const;

/** Jobs of Buildkite. */
export const buildkite = workloadEntry({
  id: "buildkite",
  title: "Buildkite",
  words: [],
  openTo: "every pipeline on Buildkite",
  inputs: [
    uuidInput({
      id: "organization",
      label: "Organization ID",
      help: "Organization settings show its UUID.",
      example: "0184990a-477b-4fa8-9968-496074483cec",
    }),
    uuidInput({
      id: "pipelines",
      kind: "list",
      label: "Pipeline IDs",
      help: "Pipeline settings show its UUID.",
      example: ["0184990a-4782-42b5-afc1-16715b10b1b0"],
    }),
    branchesInput,
  ],
  url: () => host,
  audience: { example: "https://k8s.example.com", help: "Asked for with --audience." },
  prefix: "buildkite:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("organization_id"), [textOf(answers, "organization")]),
      message: messages.organization,
    },
    {
      expression: isOneOf(claimText("pipeline_id"), listOf(answers, "pipelines")),
      message: messages.pipeline,
    },
    {
      expression: isOneOf(claimText("build_branch"), listOf(answers, "branches")),
      message: messages.branch,
    },
  ],
  name: () => `${claimText("pipeline_id")} + ":" + ${claimText("build_branch")}`,
  token: (answers) => {
    const [pipeline = ""] = listOf(answers, "pipelines");
    const [branch = ""] = listOf(answers, "branches");
    return {
      title: `A job of the pipeline, branch ${branch}`,
      claims: {
        sub: `organization:acme-inc:pipeline:super-duper-app:ref:refs/heads/${branch}:commit:9f3182061f1e2cca4702c368cbc039b7dc9d4485:step:build`,
        organization_id: textOf(answers, "organization"),
        organization_slug: "acme-inc",
        pipeline_id: pipeline,
        pipeline_slug: "super-duper-app",
        build_number: 1,
        build_branch: branch,
        build_commit: "9f3182061f1e2cca4702c368cbc039b7dc9d4485",
        step_key: "build",
        job_id: "0184990a-477b-4fa8-9968-496074483cee",
        agent_id: "0184990a-4782-42b5-afc1-16715b10b8ff",
      },
      name: `${pipeline}:${branch}`,
    };
  },
  variants: () => [
    refusal(
      "other-branch",
      "Another branch, or a pull request",
      { build_branch: "feature" },
      messages.branch,
    ),
    refusal(
      "other-pipeline",
      "Another pipeline of the organization",
      { pipeline_id: "00000000-0000-4000-8000-000000000001", pipeline_slug: "other" },
      messages.pipeline,
    ),
    refusal(
      "stranger",
      "A pipeline of a stranger with the same names",
      {
        organization_id: "00000000-0000-4000-8000-000000000002",
        pipeline_id: "00000000-0000-4000-8000-000000000003",
      },
      messages.organization,
    ),
    refusal(
      "no-ids",
      "A token without the ids, which older agents asked for with --claim",
      { organization_id: undefined, pipeline_id: undefined },
      messages.organization,
    ),
  ],
  source: guide,
  recognise: (clues) => {
    if (clues.issuer !== host) return undefined;
    const pipeline = claimOf(clues, "pipeline_id");
    const branch = claimOf(clues, "build_branch");
    return known({
      organization: claimOf(clues, "organization_id"),
      pipelines: listed(pipeline),
      branches: listed(branch),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "organization:…:pipeline:…:ref:…:commit:…:step:… ; another one for each commit."],
    ["organization_id", "The organization."],
    ["organization_slug", "The organization's name; it can change."],
    ["pipeline_id", "The pipeline."],
    ["pipeline_slug", "The pipeline's name; it can change."],
    ["build_branch", "The branch."],
    ["build_tag", "The tag, if there is one."],
    ["build_commit", "The commit."],
    ["build_number", "The build.", "number"],
    ["step_key", "The step."],
    ["job_id", "The job."],
    ["agent_id", "The agent."],
  ]),
  caveats: caveats(
    guide,
    "All organizations have the same issuer and choose the audience: only the rules keep strangers out.",
    "If the token has no organization_id and pipeline_id, ask for them: --claim organization_id --claim pipeline_id.",
    "A build of a fork's pull request can have the branch's name: turn off builds for forks, or require that they are approved.",
  ),
  setup: [
    {
      title: "Ask for the token in the step",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `TOKEN=$(buildkite-agent oidc request-token --audience https://k8s.example.com --claim organization_id --claim pipeline_id)
kubectl --token="$TOKEN" auth whoami
`,
        },
      ],
      source: guide,
    },
  ],
});
