import { trimEndOf } from "../source/trim-end.ts";

/** A service that issues tokens, as far as our advice depends on it. */
export interface Provider {
  readonly id: string;
  readonly title: string;
  /** Fits the URL with or without its last slash. */
  readonly url: RegExp;
  /** Whether the URL that it writes into `iss` ends with a slash; absent if both occur. */
  readonly slash?: boolean;
  /** Only the provider runs a service at such an address, so a wrong slash is certainly wrong. */
  readonly certain?: true;
  /** Who can obtain a token of this issuer for any audience. Absent: people of the owner's own choice. */
  readonly openTo?: string;
  /** The caller chooses the audience; or the audience is a client that only its owner has. */
  readonly audience?: "chosen" | "client";
  /** Claims that say who owns the token, of which a rule must fix one. */
  readonly pins?: readonly Pin[];
  /** A rule to write, as an example. */
  readonly example?: string;
  /** Claims that every token has, beside iss, sub, aud, exp and iat. */
  readonly always?: readonly string[];
  /** `sub` cannot begin with "system:". */
  readonly safeSubject?: true;
}

/** A claim whose value says who owns the token. */
export interface Pin {
  readonly claim: string;
  /** A beginning of the value that names the owner completely; absent if only the whole value does. */
  readonly complete?: RegExp;
  /** An end of the value that does: the domain of an address. */
  readonly ending?: RegExp;
  /** The claim is a list, one entry of which must be there. */
  readonly list?: true;
}

/** The provider behind an issuer's URL; undefined if it is not a known one. */
export function findProvider(url: string): Provider | undefined {
  const bare = trimEndOf(url, "/");
  return providers.find((provider) => provider.url.test(bare));
}

