import type { Input } from "../entry.ts";
import { choiceInput, digits, textInput, trimmed } from "../inputs.ts";

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
      help: "Protect such tags with a rule set: every user who can push one can deploy.",
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
