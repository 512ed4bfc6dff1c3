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
 * Scaleway Kapsule: a block of the cluster's resource (CreateClusterRequestOpenIDConnectConfig of scaleway-sdk-go v1.39.0,
 * whose names the Terraform provider has).
 */
export const scaleway: ExportTarget = {
  id: "scaleway",
  export: (input) => exportOneIssuer(input, product),
};

const file = "scaleway/open-id-connect.additions.tf";

const product: OneIssuerProduct = {
  name: "Scaleway",
  pairs: true,
  check: () => [],
  files: ({ groups, requiredClaims, ...settings }) => [
    {
      path: file,
      language: "hcl",
      text: `# Add the block to the resource of your cluster.
resource "scaleway_k8s_cluster" "cluster" {
${writeHcl(
  {
    open_id_connect_config: {
      block: {
        issuer_url: settings.issuerUrl,
        client_id: settings.clientId,
        username_claim: settings.usernameClaim,
        username_prefix: settings.usernamePrefix,
        ...(groups && { groups_claim: [groups.claim] }),
        ...(groups && groups.prefix !== "" && { groups_prefix: groups.prefix }),
        ...(requiredClaims.length > 0 && { required_claim: requiredClaims.map(formatPair) }),
      },
    },
  },
  2,
)}}
`,
    },
  ],
  guide: {
    minimum: "A Kapsule cluster of Scaleway, made with Terraform",
    activation: "Scaleway configures its control plane; nothing is restarted by hand.",
    location: "No node: a setting of the cluster at Scaleway",
    order: [
      `Add the block of ${file} to the resource scaleway_k8s_cluster that is there.`,
      ...terraformSteps("the block"),
    ],
    later: ["Change the block in the same place:", ...terraformSteps("the block").slice(1)],
    check: ["Terraform has nothing left to change:", command`terraform plan`],
    rollback: [
      "Take the block out again; users of the issuer get in no longer.",
      ...terraformSteps("the change"),
    ],
  },
};
