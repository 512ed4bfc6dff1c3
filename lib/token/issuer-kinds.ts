/** The service that issued a token, as far as issuer and claims tell. */
export interface IssuerKind {
  /** Stable: "github-actions". */
  readonly id: string;
  readonly title: string;
}

/** Which kind of issuer a token comes from; undefined if nothing gives it away. */
export function detectIssuerKind(
  issuer: string,
  claims: ReadonlySet<string>,
): IssuerKind | undefined {
  const found = fingerprints.find(
    ({ url, has = [] }) =>
      (url === undefined || url.test(issuer)) && has.every((name) => claims.has(name)),
  );
  return found && { id: found.id, title: found.title };
}

interface Fingerprint extends IssuerKind {
  /** The `iss` it writes. */
  readonly url?: RegExp;
  /** Claims that its tokens have. */
  readonly has?: readonly string[];
}

/** The first that fits counts: those that an address gives away before those told by claims. */
const fingerprints: readonly Fingerprint[] = [
  {
    id: "github-actions",
    title: "GitHub Actions",
    url: /^https:\/\/token\.actions\.(githubusercontent\.com|[^/]+\.ghe\.com)(\/|$)/,
  },
  { id: "github-actions", title: "GitHub Actions", url: /\/_services\/token(\/|$)/ },
  { id: "forgejo-actions", title: "Forgejo Actions", url: /\/api\/actions\/?$/ },
  { id: "gitlab-ci", title: "GitLab CI", has: ["job_id", "pipeline_id", "project_path"] },
  { id: "gitlab", title: "GitLab", url: /^https:\/\/gitlab\.com$/ },
  { id: "gitlab", title: "GitLab", has: ["groups_direct"] },
  { id: "gitlab", title: "GitLab", url: /^https:\/\/gitlab[.-]/, has: ["nickname"] },
  { id: "google", title: "Google", url: /^(https:\/\/)?accounts\.google\.com$/ },
  { id: "gke", title: "GKE service account", url: /^https:\/\/container\.googleapis\.com\/v1\// },
  {
    id: "entra",
    title: "Microsoft Entra ID",
    url: /^https:\/\/login\.(microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)\/[^/]+\/v2\.0$/,
  },
  {
    id: "entra-v1",
    title: "Microsoft Entra ID (v1)",
    url: /^https:\/\/(sts\.windows\.net|sts\.chinacloudapi\.cn)\/[^/]+\/$/,
  },
  {
    id: "azure-b2c",
    title: "Azure AD B2C",
    url: /^https:\/\/[^/]+\.(b2clogin|ciamlogin)\.com\//,
  },
  {
    id: "okta",
    title: "Okta",
    url: /^https:\/\/[^/]+\.(okta|oktapreview|okta-emea)\.com(\/oauth2\/[^/]+)?$/,
  },
  { id: "auth0", title: "Auth0", url: /^https:\/\/[^/]+\.auth0\.com\/$/ },
  {
    id: "cognito",
    title: "Amazon Cognito",
    url: /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//,
  },
  {
    id: "eks",
    title: "EKS service account",
    url: /^https:\/\/oidc\.eks\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)\/id\//,
  },
  {
    id: "aks",
    title: "AKS service account",
    url: /^https:\/\/[a-z0-9-]+\.oic\.(prod-aks\.azure\.com|[^/]{0,253}aks[^/]*)\//,
  },
  { id: "kubernetes", title: "Kubernetes service account", has: ["kubernetes.io"] },
  {
    id: "kubernetes",
    title: "Kubernetes service account",
    url: /^https:\/\/kubernetes\.default\.svc/,
  },
  {
    id: "bitbucket",
    title: "Bitbucket Pipelines",
    url: /^https:\/\/api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\//,
  },
  { id: "circleci", title: "CircleCI", url: /^https:\/\/oidc\.circleci\.com\/org\// },
  { id: "buildkite", title: "Buildkite", url: /^https:\/\/agent\.buildkite\.com$/ },
  {
    id: "hcp-terraform",
    title: "HCP Terraform",
    has: ["terraform_workspace_id", "terraform_run_phase"],
  },
  { id: "hcp-terraform", title: "HCP Terraform", url: /^https:\/\/app\.terraform\.io$/ },
  {
    id: "azure-devops",
    title: "Azure DevOps",
    url: /^https:\/\/vstoken\.dev\.azure\.com\/[^/]+$/,
  },
  { id: "vercel", title: "Vercel", url: /^https:\/\/oidc\.vercel\.com(\/[^/]+)?$/ },
  { id: "fly", title: "Fly.io", url: /^https:\/\/oidc\.fly\.io\/[^/]+$/ },
  { id: "spacelift", title: "Spacelift", url: /^https:\/\/[^/]+\.app\.spacelift\.io$/ },
  { id: "semaphore", title: "Semaphore", url: /^https:\/\/[^/]+\.semaphoreci\.com$/ },
  { id: "codefresh", title: "Codefresh", url: /^https:\/\/oidc\.codefresh\.io$/ },
  {
    id: "aws-outbound",
    title: "AWS",
    url: /^https:\/\/[^/]+\.tokens\.sts\.global\.api\.aws$/,
  },
  {
    id: "cloudflare-access",
    title: "Cloudflare Access",
    url: /^https:\/\/[^/]+\.cloudflareaccess\.com\/cdn-cgi\/access\/sso\/oidc\/[^/]+$/,
  },
  { id: "tsidp", title: "Tailscale", url: /\.ts\.net$/, has: ["tailnet"] },
  { id: "rancher", title: "Rancher", url: /\/oidc$/, has: ["auth_provider"] },
  { id: "jumpcloud", title: "JumpCloud", url: /^https:\/\/oauth\.id\.jumpcloud\.com\/$/ },
  { id: "onelogin", title: "OneLogin", url: /^https:\/\/[^/]+\.onelogin\.com\/oidc\/2$/ },
  { id: "pingone", title: "PingOne", url: /^https:\/\/auth\.pingone\.[a-z.]+\/[^/]+\/as$/ },
  { id: "authentik", title: "Authentik", url: /\/application\/o\/[^/]+\/$/ },
  { id: "kanidm", title: "Kanidm", url: /\/oauth2\/openid\/[^/]+$/ },
  { id: "keycloak", title: "Keycloak", url: /\/realms\/[^/]+$/ },
  { id: "vault", title: "Vault", url: /\/v1\/(.{1,500}\/)?identity\/oidc(\/provider\/[^/]+)?$/ },
  { id: "teleport", title: "Teleport", url: /\/workload-identity$/ },
  { id: "dex", title: "Dex", has: ["federated_claims"] },
  { id: "dex", title: "Dex", url: /\/dex\/?$/ },
  { id: "zitadel", title: "Zitadel", url: /\.zitadel\.cloud$/ },
  { id: "zitadel", title: "Zitadel", has: ["urn:zitadel:iam:org:project:roles"] },
  { id: "keycloak", title: "Keycloak", has: ["realm_access"] },
  { id: "cognito", title: "Amazon Cognito", has: ["cognito:username"] },
  { id: "buildkite", title: "Buildkite", has: ["organization_slug", "pipeline_slug"] },
  { id: "github-actions", title: "GitHub Actions", has: ["job_workflow_ref", "repository"] },
  { id: "bitbucket", title: "Bitbucket Pipelines", has: ["repositoryUuid", "pipelineUuid"] },
];
