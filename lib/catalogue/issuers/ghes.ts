import { textOf } from "../answers.ts";
import { caveats } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import { githubAnswers, githubFacts, reference } from "./github.ts";
import { githubHelp, githubInputs } from "./github-inputs.ts";

const url = /^https:\/\/[^/]+\/_services\/token$/;

/** Jobs of GitHub Enterprise Server. */
export const ghes = workloadEntry({
  id: "ghes",
  title: "GitHub Enterprise Server (Actions)",
  words: ["GHES", "GitHub Enterprise", "workflow"],
  openTo: "every repository on this server",
  inputs: [
    issuerInput({
      example: "https://github.example.com/_services/token",
      pattern: url,
      wrong: "https://HOST/_services/token",
    }),
    ...githubInputs(githubHelp),
  ],
  url: (answers) => textOf(answers, "url"),
  prefix: "ghes:",
  ...githubFacts,
  source: reference,
  recognise: (clues) =>
    url.test(clues.issuer) ? { url: clues.issuer, ...githubAnswers(clues) } : undefined,
  caveats: caveats(
    reference,
    "Every repository on the server can ask for a token with your audience: only the rules keep the others out.",
    "The API server must be able to reach the server, and trust its certificate: set certificateAuthority if its authority is your own.",
  ),
  setup: [
    {
      title: "Let the job ask for a token",
      steps: [
        {
          kind: "code",
          language: "yaml",
          text: `permissions:
  id-token: write
  contents: read
`,
        },
      ],
      source: reference,
    },
  ],
});
