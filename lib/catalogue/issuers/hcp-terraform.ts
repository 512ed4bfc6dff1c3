import { listOf, textOf } from "../answers.ts";
import { claimOf, hasClaim, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { choiceInput, issuerInput, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "HCP Terraform: workload identity tokens",
  "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens",
);

const messages = {
  organization: "not our organization",
  workspace: "not one of our workspaces",
  phase: "not a phase that may enter",
} as const;

/** Runs of HCP Terraform (Terraform Cloud) and Terraform Enterprise. */
export const hcpTerraform = workloadEntry({
  id: "hcp-terraform",
  title: "HCP Terraform",
  words: ["Terraform Cloud", "Terraform Enterprise", "TFC", "TFE"],
  openTo: "every workspace on HCP Terraform",
  inputs: [
    issuerInput({
      label: "Terraform",
      example: "https://app.terraform.io",
      default: "https://app.terraform.io",
      help: "HCP Terraform, or the URL of your Terraform Enterprise.",
      pattern: /[^/]$/,
      wrong: "Without a slash at the end.",
    }),
    textInput({
      id: "organization",
      label: "Organization ID",
      example: "org-GRNbCjYNpBB6NEBH",
      pattern: /^org-\w+$/,
      wrong: "It begins with org-.",
    }),
    textInput({
      id: "workspaces",
      kind: "list",
      label: "Workspace IDs",
      example: ["ws-mbsd5E3Ktt5Rg2Xm"],
      pattern: /^ws-\w+$/,
      wrong: "It begins with ws-.",
    }),
    choiceInput({
      id: "phases",
      kind: "choices",
      label: "Phases",
      default: ["plan", "apply"],
      options: [
        { value: "plan", label: "plan (reads)" },
        { value: "apply", label: "apply (writes)" },
      ],
    }),
  ],
  url: (answers) => textOf(answers, "url"),
  audience: {
    example: "https://k8s.example.com",
    help: "TFC_KUBERNETES_WORKLOAD_IDENTITY_AUDIENCE",
  },
  prefix: "hcp-terraform:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("terraform_organization_id"), [
        textOf(answers, "organization"),
      ]),
      message: messages.organization,
    },
    {
      expression: isOneOf(claimText("terraform_workspace_id"), listOf(answers, "workspaces")),
      message: messages.workspace,
    },
    {
      expression: isOneOf(claimText("terraform_run_phase"), listOf(answers, "phases")),
      message: messages.phase,
    },
  ],
  name: () => `${claimText("terraform_workspace_id")} + ":" + ${claimText("terraform_run_phase")}`,
  token: (answers) => {
    const [workspace = ""] = listOf(answers, "workspaces");
    const [phase = ""] = listOf(answers, "phases");
    return {
      title: `A ${phase} of the workspace`,
      claims: {
        jti: "1192426d-b525-4fde-9d42-f238be437bbd",
        sub: `organization:acme:project:infra:workspace:prod:run_phase:${phase}`,
        terraform_organization_id: textOf(answers, "organization"),
        terraform_organization_name: "acme",
        terraform_project_id: "prj-vegSA59s1XPwMr2t",
        terraform_project_name: "infra",
        terraform_workspace_id: workspace,
        terraform_workspace_name: "prod",
        terraform_run_id: "run-3nQgUDBpWaDQ6VMs",
        terraform_run_phase: phase,
        terraform_full_workspace: "organization:acme:project:infra:workspace:prod",
      },
      name: `${workspace}:${phase}`,
    };
  },
  variants: (answers) => {
    const [workspace = ""] = listOf(answers, "workspaces");
    return [
      {
        id: "apply",
        title: "An apply of the workspace",
        claims: {
          terraform_run_phase: "apply",
          sub: "organization:acme:project:infra:workspace:prod:run_phase:apply",
        },
        want: listOf(answers, "phases").includes("apply")
          ? { name: `${workspace}:apply` }
          : { refused: messages.phase },
      },
      refusal("other-phase", "Another phase", { terraform_run_phase: "test" }, messages.phase),
      refusal(
        "other-workspace",
        "Another workspace of the organization",
        { terraform_workspace_id: "ws-0000000000000001" },
        messages.workspace,
      ),
      refusal(
        "stranger",
        "A stranger's organization and workspace of the same names",
        {
          terraform_organization_id: "org-0000000000000002",
          terraform_workspace_id: "ws-0000000000000002",
        },
        messages.organization,
      ),
      refusal(
        "no-workspace",
        "A token without the workspace's id",
        { terraform_workspace_id: undefined },
        messages.workspace,
      ),
    ];
  },
  source: guide,
  recognise: (clues) => {
    const fits =
      clues.issuer === "https://app.terraform.io" || hasClaim(clues, "terraform_workspace_id");
    if (!fits || clues.issuer === "") return undefined;
    const workspace = claimOf(clues, "terraform_workspace_id");
    return known({
      url: clues.issuer,
      organization: claimOf(clues, "terraform_organization_id"),
      workspaces: listed(workspace),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "organization:…:project:…:workspace:…:run_phase:… ; names, which can change."],
    ["terraform_organization_id", "The organization."],
    ["terraform_project_id", "The project."],
    ["terraform_workspace_id", "The workspace."],
    ["terraform_run_id", "The run."],
    ["terraform_run_phase", "plan or apply."],
    ["terraform_organization_name", "For display."],
    ["terraform_project_name", "For display."],
    ["terraform_workspace_name", "For display."],
    ["terraform_full_workspace", "For display."],
  ]),
  caveats: caveats(
    guide,
    "All customers have the same issuer and choose the audience: only the rules keep strangers out.",
    "The phase is a part of the name: bind plan to view, apply to what it has to change.",
  ),
  setup: [
    {
      title: "Variables of the workspace (environment)",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `TFC_KUBERNETES_PROVIDER_AUTH=true
TFC_KUBERNETES_WORKLOAD_IDENTITY_AUDIENCE=https://k8s.example.com
`,
        },
        { kind: "do", text: "In the provider's block, give host and cluster_ca_certificate only." },
      ],
      source: guide,
    },
  ],
});
