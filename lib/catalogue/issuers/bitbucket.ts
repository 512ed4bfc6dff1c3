import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation, unproved } from "../facts.ts";
import { choiceInput, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "Bitbucket Cloud: integrate Pipelines with resource servers using OIDC",
  "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/",
);
const branchShape = unproved("Bitbucket: sources differ on whether the token has branchName");

const host =
  /^https:\/\/api\.bitbucket\.org\/2\.0\/workspaces\/([^/]+)\/pipelines-config\/identity\/oidc$/;
const braced = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/;

const messages = {
  repository: "not one of our repositories",
  environment: "not a deployment environment that may deploy",
} as const;

/** Bitbucket Pipelines. */
export const bitbucket = workloadEntry({
  id: "bitbucket",
  title: "Bitbucket Pipelines",
  words: ["Atlassian"],
  openTo: "every repository of the Bitbucket workspace",
  inputs: [
    textInput({
      id: "workspace",
      label: "Workspace",
      help: "Repository settings → OpenID Connect shows the issuer.",
      example: "acme",
      pattern: /^[\w-]+$/,
      wrong: "The workspace's ID, as in its URL.",
    }),
    textInput({
      id: "repositories",
      kind: "list",
      label: "Repository UUIDs",
      example: ["{9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d}"],
      pattern: braced,
      wrong: "A UUID in lower case, with its braces.",
    }),
    choiceInput({
      id: "from",
      label: "From",
      default: "environments",
      options: [
        { value: "environments", label: "These deployment environments" },
        {
          value: "any",
          label: "Every step of these repositories",
          warning: "Steps of every branch and pull request.",
        },
      ],
    }),
    textInput({
      id: "environments",
      kind: "list",
      label: "Deployment environment UUIDs",
      example: ["{1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9}"],
      when: { input: "from", is: ["environments"] },
      pattern: braced,
      wrong: "A UUID in lower case, with its braces.",
    }),
  ],
  url: (answers) =>
    `https://api.bitbucket.org/2.0/workspaces/${textOf(answers, "workspace")}/pipelines-config/identity/oidc`,
  audience: {
    example: "https://k8s.example.com",
    help: "A custom one of the step (oidc: audiences), or the workspace's: ari:cloud:bitbucket::workspace/UUID.",
  },
  prefix: "bitbucket:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("repositoryUuid"), listOf(answers, "repositories")),
      message: messages.repository,
    },
    ...(textOf(answers, "from") === "environments"
      ? [
          {
            expression: isOneOf(
              claimText("deploymentEnvironmentUuid"),
              listOf(answers, "environments"),
            ),
            message: messages.environment,
          },
        ]
      : []),
  ],
  name: () => claimText("repositoryUuid"),
  token: (answers) => {
    const [repository = ""] = listOf(answers, "repositories");
    return {
      title: "A step of the repository that deploys to the environment",
      claims: {
        sub: `${repository}:{0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d}`,
        repositoryUuid: repository,
        workspaceUuid: "{3a2f5b1c-7d4e-4f6a-9b8c-0d1e2f3a4b5c}",
        pipelineUuid: "{9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f}",
        stepUuid: "{0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d}",
        deploymentEnvironmentUuid: listOf(answers, "environments")[0] ?? "",
      },
      name: repository,
    };
  },
  variants: (answers) => {
    const limited = textOf(answers, "from") === "environments";
    const [repository = ""] = listOf(answers, "repositories");
    const want = limited ? { refused: messages.environment } : { name: repository };
    return [
      {
        id: "other-environment",
        title: "Another deployment environment",
        claims: { deploymentEnvironmentUuid: "{00000000-0000-4000-8000-000000000001}" },
        want,
      },
      {
        id: "no-environment",
        title: "A step that deploys nowhere, as of a pull request",
        claims: { deploymentEnvironmentUuid: undefined },
        want,
      },
      refusal(
        "other-repository",
        "Another repository, or a fork in the workspace",
        { repositoryUuid: "{00000000-0000-4000-8000-000000000002}" },
        messages.repository,
      ),
      refusal(
        "no-repository",
        "A token without repositoryUuid",
        { repositoryUuid: undefined },
        messages.repository,
      ),
    ];
  },
  source: guide,
  recognise: (clues) => {
    const workspace = host.exec(clues.issuer)?.[1];
    if (workspace === undefined) return undefined;
    const repository = claimOf(clues, "repositoryUuid");
    const environment = claimOf(clues, "deploymentEnvironmentUuid");
    return known({
      workspace,
      repositories: listed(repository),
      environments: listed(environment),
    });
  },
  claims: [
    ...claimFacts(guide, [
      ["sub", "{REPOSITORY}:{STEP}, with the environment between if there is one."],
      ["repositoryUuid", "The repository, in braces."],
      ["workspaceUuid", "The workspace, in braces."],
      ["pipelineUuid", "The pipeline, in braces."],
      ["stepUuid", "The step, in braces."],
      ["deploymentEnvironmentUuid", "The deployment environment, in braces, if the step has one."],
    ]),
    ...claimFacts(branchShape, [["branchName", "The branch."]]),
  ],
  caveats: [
    ...caveats(
      guide,
      "UUIDs have braces around them.",
      "The discovery document is there only after OpenID Connect was turned on and one pipeline has run.",
    ),
    ...caveats(
      branchShape,
      "No rule of this entry reads branchName. Limit the branches of the deployment environment at Bitbucket.",
    ),
  ],
  setup: [
    {
      title: "Ask for the token in the step",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `- step:
    oidc: true
    deployment: production
    script:
      - kubectl --token="$BITBUCKET_STEP_OIDC_TOKEN" auth whoami
`,
        },
      ],
      source: guide,
    },
  ],
});
