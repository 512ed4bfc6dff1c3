import { listOf, textOf } from "../answers.ts";
import { branchesOf, claimOf, known, listed } from "../clues.ts";
import type { Answers, ClaimFact, Source } from "../entry.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { choiceInput, digits, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";
import { gitlabUrl, jobMarker } from "./gitlab.ts";

const jobs: Source = {
  kind: "documentation",
  title: "GitLab: ID token authentication",
  url: "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
};

const messages = {
  marker: "only tokens of jobs",
  project: "not one of our projects",
  ref: "not from a protected branch or tag",
  branch: "not from a branch that may deploy",
} as const;

/** Jobs of GitLab CI/CD. */
export const gitlabCi = workloadEntry({
  id: "gitlab-ci",
  title: "GitLab CI/CD",
  words: ["GitLab jobs", "GitLab pipeline", "id_tokens"],
  openTo: "every project on this GitLab",
  population: { beside: ["gitlab"], marker: jobMarker, message: messages.marker },
  inputs: [
    gitlabUrl,
    textInput({
      id: "projects",
      kind: "list",
      label: "Project IDs",
      help: "On the project's page, under its menu. A path can be taken over by others, the id cannot.",
      example: ["4711"],
      pattern: digits,
      wrong: "The project's number, not its path.",
    }),
    choiceInput({
      id: "from",
      label: "From",
      default: "protected",
      options: [
        { value: "protected", label: "Every protected branch and tag" },
        { value: "branches", label: "These protected branches" },
      ],
    }),
    textInput({
      id: "branches",
      kind: "list",
      label: "Branches",
      example: ["main"],
      default: ["main"],
      when: { input: "from", is: ["branches"] },
      pattern: /^\S+$/,
      wrong: "The name of a branch, without spaces.",
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: { example: "https://k8s.example.com", help: "aud of id_tokens: one text, not a list." },
  prefix: "gitlab-ci:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("project_id"), listOf(answers, "projects")),
      message: messages.project,
    },
    { expression: isOneOf(claimText("ref_protected"), ["true"]), message: messages.ref },
    ...(textOf(answers, "from") === "branches"
      ? [{ expression: isOneOf(claimText("ref_path"), paths(answers)), message: messages.branch }]
      : []),
  ],
  name: () => `${claimText("project_id")} + ":" + ${claimText("ref_path")}`,
  token: (answers) => {
    const [project = ""] = listOf(answers, "projects");
    const branch = branchOf(answers);
    return {
      title: `A job of project ${project}, branch ${branch}`,
      claims: {
        sub: `project_path:acme/app:ref_type:branch:ref:${branch}`,
        namespace_id: "72",
        namespace_path: "acme",
        project_id: project,
        project_path: "acme/app",
        user_id: "1",
        user_login: "jane",
        user_email: "jane@example.com",
        user_access_level: "developer",
        pipeline_id: "1212",
        pipeline_source: "push",
        job_id: "9",
        ref: branch,
        ref_type: "branch",
        ref_path: `refs/heads/${branch}`,
        ref_protected: "true",
        runner_id: 1,
        runner_environment: "gitlab-hosted",
        project_visibility: "private",
        ci_config_ref_uri: `gitlab.example.com/acme/app//.gitlab-ci.yml@refs/heads/${branch}`,
      },
      name: `${project}:refs/heads/${branch}`,
    };
  },
  variants: (answers) => [
    refusal(
      "other-branch",
      "A job of a branch that is not protected",
      { ref: "feature", ref_path: "refs/heads/feature", ref_protected: "false" },
      messages.ref,
    ),
    {
      id: "other-protected-branch",
      title: "A job of another protected branch",
      claims: { ref: "release", ref_path: "refs/heads/release" },
      want:
        textOf(answers, "from") === "branches"
          ? { refused: messages.branch }
          : { name: `${listOf(answers, "projects")[0]}:refs/heads/release` },
    },
    refusal(
      "merge-request",
      "A merge request, also one from a fork",
      {
        pipeline_source: "merge_request_event",
        ref: "feature",
        ref_path: "refs/merge-requests/7/head",
        ref_protected: "false",
      },
      messages.ref,
    ),
    refusal(
      "fork",
      "A fork, with a protected branch of the same name",
      { project_id: "999", project_path: "stranger/app", namespace_path: "stranger" },
      messages.project,
    ),
    refusal(
      "person",
      "A person of the same GitLab",
      { job_id: undefined, project_id: undefined, sub: "42" },
      messages.marker,
    ),
    refusal(
      "no-project",
      "A token without project_id",
      { project_id: undefined },
      messages.project,
    ),
  ],
  source: jobs,
  recognise: (clues) => {
    const project = claimOf(clues, "project_id");
    if (claimOf(clues, "job_id") === undefined || clues.issuer === "") return undefined;
    if (claimOf(clues, "pipeline_id") === undefined) return undefined;
    return known({
      url: clues.issuer,
      projects: listed(project),
      branches: branchesOf(clues, "ref_path"),
    });
  },
  claims: claimFacts(),
  caveats: [
    {
      text: "People who log in through GitLab have the same issuer. The server takes one entry a URL, so both go into one.",
      source: jobs,
    },
    {
      text: 'Ids and ref_protected are texts: "4711", "true". runner_id is a number.',
      source: jobs,
    },
    { text: "The parts of sub can be configured: the rules do not use it.", source: jobs },
    {
      text: "A merge request from a fork that runs in the parent project is a pipeline of the parent project. It has no protected ref.",
      source: jobs,
    },
  ],
  setup: [
    {
      title: "Let the job have a token",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `deploy:
  id_tokens:
    K8S_TOKEN:
      aud: https://k8s.example.com
  script:
    - kubectl --token="$K8S_TOKEN" auth whoami
`,
        },
      ],
      source: jobs,
    },
  ],
});

function branchOf(answers: Answers): string {
  return (textOf(answers, "from") === "branches" && listOf(answers, "branches")[0]) || "main";
}

function paths(answers: Answers): string[] {
  return listOf(answers, "branches").map((name) => `refs/heads/${name}`);
}

function claimFacts(): ClaimFact[] {
  const facts: readonly (readonly [string, string])[] = [
    ["sub", "project_path:GROUP/PROJECT:ref_type:branch:ref:NAME; its parts can be configured."],
    ["project_id", "The project; never reused."],
    ["project_path", "The project's path; it can change hands."],
    ["namespace_id", "The group."],
    ["namespace_path", "The group's path; it can change hands."],
    ["project_visibility", "internal, private or public."],
    ["ref_path", "The branch, tag or merge request: refs/heads/main."],
    ["ref", "The name of the branch or tag."],
    ["ref_type", "branch or tag."],
    ["ref_protected", '"true" if the branch or tag is protected.'],
    ["environment", "The job's environment, if it names one."],
    ["environment_protected", '"true" if the environment is protected.'],
    ["job_id", "The job; people's tokens have none."],
    ["pipeline_id", "The pipeline."],
    ["pipeline_source", "What started the pipeline: push, web, schedule, merge_request_event."],
    ["user_id", "Who started it."],
    ["user_login", "Their user name; it can change."],
    ["user_email", "Their address; it can change."],
    ["user_access_level", "Their role in the project."],
    ["runner_environment", "gitlab-hosted or self-hosted."],
    ["ci_config_ref_uri", "The file that defines the pipeline, with its ref."],
  ];
  return [
    ...facts.map(([name, meaning]) => ({ name, type: "string" as const, meaning, source: jobs })),
    { name: "runner_id", type: "number", meaning: "The runner.", source: jobs },
  ];
}
