import { command } from "../shell.ts";
import type { ExportTarget } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { exportOneIssuer, type OneIssuerProduct, type OneIssuerSettings } from "./one-issuer.ts";

/**
 * EKS Anywhere: an OIDCConfig that the Cluster names, of which the flags of the API server are made (aws/eks-anywhere
 * pkg/api/v1alpha1/oidcconfig.go, pkg/clusterapi/extraargs.go at aebd9a0). Its extra arguments take no file.
 */
export const eksAnywhere: ExportTarget = {
  id: "eks-anywhere",
  export: (input) => exportOneIssuer(input, product),
};

const file = "eks-anywhere/oidc.additions.yaml";
const name = "issuer";
const upgrade = command`eksctl anywhere upgrade cluster -f '<cluster>.yaml'`;

const product: OneIssuerProduct = {
  name: "EKS Anywhere",
  pairs: true,
  check: checkEksAnywhere,
  files: (settings) => [
    {
      path: file,
      language: "yaml",
      text: `# Pieces to add to the file of the cluster: the reference to the Cluster, and the object below it.
${writeYaml({
  apiVersion: "anywhere.eks.amazonaws.com/v1alpha1",
  kind: "Cluster",
  spec: { identityProviderRefs: [{ kind: "OIDCConfig", name }] },
})}---
${writeYaml({
  apiVersion: "anywhere.eks.amazonaws.com/v1alpha1",
  kind: "OIDCConfig",
  metadata: { name },
  spec: write(settings),
})}`,
    },
  ],
  guide: {
    minimum: "EKS Anywhere on vSphere, Bare Metal, Nutanix or Snow",
    activation: "An upgrade of the cluster makes its control-plane machines anew, with the flags.",
    location: "No node: an object in the file of the cluster",
    order: [
      `Add the pieces of ${file} to the file of the cluster; a namespace that the Cluster names goes into both.`,
      "In the same edit, remove every oidc-* entry of apiServerExtraArgs: EKS Anywhere refuses them beside an OIDCConfig.",
      "A new cluster is created with it. A running one is upgraded, which its documents allow on vSphere only:",
      upgrade,
    ],
    later: ["Change the OIDCConfig in the same file:", upgrade],
    check: ["The control-plane machines are new and ready:", command`kubectl get nodes`],
    rollback: [
      "Take the reference and the object out again; users of the issuer get in no longer:",
      upgrade,
    ],
  },
};

function write(settings: OneIssuerSettings): Readonly<Record<string, unknown>> {
  const { groups, requiredClaims } = settings;
  return {
    issuerUrl: settings.issuerUrl,
    clientId: settings.clientId,
    usernameClaim: settings.usernameClaim,
    usernamePrefix: settings.usernamePrefix,
    ...(groups && { groupsClaim: groups.claim }),
    ...(groups && groups.prefix !== "" && { groupsPrefix: groups.prefix }),
    ...(requiredClaims.length > 0 && {
      requiredClaims: requiredClaims.map(({ claim, value }) => ({ claim, value })),
    }),
  };
}

function checkEksAnywhere(settings: OneIssuerSettings): string[] {
  const { requiredClaims, groups } = settings;
  const texts = [
    ...[settings.issuerUrl, settings.clientId, settings.usernameClaim, settings.usernamePrefix],
    ...(groups ? [groups.claim, groups.prefix] : []),
    ...requiredClaims.flatMap(({ claim, value }) => [claim, value]),
  ];
  return [
    ...(requiredClaims.length > 1
      ? [
          `EKS Anywhere takes one required claim and refuses more: ${requiredClaims.map(({ claim }) => claim).join(", ")}`,
        ]
      : []),
    // It puts the values between quotes as they are, without escapes.
    ...texts
      .filter((text) => /["\\\n]/.test(text))
      .map(
        (text) =>
          `EKS Anywhere writes values between quotes without escapes, so that this one is not read as it is: ${JSON.stringify(text)}`,
      ),
  ];
}
