import { textOf } from "../answers.ts";
import { caveats, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import { githubAnswers, githubFacts } from "./github.ts";
import { githubInputs } from "./github-inputs.ts";

const guide = documentation(
  "Forgejo Actions: security, OpenID Connect",
  "https://forgejo.org/docs/latest/user/actions/security-openid-connect/",
);

const url = /^https:\/\/.+\/api\/actions$/;

/** Claims that only GitHub's tokens have. */
const ofGithub = ["environment", "runner_environment", "job_workflow_ref"];

/** Jobs of Forgejo Actions, version 15 and later. */
export const forgejo = workloadEntry({
  id: "forgejo",
  title: "Forgejo Actions",
  words: ["Codeberg", "Gitea"],
  openTo: "every repository on this Forgejo",
  inputs: [
    issuerInput({
      example: "https://git.example.com/api/actions",
      pattern: url,
      wrong: "The instance's URL with /api/actions.",
    }),
    ...githubInputs(
      {
        owner: "id of GET /api/v1/users/NAME.",
        repositories: "id of GET /api/v1/repos/OWNER/NAME.",
      },
      false,
    ),
  ],
  url: (answers) => textOf(answers, "url"),
  prefix: "forgejo:",
  ...githubFacts,
  token: (answers) => {
    const { claims, ...token } = githubFacts.token(answers);
    const own = Object.entries(claims).filter(([name]) => !ofGithub.includes(name));
    return { ...token, claims: Object.fromEntries(own) };
  },
  claims: githubFacts.claims
    .filter(({ name }) => !ofGithub.includes(name))
    .map((fact) =>
      fact.name === "sub"
        ? {
            ...fact,
            meaning: "repo:OWNER-ID/NAME-ID:… ; without the ids for older repositories.",
            source: guide,
          }
        : { ...fact, source: guide },
    ),
  source: guide,
  recognise: (clues) =>
    url.test(clues.issuer) ? { url: clues.issuer, ...githubAnswers(clues) } : undefined,
  caveats: caveats(
    guide,
    "The ids of repository and owner are in the token of recent versions only: without them the rules refuse.",
    "Pull requests from forks get no token.",
    "Gitea has no OpenID Connect for its Actions.",
  ),
  setup: [
    {
      title: "Let the job ask for a token",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `jobs:
  deploy:
    enable-openid-connect: true
`,
        },
        {
          kind: "code",
          language: "sh",
          text: `TOKEN=$(curl -sSf -G -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" --data-urlencode "audience=$AUDIENCE" "$ACTIONS_ID_TOKEN_REQUEST_URL" | jq -r .value)
`,
        },
      ],
      source: guide,
    },
  ],
});
