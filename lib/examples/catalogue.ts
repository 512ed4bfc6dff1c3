import type { Example } from "./example.ts";

/** What the menu says of an example before its documents are loaded. */
export interface CatalogueEntry {
  readonly id: string;
  readonly guide: string;
  readonly title: string;
  /** One sentence: the problem that it shows. */
  readonly problem: string;
  /** The example that puts it right. */
  readonly corrected?: string;
}

/** Shown on the first visit. */
export const firstExample = "gitlab";

/** The guides in the order of the menu. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: "gitlab",
    guide: "GitLab",
    title: "Users and pipelines, as published",
    problem:
      "Loads, and refuses every user with a group: the groups expression adds a string to a list.",
    corrected: "gitlab-corrected",
  },
  {
    id: "gitlab-corrected",
    guide: "GitLab",
    title: "Users and pipelines, corrected",
    problem:
      "dyn(…).map prefixes each group, and a job’s one group becomes a list too: both get in.",
  },
  {
    id: "gitlab-agent",
    guide: "GitLab",
    title: "Through the GitLab agent",
    problem:
      "A kubeconfig whose pat: bearer is for GitLab’s agent and not for the API server: no issuer can take it.",
  },
  {
    id: "authentik",
    guide: "Authentik and GitHub Actions",
    title: "People from Authentik",
    problem:
      "People without a groups claim are refused, and nothing keeps two providers’ names apart.",
  },
  {
    id: "github-open",
    guide: "Authentik and GitHub Actions",
    title: "Workflows of every repository",
    problem: "Anyone on GitHub gets in: no rule pins the repository or its owner.",
    corrected: "github-listed",
  },
  {
    id: "github-listed",
    guide: "Authentik and GitHub Actions",
    title: "Workflows of listed repositories",
    problem:
      "A rule lists the repositories that may enter; a stranger’s workflow is refused by it.",
  },
  {
    id: "github-grouped",
    guide: "Authentik and GitHub Actions",
    title: "Repository as group, as published",
    problem:
      "The binding names repo:… while the mapping gives github-actions:repo:…, so the main branch gains nothing.",
    corrected: "github-corrected",
  },
  {
    id: "github-corrected",
    guide: "Authentik and GitHub Actions",
    title: "Repository as group, corrected",
    problem:
      "Bindings name what the mapping gives, groups carry a prefix, a missing claim no longer refuses.",
  },
  {
    id: "emk-basic",
    guide: "EMK (Gardener)",
    title: "Basic, as published",
    problem: "It says claims: instead of claim:, and kube-apiserver refuses to start with it.",
    corrected: "emk-basic-corrected",
  },
  {
    id: "emk-basic-corrected",
    guide: "EMK (Gardener)",
    title: "Basic, corrected",
    problem: "The same with claim:. What a person may do depends on the namespace.",
  },
  {
    id: "emk-multi",
    guide: "EMK (Gardener)",
    title: "Two issuers, as published",
    problem: "The same misspelt field in each issuer, reported four times.",
    corrected: "emk-multi-corrected",
  },
  {
    id: "emk-multi-corrected",
    guide: "EMK (Gardener)",
    title: "Two issuers, corrected",
    problem: "Prefixes became internal: and external:, while the bindings still say oidc:.",
  },
  {
    id: "emk-advanced",
    guide: "EMK (Gardener)",
    title: "Advanced, as published",
    problem:
      "Unknown fields in mappings and extra, and extra keys without a domain: it does not load.",
    corrected: "emk-advanced-corrected",
  },
  {
    id: "emk-advanced-corrected",
    guide: "EMK (Gardener)",
    title: "Advanced, corrected",
    problem:
      "Loads; a token of two hours and a number as employee_id are refused for different reasons.",
  },
  {
    id: "emk-zitadel",
    guide: "EMK (Gardener)",
    title: "Roles from Zitadel",
    problem: "Groups come from the claim roles:mycorp; a token without it has no groups at all.",
  },
  {
    id: "kanidm",
    guide: "Kanidm",
    title: "As published",
    problem: "The placeholder <MY KANIDM ADDRESS> is still there: no host name may hold it.",
    corrected: "kanidm-corrected",
  },
  {
    id: "kanidm-corrected",
    guide: "Kanidm",
    title: "With the address filled in",
    problem: "Empty prefixes and a username that its owner can change: names may be taken over.",
  },
];

/** The example of an id, loaded when asked for; undefined for an id that is not (or no longer) in the catalogue. */
export async function loadExample(id: string): Promise<Example | undefined> {
  const examples = await loadGuide(id);
  return examples?.find((example) => example.id === id);
}

async function loadGuide(id: string): Promise<readonly Example[] | undefined> {
  switch (catalogue.find((entry) => entry.id === id)?.guide) {
    case "GitLab":
      return (await import("./gitlab.ts")).examples;
    case "Authentik and GitHub Actions":
      return (await import("./authentik.ts")).examples;
    case "EMK (Gardener)":
      return (await import("./emk.ts")).examples;
    case "Kanidm":
      return (await import("./kanidm.ts")).examples;
    default:
      return undefined;
  }
}
