import { listOf, textOf } from "../answers.ts";
import { branchesOf, claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { branchesInput, slugInput, uuidInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const reference = documentation(
  "Semaphore: OIDC tokens",
  "https://docs.semaphoreci.com/reference/openid",
);

const host = /^https:\/\/([a-z0-9-]+)\.semaphoreci\.com$/;

const messages = {
  project: "not one of our projects",
  ref: "not from a branch that may deploy",
  job: "a debug job may not deploy",
} as const;

/** Jobs of Semaphore. */
export const semaphore = workloadEntry({
  id: "semaphore",
  title: "Semaphore",
  words: ["SemaphoreCI"],
  openTo: "every project of the organization",
  inputs: [
    slugInput({
      id: "organization",
      label: "Organization",
      help: "What is before .semaphoreci.com.",
      example: "acme",
    }),
    uuidInput({
      id: "projects",
      kind: "list",
      label: "Project IDs",
      example: ["936a5312-a3b8-4921-8b3f-2cec8baac574"],
    }),
    branchesInput,
  ],
  url: (answers) => `https://${textOf(answers, "organization")}.semaphoreci.com`,
  audience: { example: "https://acme.semaphoreci.com", help: "Fixed: the organization's URL." },
  prefix: "semaphore:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("prj_id"), listOf(answers, "projects")),
      message: messages.project,
    },
    {
      expression: isOneOf(
        claimText("ref"),
        listOf(answers, "branches").map((name) => `refs/heads/${name}`),
      ),
      message: messages.ref,
    },
    { expression: isOneOf(claimText("job_type"), ["pipeline_job"]), message: messages.job },
  ],
  name: () => `${claimText("prj_id")} + ":" + ${claimText("ref")}`,
  token: (answers) => {
    const [project = ""] = listOf(answers, "projects");
    const [branch = ""] = listOf(answers, "branches");
    return {
      title: `A job of the project, branch ${branch}`,
      claims: {
        jti: "2s557dchalv2mv76kk000el1",
        sub: `org:${textOf(answers, "organization")}:project:${project}:repo:web:ref_type:branch:ref:refs/heads/${branch}`,
        branch,
        ref: `refs/heads/${branch}`,
        ref_type: "branch",
        repo: "web",
        repo_slug: "acme/web",
        prj_id: project,
        wf_id: "1be81412-6ab8-4fc0-9d0d-7af33335a6ec",
        ppl_id: "1e1fcfb5-09c0-487e-b051-2d0b5514c42a",
        job_type: "pipeline_job",
        job_id: "c117e453-1189-4eaf-b03a-dd6538eb49b2",
      },
      name: `${project}:refs/heads/${branch}`,
    };
  },
  variants: () => [
    refusal(
      "other-branch",
      "Another branch",
      { branch: "feature", ref: "refs/heads/feature" },
      messages.ref,
    ),
    refusal(
      "pull-request",
      "A pull request, whose branch is the one that it goes to",
      { ref: "refs/pull/7/merge", ref_type: "pull-request", pr: "7", pr_branch: "feature" },
      messages.ref,
    ),
    refusal(
      "debug",
      "A debug job, in which a person types",
      { job_type: "debug_job" },
      messages.job,
    ),
    refusal(
      "other-project",
      "Another project of the organization",
      { prj_id: "00000000-0000-4000-8000-000000000001" },
      messages.project,
    ),
    refusal("no-project", "A token without prj_id", { prj_id: undefined }, messages.project),
  ],
  source: reference,
  recognise: (clues) => {
    const organization = host.exec(clues.issuer)?.[1];
    if (organization === undefined) return undefined;
    const project = claimOf(clues, "prj_id");
    return known({
      organization,
      audience: `https://${organization}.semaphoreci.com`,
      projects: listed(project),
      branches: branchesOf(clues, "ref"),
    });
  },
  claims: claimFacts(reference, [
    ["sub", "org:…:project:…:repo:…:ref_type:…:ref:…"],
    ["prj_id", "The project."],
    ["ref", "The branch, tag or pull request: refs/heads/main."],
    ["ref_type", "branch, tag or pull-request."],
    ["branch", "The branch; of a pull request the one that it goes to."],
    ["pr", "The number of the pull request."],
    ["pr_branch", "The branch that the pull request comes from."],
    ["tag", "The tag."],
    ["repo", "The repository's name."],
    ["repo_slug", "OWNER/NAME."],
    ["job_type", "pipeline_job, debug_job or project_debug_job."],
    ["job_id", "The job."],
    ["wf_id", "The workflow."],
    ["ppl_id", "The pipeline."],
  ]),
  caveats: caveats(
    reference,
    "The audience is fixed: every service that trusts the organization's tokens has the same.",
    "branch of a pull request is the branch that it goes to: the rules read ref.",
  ),
  setup: [
    {
      title: "Use the token in a job",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: 'kubectl --token="$SEMAPHORE_OIDC_TOKEN" auth whoami\n',
        },
      ],
      source: reference,
    },
  ],
});
