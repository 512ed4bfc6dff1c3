import type { CatalogueEntry } from "./entry.ts";
import { auth0 } from "./issuers/auth0.ts";
import { authelia } from "./issuers/authelia.ts";
import { authentik } from "./issuers/authentik.ts";
import { cloudflareAccess } from "./issuers/cloudflare-access.ts";
import { cognito } from "./issuers/cognito.ts";
import { dex } from "./issuers/dex.ts";
import { entra } from "./issuers/entra.ts";
import { entraV1 } from "./issuers/entra-v1.ts";
import { genericOidc } from "./issuers/generic-oidc.ts";
import { githubActions } from "./issuers/github-actions.ts";
import { gitlab } from "./issuers/gitlab.ts";
import { gitlabCi } from "./issuers/gitlab-ci.ts";
import { google } from "./issuers/google.ts";
import { jumpcloud } from "./issuers/jumpcloud.ts";
import { kanidm } from "./issuers/kanidm.ts";
import { keycloak } from "./issuers/keycloak.ts";
import { okta } from "./issuers/okta.ts";
import { onelogin } from "./issuers/onelogin.ts";
import { pingone } from "./issuers/pingone.ts";
import { pocketId } from "./issuers/pocket-id.ts";
import { rancher } from "./issuers/rancher.ts";
import { tsidp } from "./issuers/tsidp.ts";
import { zitadel } from "./issuers/zitadel.ts";

/**
 * Every issuer that the page knows how to add. In the order in which a token or URL is compared with them: those that
 * an address gives away before those told by claims alone. A lazy chunk: nothing that the first paint needs imports it.
 */
export const catalogue: readonly CatalogueEntry[] = [
  entra,
  entraV1,
  google,
  okta,
  auth0,
  cognito,
  onelogin,
  pingone,
  jumpcloud,
  cloudflareAccess,
  tsidp,
  githubActions,
  gitlabCi,
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
