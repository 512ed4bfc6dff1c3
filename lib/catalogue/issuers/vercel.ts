import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { choiceInput, slugInput, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation("Vercel: OIDC reference", "https://vercel.com/docs/oidc/reference");

const host = /^https:\/\/oidc\.vercel\.com(?:\/([a-z0-9-]+))?$/;

const messages = {
  team: "not our team",
  project: "not one of our projects",
  environment: "not an environment that may enter",
} as const;

/** Deployments and functions of Vercel. */
export const vercel = workloadEntry({
  id: "vercel",
  title: "Vercel",
  words: ["Next.js", "functions"],
  openTo: "every project on Vercel",
  inputs: [
    choiceInput({
      id: "mode",
      label: "Issuer mode",
      default: "team",
      options: [
        { value: "team", label: "Team (recommended)" },
        { value: "global", label: "Global" },
      ],
    }),
    slugInput({
      id: "slug",
      label: "Team",
      help: "The slug, as in the URL of the dashboard.",
      example: "acme",
      when: { input: "mode", is: ["team"] },
    }),
    textInput({
      id: "team",
      label: "Team ID",
      help: "Team settings → General.",
      example: "team_7Gw5ZMzpQA8h90F832KGp7nwbuh3",
      pattern: /^(?:team_)?\w+$/,
      wrong: "It begins with team_.",
    }),
    textInput({
      id: "projects",
      kind: "list",
      label: "Project IDs",
      help: "Project settings → General.",
      example: ["prj_7Gw5ZMBpQA8h9GF832KGp7nwbuh3"],
      pattern: /^prj_\w+$/,
      wrong: "It begins with prj_.",
    }),
    textInput({
      id: "environments",
      kind: "list",
      label: "Environments",
      help: "Previews are built from every branch.",
      example: ["production"],
      default: ["production"],
      pattern: /^\S+$/,
      wrong: "production, preview, development, or a custom environment.",
    }),
  ],
  url: (answers) =>
    textOf(answers, "mode") === "global"
      ? "https://oidc.vercel.com"
      : `https://oidc.vercel.com/${textOf(answers, "slug")}`,
  audience: { example: "https://vercel.com/acme", help: "By default https://vercel.com/TEAM." },
  prefix: "vercel:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("owner_id"), [textOf(answers, "team")]),
      message: messages.team,
    },
    {
      expression: isOneOf(claimText("project_id"), listOf(answers, "projects")),
      message: messages.project,
    },
    {
      expression: isOneOf(claimText("environment"), listOf(answers, "environments")),
      message: messages.environment,
    },
  ],
  name: () => `${claimText("project_id")} + ":" + ${claimText("environment")}`,
  token: (answers) => {
    const [project = ""] = listOf(answers, "projects");
    const [environment = ""] = listOf(answers, "environments");
    return {
      title: `The project in ${environment}`,
      claims: {
        sub: `owner:acme:project:site:environment:${environment}`,
        scope: `owner:acme:project:site:environment:${environment}`,
        owner: "acme",
        owner_id: textOf(answers, "team"),
        project: "site",
        project_id: project,
        environment,
      },
      name: `${project}:${environment}`,
    };
  },
  variants: () => [
    refusal(
      "preview",
      "A preview of a pull request",
      { environment: "preview" },
      messages.environment,
    ),
    refusal(
      "development",
      "A developer's machine",
      { environment: "development" },
      messages.environment,
    ),
    refusal(
      "other-project",
      "Another project of the team",
      { project_id: "prj_0000000000000000000000000001", project: "other" },
      messages.project,
    ),
    refusal(
      "stranger",
      "A stranger's team and project of the same names",
      {
        owner_id: "team_000000000000000000000002",
        project_id: "prj_0000000000000000000000000002",
      },
      messages.team,
    ),
    refusal("no-team", "A token without owner_id", { owner_id: undefined }, messages.team),
  ],
  source: guide,
  recognise: (clues) => {
    const found = host.exec(clues.issuer);
    if (found === null) return undefined;
    const project = claimOf(clues, "project_id");
    const environment = claimOf(clues, "environment");
    return known({
      mode: found[1] === undefined ? "global" : "team",
      slug: found[1],
      team: claimOf(clues, "owner_id"),
      projects: listed(project),
      environments: listed(environment),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "owner:…:project:…:environment:… ; names, which can change."],
    ["owner", "The team's name."],
    ["owner_id", "The team."],
    ["project", "The project's name."],
    ["project_id", "The project."],
    ["environment", "production, preview, development, or a custom one."],
    ["scope", "The same as sub."],
  ]),
  caveats: caveats(
    guide,
    "In the global mode every team of Vercel has the same issuer: only the rules keep strangers out.",
    "Tokens of functions live for two hours, those of development for twelve.",
  ),
  setup: [
    {
      title: "Use the token in a function",
      steps: [
        {
          kind: "do",
          text: "Project settings → Security → Secure backend access with OIDC federation: Team.",
        },
        {
          kind: "do",
          text: "getVercelOidcToken() of @vercel/oidc gives the token; in a build it is VERCEL_OIDC_TOKEN.",
        },
      ],
      source: guide,
    },
  ],
});
