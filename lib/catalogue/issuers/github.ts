import { listOf, textOf } from "../answers.ts";
import { claimOf, known } from "../clues.ts";
import type { Answers, ClaimFact, Clues, Input, Rule, Source } from "../entry.ts";
import { claimText, isOneOf, quoteText } from "../expressions.ts";
import { choiceInput, digits, textInput, trimmed } from "../inputs.ts";
import type { Variant, WorkloadFacts } from "../workload.ts";

/** GitHub's reference of the claims. */
export const reference: Source = {
  kind: "documentation",
  title: "GitHub: OpenID Connect reference",
  url: "https://docs.github.com/en/actions/reference/security/oidc",
};

const messages = {
  owner: "not a repository of our organization",
  repository: "not one of our repositories",
  event: "not started by an event that may deploy",
  ref: "not from a branch, tag or environment that may deploy",
} as const;

/** The questions about repositories and what starts a job. */
export function githubInputs(
  help: { readonly owner: string; readonly repositories: string },
  environments = true,
): Input[] {
  const inputs = [
    textInput({
      id: "owner",
      label: "Organization ID",
      help: `${help.owner} A name can be taken over by others, the id cannot.`,
      example: "123456",
      pattern: digits,
      wrong: "The organization's number, not its name.",
    }),
    choiceInput({
      id: "who",
      label: "Who may enter",
      default: "repositories",
      options: [
        { value: "repositories", label: "These repositories" },
        { value: "organization", label: "Every repository of the organization" },
      ],
    }),
    textInput({
      id: "repositories",
      kind: "list",
      label: "Repository IDs",
      help: help.repositories,
      example: ["456789"],
      when: { input: "who", is: ["repositories"] },
      pattern: digits,
      wrong: "The repository's number, not its name.",
    }),
    choiceInput({
      id: "from",
      kind: "choices",
      label: "From",
      default: ["branches"],
      options: [
        { value: "branches", label: "Branches" },
        { value: "tags", label: "Tags that begin with" },
        ...(environments ? [{ value: "environments", label: "Environments" }] : []),
      ],
    }),
    textInput({
      id: "branches",
      kind: "list",
      label: "Branches",
      example: ["main"],
      default: ["main"],
      when: { input: "from", is: ["branches"] },
      pattern: trimmed,
      wrong: "No spaces around it.",
    }),
    textInput({
      id: "tags",
      label: "Beginning of the tag",
      help: "Protect such tags with a rule set: whoever can push one can deploy.",
      example: "v",
      default: "v",
      when: { input: "from", is: ["tags"] },
      pattern: trimmed,
      wrong: "No spaces around it.",
    }),
    textInput({
      id: "environments",
      kind: "list",
      label: "Environments",
      help: "Limit their deployment branches: a job of any branch can name an environment without protection.",
      example: ["production"],
      when: { input: "from", is: ["environments"] },
      pattern: trimmed,
      wrong: "No spaces around it.",
    }),
    textInput({
      id: "events",
      kind: "list",
      label: "Events",
      help: "pull_request_target, workflow_run and issue_comment can be started by strangers.",
      example: ["push", "workflow_dispatch", "schedule"],
      default: ["push", "workflow_dispatch", "schedule"],
      pattern: /^[a-z_]+$/,
      wrong: "The name of an event, as after on: in a workflow.",
    }),
  ];
  return environments ? inputs : inputs.filter(({ id }) => id !== "environments");
}

/** Where GitHub shows the ids. */
export const githubHelp = {
  owner: "gh api /orgs/NAME --jq .id.",
  repositories: "gh api /repos/ORGANIZATION/NAME --jq .id",
};

/** Rules, name and personas that GitHub.com and its servers have in common. */
export const githubFacts: Pick<
  WorkloadFacts,
  "name" | "rules" | "token" | "variants" | "claims" | "audience"
