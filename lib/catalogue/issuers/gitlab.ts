import { listOf, textOf } from "../answers.ts";
import { hasClaim } from "../clues.ts";
import type { Source } from "../entry.ts";
import { claimFacts } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { peopleEntry } from "../people.ts";

const jobs: Source = {
  kind: "documentation",
  title: "GitLab: ID token authentication",
  url: "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
};

const provider: Source = {
  kind: "documentation",
  title: "GitLab: OpenID Connect provider",
  url: "https://docs.gitlab.com/integration/openid_connect_provider/",
};

/** How the tokens of jobs are told from those of people. */
export const jobMarker = "has(claims.job_id)";

/** The URL of GitLab.com or of an instance. */
export const gitlabUrl = issuerInput({
  label: "GitLab",
  example: "https://gitlab.com",
  default: "https://gitlab.com",
  help: "GitLab.com or your instance.",
  pattern: /[^/]$/,
  wrong: "Without a slash at the end.",
});

/** Whether an issuer is a GitLab, as far as can be seen. */
function isGitlab(issuer: string): boolean {
  return issuer === "https://gitlab.com" || /^https:\/\/gitlab[.-][^/]+$/.test(issuer);
}

/** People of GitLab. */
export const gitlab = peopleEntry({
  id: "gitlab",
  title: "GitLab",
  words: ["GitLab.com", "OAuth application"],
  openTo: "everyone with an account at this GitLab",
  population: {
    beside: ["gitlab-ci"],
    marker: `!${jobMarker}`,
    message: "tokens of jobs are not for people",
  },
  inputs: [gitlabUrl],
  url: (answers) => textOf(answers, "url"),
  audience: {
    label: "Application ID",
    help: "Of an OAuth application that only this cluster uses.",
    example: "7fd8f1e37b2b6d5a9a8d3c4be1f2a05c9c1d7b3f40a8e6d2b5c9e7f1a3d4c6b8",
  },
  prefix: "gitlab:",
  groups: {
    claim: "groups_direct",
    form: "list",
    example: ["platform/sre"],
    other: "platform",
    help: "Full paths. Only direct membership counts: a member of platform is not one of platform/sre.",
    pattern: /^[^\s/]+(?:\/[^\s/]+)*$/,
    wrong: "The full path of the group, without a slash around it.",
  },
  person: () => ({
    sub: "42",
    auth_time: 1_789_999_000,
    name: "Jane Doe",
    nickname: "jane",
    preferred_username: "jane",
    email: "jane@example.com",
    email_verified: true,
  }),
  personas: (answers, base) => [
    {
      id: "job",
      title: "A CI/CD job that asks for the application's ID as its audience",
      claims: {
        ...base.claims,
        sub: "project_path:evil/app:ref_type:branch:ref:main",
        project_path: "evil/app",
        project_id: "999",
        job_id: "9",
        groups_direct: listOf(answers, "groups"),
      },
      want: {
        verdict: "unauthorized",
        code: "rule-false",
        message: "tokens of jobs are not for people",
      },
      source: jobs,
    },
  ],
  source: provider,
  recognise: (clues) => {
    if (hasClaim(clues, "job_id")) return undefined;
    const gives =
      isGitlab(clues.issuer) ||
      hasClaim(clues, "groups_direct") ||
      (Array.isArray(clues.discovery.claims_supported) &&
        clues.discovery.claims_supported.includes("groups_direct"));
    return gives && clues.issuer !== "" ? { url: clues.issuer } : undefined;
  },
  claims: [
    {
      name: "sub",
      type: "string",
      meaning: "The user's id, a number as a text.",
      source: provider,
    },
    {
      name: "groups_direct",
      type: "list of strings",
      meaning: "Paths of the groups with direct membership.",
      source: provider,
    },
    {
      name: "preferred_username",
      type: "string",
      meaning: "The user name; it can change.",
      source: provider,
    },
    {
      name: "nickname",
      type: "string",
      meaning: "The user name; it can change.",
      source: provider,
    },
    { name: "name", type: "string", meaning: "For display.", source: provider },
    { name: "email", type: "string", meaning: "The public e-mail address.", source: provider },
    {
      name: "email_verified",
      type: "boolean",
      meaning: "Whether the address is confirmed.",
      source: provider,
    },
    { name: "auth_time", type: "number", meaning: "When the user logged in.", source: provider },
    ...claimFacts(jobs, [
      ["job_id", "The job; people's tokens have none."],
      ["project_id", "The project of the job; people's tokens have none."],
      ["project_path", "Its path; people's tokens have none."],
    ]),
  ],
  caveats: [
    {
      text: "Jobs have the same issuer and choose their audience, also the ID of this application. The first rule keeps them out.",
      source: provider,
    },
    {
      text: "groups and the claims of roles are in the answer of the userinfo endpoint only, not in the token.",
      source: provider,
    },
    { text: "The path of a group can change, and another group can take it.", source: provider },
  ],
  setup: [
    {
      title: "Create the OAuth application",
      steps: [
        { kind: "do", text: "Group, user or instance settings → Applications → New application." },
        {
          kind: "do",
          text: "Redirect URIs http://localhost:8000 and http://localhost:18000, not confidential, scopes openid, profile, email.",
        },
        { kind: "do", text: "The Application ID is the client ID." },
      ],
      source: provider,
    },
  ],
  scopes: ["profile", "email"],
});
