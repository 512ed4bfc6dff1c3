import { listOf, textOf } from "../answers.ts";
import { branchesOf, claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { branchesInput, uuidInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "CircleCI: OpenID Connect tokens",
  "https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/",
);

const host = /^https:\/\/oidc\.circleci\.com\/org\/([0-9a-f-]{36})$/;
const project = "oidc.circleci.com/project-id";
const ref = "oidc.circleci.com/vcs-ref";
const rerun = "oidc.circleci.com/ssh-rerun";

const messages = {
  project: "not one of our projects",
  ref: "not from a branch that may deploy",
  rerun: "a job that was run again with SSH may not deploy",
} as const;

/** Jobs of CircleCI. */
export const circleci = workloadEntry({
  id: "circleci",
  title: "CircleCI",
  words: [],
  openTo: "every project of the CircleCI organization",
  inputs: [
    uuidInput({
      id: "organization",
      label: "Organization ID",
      help: "Organization Settings → Overview.",
      example: "c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e",
    }),
    uuidInput({
      id: "projects",
      kind: "list",
      label: "Project IDs",
      help: "Project Settings → Overview.",
      example: ["3a2f5b1c-7d4e-4f6a-9b8c-0d1e2f3a4b5c"],
    }),
    branchesInput,
  ],
  url: (answers) => `https://oidc.circleci.com/org/${textOf(answers, "organization")}`,
  audience: {
    example: "https://k8s.example.com",
    help: "Asked for with circleci run oidc get. The default is the organization's ID.",
  },
  prefix: "circleci:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText(project), listOf(answers, "projects")),
      message: messages.project,
    },
    {
      expression: isOneOf(
        claimText(ref),
        listOf(answers, "branches").map((name) => `refs/heads/${name}`),
      ),
      message: messages.ref,
    },
    { expression: `claims[?"${rerun}"].orValue(true) == false`, message: messages.rerun },
  ],
  name: () => `${claimText(project)} + ":" + ${claimText(ref)}`,
  token: (answers) => {
    const [id = ""] = listOf(answers, "projects");
    const organization = textOf(answers, "organization");
    const branch = `refs/heads/${listOf(answers, "branches")[0]}`;
    return {
      title: `A job of the project, ${branch}`,
      claims: {
        sub: `org/${organization}/project/${id}/user/5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9`,
        "oidc.circleci.com/context-ids": ["7b6a5c4d-3e2f-4a1b-8c9d-0e1f2a3b4c5d"],
        "oidc.circleci.com/job-id": "1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9",
        "oidc.circleci.com/org-id": organization,
        "oidc.circleci.com/pipeline-definition-id": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        [project]: id,
        [rerun]: false,
        "oidc.circleci.com/vcs-origin": "github.com/acme/app",
        [ref]: branch,
        "oidc.circleci.com/workflow-id": "2b3c4d5e-6f7a-4b8c-9d0e-1f2a3b4c5d6e",
      },
      name: `${id}:${branch}`,
    };
  },
  variants: () => [
    refusal("other-branch", "Another branch", { [ref]: "refs/heads/feature" }, messages.ref),
    refusal(
      "pull-request",
      "A pull request of a fork",
      { [ref]: "refs/pull/7/head" },
      messages.ref,
    ),
    refusal(
      "other-project",
      "Another project of the organization",
      { [project]: "00000000-0000-4000-8000-000000000001" },
      messages.project,
    ),
    refusal("ssh", "A job that was run again with SSH", { [rerun]: true }, messages.rerun),
    refusal(
      "no-rerun",
      "A token that does not say whether it was",
      { [rerun]: undefined },
      messages.rerun,
    ),
    refusal(
      "no-project",
      "A token without the project",
      { [project]: undefined },
      messages.project,
    ),
  ],
  source: guide,
  recognise: (clues) => {
    const organization = host.exec(clues.issuer)?.[1];
    if (organization === undefined) return undefined;
    const id = claimOf(clues, project);
    return known({
      organization,
      projects: listed(id),
      branches: branchesOf(clues, ref),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "org/ORGANIZATION/project/PROJECT/user/USER"],
    [project, "The project."],
    ["oidc.circleci.com/org-id", "The organization."],
    [ref, "The branch or tag: refs/heads/main."],
    ["oidc.circleci.com/vcs-origin", "The repository."],
    [rerun, "Whether the job was run again with SSH.", "boolean"],
    ["oidc.circleci.com/context-ids", "Contexts of the job.", "list of strings"],
    ["oidc.circleci.com/job-id", "The job."],
    ["oidc.circleci.com/pipeline-definition-id", "The definition of the pipeline."],
    ["oidc.circleci.com/workflow-id", "The workflow."],
  ]),
  caveats: caveats(
    guide,
    "A person who runs a job again with SSH can type commands in it: such tokens are refused.",
    "The default audience is the organization's ID, which other services trust too: ask for one of your own.",
  ),
  setup: [
    {
      title: "Ask for the token in the job",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `TOKEN=$(circleci run oidc get --claims '{"aud": "https://k8s.example.com"}')
kubectl --token="$TOKEN" auth whoami
`,
        },
      ],
      source: guide,
    },
  ],
});