const path: Pick<Pin, "complete"> = { complete: /^[^/*]+\// };
const organization: Pick<Pin, "complete"> = { complete: /^organization:[^:*]+:/ };

/** By URL without its last slash; the first that fits counts. */
const providers: readonly Provider[] = [
  {
    id: "github-actions",
    title: "GitHub Actions",
    url: /^https:\/\/token\.actions\.githubusercontent\.com$/,
    slash: false,
    certain: true,
    openTo: "every repository on GitHub",
    audience: "chosen",
    pins: [
      { claim: "repository_owner_id" },
      { claim: "repository_owner" },
      { claim: "repository_id" },
      { claim: "repository", ...path },
      { claim: "workflow_ref", ...path },
      { claim: "enterprise_id" },
      { claim: "enterprise" },
      { claim: "sub", complete: /^repo:[^/@*:]+[@/]/ },
    ],
    example: 'claims.repository_owner_id == "1234"',
    always: [
      "jti",
      "nbf",
      "repository",
      "repository_id",
      "repository_owner",
      "repository_owner_id",
      "repository_visibility",
      "actor",
      "actor_id",
      "ref",
      "ref_type",
      "ref_protected",
      "event_name",
      "workflow",
      "workflow_ref",
      "workflow_sha",
      "job_workflow_ref",
      "job_workflow_sha",
      "run_id",
      "run_number",
      "run_attempt",
      "runner_environment",
      "sha",
      "head_ref",
      "base_ref",
    ],
    safeSubject: true,
  },
  {
    id: "gitlab",
    title: "GitLab.com",
    url: /^https:\/\/gitlab\.com$/,
    slash: false,
    certain: true,
    openTo: "every project and every user on GitLab.com",
    audience: "chosen",
    pins: [
      { claim: "namespace_id" },
      { claim: "namespace_path", ...path },
      { claim: "project_id" },
      { claim: "project_path", ...path },
      { claim: "user_id" },
      { claim: "groups_direct", list: true, ...path },
      { claim: "sub", complete: /^project_path:[^/*]+\// },
    ],
    example: 'claims.?namespace_id.orValue("") == "72"',
    safeSubject: true,
  },
  {
    id: "google",
    title: "Google",
    url: /^(?:https:\/\/)?accounts\.google\.com$/,
    slash: false,
    certain: true,
    openTo: "every Google account and every service account on Google Cloud",
    audience: "chosen",
    pins: [{ claim: "hd" }, { claim: "sub" }, { claim: "email", ending: /^@[^@]+$/ }],
    example: 'claims.?hd.orValue("") == "example.com"',
    safeSubject: true,
  },
  {
    id: "entra-personal",
    title: "Microsoft personal accounts",
    url: /^https:\/\/login\.microsoftonline\.com\/9188040d-6c67-4c5b-b112-36a304b66dad\/v2\.0$/,
    slash: false,
    certain: true,
    openTo: "every personal Microsoft account",
    audience: "client",
    pins: [{ claim: "oid" }, { claim: "sub" }],
    example: 'claims.oid in ["00000000-0000-0000-0000-000000000000"]',
    safeSubject: true,
  },
  {
    id: "buildkite",
    title: "Buildkite",
    url: /^https:\/\/agent\.buildkite\.com$/,
    slash: false,
    certain: true,
    openTo: "every pipeline on Buildkite",
    audience: "chosen",
    pins: [
      { claim: "organization_slug" },
      { claim: "organization_id" },
      { claim: "pipeline_id" },
      { claim: "sub", ...organization },
    ],
    example: 'claims.organization_slug == "acme"',
    always: ["nbf", "organization_slug", "pipeline_slug", "build_number", "build_commit", "job_id"],
    safeSubject: true,
  },
  {
    id: "hcp-terraform",
    title: "HCP Terraform",
    url: /^https:\/\/app\.terraform\.io$/,
    slash: false,
    certain: true,
    openTo: "every workspace on HCP Terraform",
    audience: "chosen",
    pins: [
      { claim: "terraform_organization_id" },
      { claim: "terraform_organization_name" },
      { claim: "terraform_project_id" },
      { claim: "terraform_workspace_id" },
      { claim: "sub", ...organization },
    ],
    example: 'claims.terraform_organization_id == "org-1234"',
    always: [
      "nbf",
      "jti",
      "terraform_organization_id",
      "terraform_organization_name",
      "terraform_project_id",
      "terraform_project_name",
      "terraform_workspace_id",
      "terraform_workspace_name",
      "terraform_run_id",
      "terraform_run_phase",
    ],
    safeSubject: true,
  },
  {
    id: "vercel",
    title: "Vercel",
    url: /^https:\/\/oidc\.vercel\.com$/,
    slash: false,
    certain: true,
    openTo: "every project on Vercel",
    audience: "chosen",
    pins: [
      { claim: "owner_id" },
      { claim: "owner" },
      { claim: "project_id" },
      { claim: "sub", complete: /^owner:[^:*]+:/ },
    ],
    example: 'claims.owner_id == "team_1234"',
    safeSubject: true,
  },
  {
    id: "codefresh",
    title: "Codefresh",
    url: /^https:\/\/oidc\.codefresh\.io$/,
    slash: false,
    certain: true,
    openTo: "every pipeline on Codefresh",
    audience: "chosen",
    pins: [
      { claim: "account_id" },
      { claim: "pipeline_id" },
      { claim: "sub", complete: /^account:[^:*]+:/ },
    ],
    example: 'claims.account_id == "1234"',
    safeSubject: true,
  },
  {
    id: "circleci",
    title: "CircleCI",
    url: /^https:\/\/oidc\.circleci\.com\/org\/[^/]+$/,
    slash: false,
    certain: true,
    openTo: "every project of the CircleCI organization",
    audience: "client",
    pins: [
      { claim: "oidc.circleci.com/project-id" },
      { claim: "oidc.circleci.com/context-ids", list: true },
      { claim: "sub", complete: /^org\/[^/*]+\/project\/[^/*]+\// },
    ],
    example: 'claims["oidc.circleci.com/project-id"] == "1234"',
    always: ["oidc.circleci.com/project-id"],
    safeSubject: true,
  },
  {
    id: "bitbucket",
    title: "Bitbucket Pipelines",
    url: /^https:\/\/api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/,
    slash: false,
    certain: true,
    openTo: "every repository of the Bitbucket workspace",
    audience: "client",
    pins: [
      { claim: "repositoryUuid" },
      { claim: "deploymentEnvironmentUuid" },
      { claim: "sub", complete: /^\{[^}]+\}:/ },
    ],
    example: 'claims.repositoryUuid == "{1234}"',
    always: ["repositoryUuid", "workspaceUuid", "pipelineUuid", "stepUuid"],
    safeSubject: true,
  },
  {
    id: "jumpcloud",
    title: "JumpCloud",
    url: /^https:\/\/oauth\.id\.jumpcloud\.com$/,
    slash: true,
    certain: true,
    openTo: "people of every JumpCloud organization whose client has this audience",
    audience: "client",
    pins: [
      { claim: "sub" },
      { claim: "email", ending: /^@[^@]+$/ },
      { claim: "groups", list: true, complete: /./ },
    ],
    example: '"kubernetes" in claims.?groups.orValue([])',
  },
  {
    id: "entra-v1",
    title: "Microsoft Entra ID (v1)",
    url: /^https:\/\/sts\.(?:windows\.net|chinacloudapi\.cn)\/[^/]+$/,
    slash: true,
    certain: true,
    always: ["tid", "oid", "ver", "nbf"],
    safeSubject: true,
  },
  {
    id: "entra",
    title: "Microsoft Entra ID",
    url: /^https:\/\/login\.(?:microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)\/[^/]+\/v2\.0$/,
    slash: false,
    certain: true,
    always: ["tid", "oid", "ver", "nbf"],
    safeSubject: true,
  },
  {
    id: "auth0",
    title: "Auth0",
    url: /^https:\/\/[^/]+\.auth0\.com$/,
    slash: true,
    certain: true,
    safeSubject: true,
  },
  {
    id: "okta",
    title: "Okta",
    url: /^https:\/\/[^/]+\.(?:okta|oktapreview|okta-emea)\.com(?:\/oauth2\/[^/]+)?$/,
    slash: false,
    certain: true,
    safeSubject: true,
  },
  {
    id: "cognito",
    title: "Amazon Cognito",
    url: /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/[^/]+$/,
    slash: false,
    certain: true,
    always: ["token_use", "cognito:username"],
    safeSubject: true,
  },
  {
    id: "aks",
    title: "AKS",
    url: /^https:\/\/[a-z0-9-]+\.oic\.prod-aks\.azure\.com\/.+$/,
    slash: true,
    certain: true,
    always: ["kubernetes.io"],
  },
  {
    id: "eks",
    title: "EKS",
    url: /^https:\/\/oidc\.eks\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)\/id\/[^/]+$/,
    slash: false,
    certain: true,
    always: ["kubernetes.io"],
  },
  {
    id: "onelogin",
    title: "OneLogin",
    url: /^https:\/\/[^/]+\.onelogin\.com\/oidc\/2$/,
    slash: false,
    certain: true,
    safeSubject: true,
  },
  {
    id: "pingone",
    title: "PingOne",
    url: /^https:\/\/auth\.pingone\.[a-z.]+\/[^/]+\/as$/,
    slash: false,
    certain: true,
    safeSubject: true,
  },
  { id: "authentik", title: "Authentik", url: /\/application\/o\/[^/]+$/, slash: true },
  { id: "kanidm", title: "Kanidm", url: /\/oauth2\/openid\/[^/]+$/, slash: false },
  { id: "keycloak", title: "Keycloak", url: /\/realms\/[^/]+$/, slash: false, safeSubject: true },
];
