import type { CatalogueEntry } from "./entry.ts";
import { aks } from "./issuers/aks.ts";
import { auth0 } from "./issuers/auth0.ts";
import { authelia } from "./issuers/authelia.ts";
import { authentik } from "./issuers/authentik.ts";
import { awsOutbound } from "./issuers/aws-outbound.ts";
import { azureDevops } from "./issuers/azure-devops.ts";
import { bitbucket } from "./issuers/bitbucket.ts";
import { buildkite } from "./issuers/buildkite.ts";
import { circleci } from "./issuers/circleci.ts";
import { cloudflareAccess } from "./issuers/cloudflare-access.ts";
import { codefresh } from "./issuers/codefresh.ts";
import { cognito } from "./issuers/cognito.ts";
import { dex } from "./issuers/dex.ts";
import { eks } from "./issuers/eks.ts";
import { entra } from "./issuers/entra.ts";
import { entraV1 } from "./issuers/entra-v1.ts";
import { entraWorkload } from "./issuers/entra-workload.ts";
import { fly } from "./issuers/fly.ts";
import { forgejo } from "./issuers/forgejo.ts";
import { genericOidc } from "./issuers/generic-oidc.ts";
import { ghes } from "./issuers/ghes.ts";
import { githubActions } from "./issuers/github-actions.ts";
import { gitlab } from "./issuers/gitlab.ts";
import { gitlabCi } from "./issuers/gitlab-ci.ts";
import { gke } from "./issuers/gke.ts";
import { google } from "./issuers/google.ts";
import { googleWorkload } from "./issuers/google-workload.ts";
import { hcpTerraform } from "./issuers/hcp-terraform.ts";
import { jumpcloud } from "./issuers/jumpcloud.ts";
import { kanidm } from "./issuers/kanidm.ts";
import { keycloak } from "./issuers/keycloak.ts";
import { kubernetes } from "./issuers/kubernetes.ts";
import { okta } from "./issuers/okta.ts";
import { onelogin } from "./issuers/onelogin.ts";
import { pingone } from "./issuers/pingone.ts";
import { pocketId } from "./issuers/pocket-id.ts";
import { rancher } from "./issuers/rancher.ts";
import { semaphore } from "./issuers/semaphore.ts";
import { spacelift } from "./issuers/spacelift.ts";
import { spire } from "./issuers/spire.ts";
import { teleport } from "./issuers/teleport.ts";
import { tsidp } from "./issuers/tsidp.ts";
import { vault } from "./issuers/vault.ts";
import { vercel } from "./issuers/vercel.ts";
import { zitadel } from "./issuers/zitadel.ts";

/**
 * Every issuer that the page knows how to add. In the order in which a token or URL is compared with them: those that
 * an address gives away before those told by claims alone. A lazy chunk: nothing that the first paint needs imports it.
 */
export const catalogue: readonly CatalogueEntry[] = [
  entra,
  entraV1,
  entraWorkload,
  google,
  googleWorkload,
  githubActions,
  ghes,
  okta,
  auth0,
  cognito,
  onelogin,
  pingone,
  jumpcloud,
  cloudflareAccess,
  tsidp,
  azureDevops,
  bitbucket,
  circleci,
  buildkite,
  vercel,
  fly,
  spacelift,
  awsOutbound,
  semaphore,
  codefresh,
  eks,
  aks,
  gke,
  hcpTerraform,
  gitlabCi,
  forgejo,
  teleport,
  vault,
  kubernetes,
  spire,
  authentik,
  kanidm,
  rancher,
  keycloak,
  zitadel,
  gitlab,
  authelia,
  pocketId,
  dex,
  genericOidc,
];
