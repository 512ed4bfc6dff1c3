import { signingAlgorithms } from "../../token/algorithms.ts";
import { encodeBase64 } from "../base64.ts";
import { writeHcl } from "../hcl-text.ts";
import { command } from "../shell.ts";
import type { ExportTarget } from "../types.ts";
import {
  exportOneIssuer,
  formatPair,
  type OneIssuerProduct,
  terraformSteps,
} from "./one-issuer.ts";

/**
 * OVHcloud's managed Kubernetes: a resource beside the cluster, with the authority and the algorithms (KubeOidcArgs of
 * @ovhcloud/pulumi-ovh 2.19.1 and ovh_cloud_project_kube_oidc of its Terraform provider).
 */
export const ovhcloud: ExportTarget = {
  id: "ovhcloud",
  export: (input) => exportOneIssuer(input, product),
};

const file = "ovhcloud/oidc.tf";

const product: OneIssuerProduct = {
  name: "OVHcloud",
  takesAuthority: true,
  takesAlgorithms: true,
  pairs: true,
  check: () => [],
  files: ({ groups, requiredClaims, authority, ...settings }) => [
    {
      path: file,
      language: "hcl",
      text: `variable "service_name" {
  type = string
}

variable "kube_id" {
  type = string
}

resource "ovh_cloud_project_kube_oidc" "issuer" {
${writeHcl(
  {
    service_name: { raw: "var.service_name" },
    kube_id: { raw: "var.kube_id" },
    issuer_url: settings.issuerUrl,
    client_id: settings.clientId,
    oidc_username_claim: settings.usernameClaim,
    oidc_username_prefix: settings.usernamePrefix,
    ...(groups && { oidc_groups_claim: [groups.claim] }),
    ...(groups && groups.prefix !== "" && { oidc_groups_prefix: groups.prefix }),
    ...(requiredClaims.length > 0 && { oidc_required_claim: requiredClaims.map(formatPair) }),
    oidc_signing_algs: signingAlgorithms,
    ...(authority !== "" && { oidc_ca_content: encodeBase64(authority) }),
  },
  2,
)}}
`,
    },
  ],
  guide: {
    minimum: "A managed Kubernetes cluster of OVHcloud, made with Terraform",
    activation: "OVHcloud configures its control plane; nothing is restarted by hand.",
    location: "No node: a setting of the cluster at OVHcloud",
    order: [
      `Put ${file} beside the files of the cluster, and give it the two variables.`,
      ...terraformSteps("it"),
    ],
    later: ["Change the resource in the same place:", ...terraformSteps("it").slice(1)],
    check: ["Terraform has nothing left to change:", command`terraform plan`],
    rollback: [
      "Take the resource out again; users of the issuer get in no longer.",
      ...terraformSteps("the change"),
    ],
  },
};
