import { writeHcl } from "../hcl-text.ts";
import { command } from "../shell.ts";
import type { ExportTarget } from "../types.ts";
import { exportOneIssuer, type OneIssuerProduct, terraformSteps } from "./one-issuer.ts";

/** Exoscale SKS: a block of the cluster's resource (SksOidc of exoscale-rs 3.0.0, whose names the Terraform provider has). */
export const exoscale: ExportTarget = {
  id: "exoscale",
  export: (input) => exportOneIssuer(input, product),
};

const file = "exoscale/oidc.additions.tf";

const product: OneIssuerProduct = {
  name: "Exoscale",
  check: () => [],
  files: ({ groups, requiredClaims, ...settings }) => [
    {
      path: file,
      language: "hcl",
      text: `# Add the block to the resource of your cluster.
resource "exoscale_sks_cluster" "cluster" {
${writeHcl(
  {
    oidc: {
      block: {
        issuer_url: settings.issuerUrl,
        client_id: settings.clientId,
        username_claim: settings.usernameClaim,
        username_prefix: settings.usernamePrefix,
        ...(groups && { groups_claim: groups.claim }),
        ...(groups && groups.prefix !== "" && { groups_prefix: groups.prefix }),
        ...(requiredClaims.length > 0 && {
          required_claim: {
            map: Object.fromEntries(requiredClaims.map(({ claim, value }) => [claim, value])),
          },
        }),
      },
    },
  },
  2,
)}}
`,
    },
  ],
  guide: {
    minimum: "An SKS cluster of Exoscale, made with Terraform",
    activation:
      "Exoscale configures its control plane; whether it takes the block for a cluster that exists is not proved.",
    location: "No node: a setting of the cluster at Exoscale",
    order: [
      `Add the block of ${file} to the resource exoscale_sks_cluster that is there.`,
      ...terraformSteps("the block"),
    ],
    later: ["Change the block in the same place:", ...terraformSteps("the block")],
    check: ["Terraform has nothing left to change:", command`terraform plan`],
    rollback: [
      "Take the block out again; users of the issuer get in no longer.",
      ...terraformSteps("the change"),
    ],
  },
};
