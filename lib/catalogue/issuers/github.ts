import { quoteText } from "../../cel/quote-text.ts";
import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import type { Answers, ClaimFact, Clues, Rule, Source } from "../entry.ts";
import { claimText, isOneOf } from "../expressions.ts";
import type { Variant, WorkloadFacts } from "../workload.ts";
import { refusal } from "../workload.ts";

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
    refusal(
      "other-branch",
      "A push to another branch",
      { ref: "refs/heads/feature", ref_protected: "false", environment: undefined },
      messages.ref,
    ),
    refusal(
      "pull-request",
      "A pull request, also one from a fork",
      {
        sub: "repo:acme@123456/app@456789:pull_request",
        event_name: "pull_request",
        ref: "refs/pull/7/merge",
        head_ref: "feature",
        base_ref: "main",
        environment: undefined,
      },
      messages.event,
    ),
    refusal(
      "pull-request-target",
      "A pull request of a stranger that runs in the base branch (pull_request_target)",
      { event_name: "pull_request_target" },
      messages.event,
    ),
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
    refusal(
      "fork",
      "A fork at its own owner, with the same branch",
      {
        sub: `repo:stranger@9/app@8:ref:${ref}`,
        repository: "stranger/app",
        repository_id: "8",
        repository_owner: "stranger",
        repository_owner_id: "9",
      },
      messages.owner,
    ),
    refusal(
      "taken-over-name",
      "A stranger who took the organization's old name",
      { sub: old, repository_owner_id: "9", repository_id: "8" },
      messages.owner,
    ),
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
          refusal(
            "other-environment",
            "Another environment and branch",
            { environment: "preview", ref: "refs/heads/feature" },
            messages.ref,
          ),
        ]
      : []),
    refusal(
      "no-ids",
      "A token without the owner's id",
      { repository_owner_id: undefined },
      messages.owner,
    ),
    refusal("no-event", "A token without event_name", { event_name: undefined }, messages.event),
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
    repositories: listed(repository),
    branches: listed(branch),
    environments: listed(environment),
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
    ["workflow", "The workflow's name."],
    ["run_id", "The run."],
    ["run_attempt", "How often the run was started."],
    ["head_ref", "The branch that a pull request comes from."],
    ["base_ref", "The branch that a pull request goes to."],
  ];
  return facts.map(([name, meaning]) => ({ name, type: "string", meaning, source: reference }));
}