> = {
  audience: {
    example: "https://k8s.example.com",
    help: "One that only this cluster uses; jobs ask for it.",
  },
  rules,
  name: (answers) => {
    const place = claimText("ref");
    const environments = environmentsOf(answers);
    if (environments.length === 0) return `${claimText("repository_id")} + ":" + ${place}`;
    const environment = claimText("environment");
    return `${claimText("repository_id")} + ":" + (${isOneOf(environment, environments)} ? "environment:" + ${environment} : ${place})`;
  },
  token: (answers) => {
    const repository = repositoryOf(answers);
    const { title, ref, environment } = placeOf(answers);
    const place = environment === undefined ? ref : `environment:${environment}`;
    return {
      title: `A push, job from ${title}`,
      claims: claimsOf(answers, ref, environment),
      name: `${repository}:${place}`,
    };
  },
  variants,
  claims: claimFacts(),
};

function rules(answers: Answers): Rule[] {
  const places = [
    ...(chose(answers, "branches")
      ? [
          isOneOf(
            claimText("ref"),
            listOf(answers, "branches").map((name) => `refs/heads/${name}`),
          ),
        ]
      : []),
    ...(chose(answers, "tags")
      ? [`${claimText("ref")}.startsWith(${quoteText(`refs/tags/${textOf(answers, "tags")}`)})`]
      : []),
    ...(environmentsOf(answers).length > 0
      ? [isOneOf(claimText("environment"), environmentsOf(answers))]
      : []),
  ];
  return [
    {
      expression: isOneOf(claimText("repository_owner_id"), [textOf(answers, "owner")]),
      message: messages.owner,
    },
    textOf(answers, "who") === "organization"
      ? {
          expression: `${claimText("repository_id")} != ""`,
          message: messages.repository,
        }
      : {
          expression: isOneOf(claimText("repository_id"), listOf(answers, "repositories")),
          message: messages.repository,
        },
    {
      expression: isOneOf(claimText("event_name"), listOf(answers, "events")),
      message: messages.event,
    },
    {
      expression: places.length > 0 ? places.join(" || ") : "false",
      message: messages.ref,
    },
  ];
}

function variants(answers: Answers): Variant[] {
  const { ref } = placeOf(answers);
  const place = environmentsOf(answers);
  const { name } = githubFacts.token(answers);
  const another = textOf(answers, "who") === "repositories";
  const elsewhere = name.replace(/^\d+/, "1");
  const old = `repo:acme/app:ref:${ref}`;
  return [
    {
      id: "other-branch",
      title: "A push to another branch",
      claims: { ref: "refs/heads/feature", ref_protected: "false", environment: undefined },
      want: { refused: messages.ref },
    },
    {
      id: "pull-request",
      title: "A pull request, also one from a fork",
      claims: {
        sub: "repo:acme@123456/app@456789:pull_request",
        event_name: "pull_request",
        ref: "refs/pull/7/merge",
        head_ref: "feature",
        base_ref: "main",
        environment: undefined,
      },
      want: { refused: messages.event },
    },
    {
      id: "pull-request-target",
      title: "A pull request of a stranger that runs in the base branch (pull_request_target)",
      claims: { event_name: "pull_request_target" },
      want: { refused: messages.event },
    },
    {
      id: "other-repository",
      title: "Another repository of the organization",
      claims: {
        sub: `repo:acme@123456/other@1:ref:${ref}`,
        repository: "acme/other",
        repository_id: "1",
      },
      want: another ? { refused: messages.repository } : { name: elsewhere },
    },
    {
      id: "fork",
      title: "A fork at its own owner, with the same branch",
      claims: {
        sub: `repo:stranger@9/app@8:ref:${ref}`,
        repository: "stranger/app",
        repository_id: "8",
        repository_owner: "stranger",
        repository_owner_id: "9",
      },
      want: { refused: messages.owner },
    },
    {
      id: "taken-over-name",
      title: "A stranger who took the organization's old name",
      claims: { sub: old, repository_owner_id: "9", repository_id: "8" },
      want: { refused: messages.owner },
    },
    {
      id: "renamed",
      title: "The repository after it was renamed",
      claims: { repository: "acme/app2", sub: `repo:acme@123456/app2@456789:ref:${ref}` },
      want: { name },
    },
    {
      id: "old-subject",
      title: "The same with a subject of before July 2026",
      claims: { sub: old },
      want: { name },
    },
    ...(place.length > 0
      ? [
          {
            id: "other-environment",
            title: "Another environment and branch",
            claims: { environment: "preview", ref: "refs/heads/feature" },
            want: { refused: messages.ref },
          },
        ]
      : []),
    {
      id: "no-ids",
      title: "A token without the owner's id",
      claims: { repository_owner_id: undefined },
      want: { refused: messages.owner },
    },
    {
      id: "no-event",
      title: "A token without event_name",
      claims: { event_name: undefined },
      want: { refused: messages.event },
    },
  ];
}

