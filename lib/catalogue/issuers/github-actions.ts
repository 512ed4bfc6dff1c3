import { textOf } from "../answers.ts";
import { known } from "../clues.ts";
import type { Answers } from "../entry.ts";
import { choiceInput, textInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import { githubAnswers, githubFacts, reference } from "./github.ts";
import { githubHelp, githubInputs } from "./github-inputs.ts";

const host = "https://token.actions.githubusercontent.com";
const residency = /^https:\/\/token\.actions\.([a-z0-9-]+)\.ghe\.com(?:\/([a-z0-9-]+))?$/;
const enterprise = /^https:\/\/token\.actions\.githubusercontent\.com\/([a-z0-9-]+)$/;

/** Jobs of GitHub Actions at GitHub.com, of an enterprise's own issuer, and with data residency. */
export const githubActions = workloadEntry({
  id: "github-actions",
  title: "GitHub Actions",
  words: ["GitHub.com", "GitHub Enterprise Cloud", "ghe.com", "workflow", "gha"],
  openTo: "every repository on GitHub",
  inputs: [
    choiceInput({
      id: "host",
      label: "GitHub",
      default: "github.com",
      options: [
        { value: "github.com", label: "GitHub.com" },
        { value: "enterprise", label: "GitHub.com, with the issuer of our enterprise" },
        { value: "residency", label: "ghe.com (data residency)" },
      ],
    }),
    textInput({
      id: "enterprise",
      label: "Enterprise",
      help: "The slug that the enterprise's policy adds to the issuer.",
      example: "acme-inc",
      when: { input: "host", is: ["enterprise"] },
      pattern: /^[a-z0-9-]+$/,
      wrong: "The slug: lower-case letters, digits and dashes.",
    }),
    textInput({
      id: "subdomain",
      label: "Subdomain of ghe.com",
      example: "acme",
      when: { input: "host", is: ["residency"] },
      pattern: /^[a-z0-9-]+$/,
      wrong: "What is before .ghe.com.",
    }),
    ...githubInputs(githubHelp),
  ],
  url: urlOf,
  prefix: "gha:",
  ...githubFacts,
  source: reference,
  recognise: (clues) => {
    const { issuer } = clues;
    const [, slug] = enterprise.exec(issuer) ?? [];
    const [, subdomain] = residency.exec(issuer) ?? [];
    if (issuer !== host && slug === undefined && subdomain === undefined) return undefined;
    const kind = slug ? "enterprise" : subdomain ? "residency" : "github.com";
    return { host: kind, ...known({ enterprise: slug, subdomain }), ...githubAnswers(clues) };
  },
  caveats: [
    {
      text: "Any repository on GitHub can ask for a token with your audience: only the rules keep strangers out.",
      source: reference,
    },
    {
      text: "sub has another form in repositories that were made, renamed or transferred after 15 July 2026. The rules use ids, which both forms have.",
      source: reference,
    },
    { text: 'Every value is a text: true is "true".', source: reference },
    {
      text: "A job of any branch can name an environment that has no protection rules.",
      source: reference,
    },
  ],
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
        {
          kind: "code",
          language: "sh",
          text: `TOKEN=$(curl -sSf -G -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" --data-urlencode "audience=$AUDIENCE" "$ACTIONS_ID_TOKEN_REQUEST_URL" | jq -r .value)
echo "::add-mask::$TOKEN"
kubectl --token="$TOKEN" auth whoami
`,
        },
      ],
      source: reference,
    },
  ],
});

function urlOf(answers: Answers): string {
  switch (textOf(answers, "host")) {
    case "enterprise":
      return `${host}/${textOf(answers, "enterprise")}`;
    case "residency":
      return `https://token.actions.${textOf(answers, "subdomain")}.ghe.com`;
    default:
      return host;
  }
}