function claimsOf(answers: Answers, ref: string, environment: string | undefined) {
  return {
    sub: `repo:acme@${textOf(answers, "owner")}/app@${repositoryOf(answers)}:ref:${ref}`,
    repository: "acme/app",
    repository_id: repositoryOf(answers),
    repository_owner: "acme",
    repository_owner_id: textOf(answers, "owner"),
    repository_visibility: "private",
    actor: "jane",
    actor_id: "9001",
    ref,
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    ref_protected: "true",
    event_name: listOf(answers, "events")[0] ?? "push",
    workflow: "deploy",
    job_workflow_ref: `acme/app/.github/workflows/deploy.yml@${ref}`,
    runner_environment: "github-hosted",
    run_id: "5",
    run_attempt: "1",
    ...(environment !== undefined && { environment }),
  };
}

function placeOf(answers: Answers): { title: string; ref: string; environment?: string } {
  const [branch = "main"] = listOf(answers, "branches");
  if (chose(answers, "branches")) return { title: `branch ${branch}`, ref: `refs/heads/${branch}` };
  const [environment] = environmentsOf(answers);
  if (environment !== undefined) {
    return { title: `environment ${environment}`, ref: "refs/heads/main", environment };
  }
  const tag = `${textOf(answers, "tags")}1.0.0`;
  return { title: `tag ${tag}`, ref: `refs/tags/${tag}` };
}

function chose(answers: Answers, value: string): boolean {
  return listOf(answers, "from").includes(value);
}

function environmentsOf(answers: Answers): readonly string[] {
  return chose(answers, "environments") ? listOf(answers, "environments") : [];
}

function repositoryOf(answers: Answers): string {
  const [first] = textOf(answers, "who") === "repositories" ? listOf(answers, "repositories") : [];
  return first ?? "456789";
}

/** The answers that a job's token gives. */
export function githubAnswers(clues: Clues): Answers {
  const repository = claimOf(clues, "repository_id");
  const ref = claimOf(clues, "ref");
  const environment = claimOf(clues, "environment");
  const branch = /^refs\/heads\/(.+)$/.exec(ref ?? "")?.[1];
  return known({
    owner: claimOf(clues, "repository_owner_id"),
    repositories: repository === undefined ? undefined : [repository],
    branches: branch === undefined ? undefined : [branch],
    environments: environment === undefined ? undefined : [environment],
  });
}

function claimFacts(): ClaimFact[] {
  const facts: readonly (readonly [string, string])[] = [
    ["sub", "repo:OWNER@ID/NAME@ID:… ; without the ids for repositories from before 15 July 2026."],
    ["repository", "OWNER/NAME; both can change hands."],
    ["repository_id", "The repository; never reused."],
    ["repository_owner", "The owner's name."],
    ["repository_owner_id", "The owner; never reused."],
    ["repository_visibility", "public, private or internal."],
    ["ref", "The branch or tag: refs/heads/main."],
    ["ref_type", "branch or tag."],
    ["ref_protected", '"true" if the branch is protected.'],
    ["event_name", "What started the workflow."],
    ["environment", "The job's environment, if it names one."],
    ["job_workflow_ref", "The workflow file with its version."],
    ["actor", "Who started it; a name that can change."],
    ["actor_id", "Who started it."],
    ["runner_environment", "github-hosted or self-hosted."],
    ["run_id", "The run."],
  ];
  return facts.map(([name, meaning]) => ({ name, type: "string", meaning, source: reference }));
}
