import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput } from "../types.ts";
import { objectWords } from "./object-words.ts";
import { exportOneIssuer, type OneIssuerProduct, type OneIssuerSettings } from "./one-issuer.ts";

/**
 * EKS: one identity provider of a cluster (OidcIdentityProviderConfigRequest of aws-sdk-go-v2/service/eks v1.105.6; the
 * chapter "Authenticate users with an OIDC identity provider" of its user guide).
 */
export const eks: ExportTarget = {
  id: "eks",
  export: (input) => exportOneIssuer(input, productFor(input)),
};

function productFor(input: ReadableInput): OneIssuerProduct {
  const { name } = objectWords(input, { name: "<cluster>" });
  const provider = shell`--cluster-name ${name} --identity-provider-config type=oidc,name=issuer`;
  const describe = command`aws eks describe-identity-provider-config ${provider}`;
  const associate = command`aws eks associate-identity-provider-config --cluster-name ${name} --oidc file://eks/oidc.json`;
  const disassociate = command`aws eks disassociate-identity-provider-config ${provider}`;
  return {
    name: "EKS",
    check: checkEks,
    files: (settings) => [
      {
        path: "eks/oidc.json",
        language: "json",
        text: `${JSON.stringify(write(settings), undefined, 2)}\n`,
      },
    ],
    guide: {
      minimum: "An EKS cluster without another OIDC identity provider: it takes one",
      activation:
        "EKS configures its control plane, which takes minutes; nothing is restarted by hand.",
      location: "No node: the identity provider of the cluster in AWS",
      order: [
        "The issuer must be reachable from the internet, with a certificate of a public authority.",
        "Associate the identity provider:",
        associate,
        "Wait until its status is ACTIVE:",
        describe,
      ],
      later: [
        "EKS changes no identity provider: take it away, wait until it is gone, and associate the new one; meanwhile its users are refused.",
        disassociate,
        associate,
      ],
      check: ["The identity provider is ACTIVE:", describe],
      rollback: [
        "Disassociate the identity provider; users of the issuer get in no longer:",
        disassociate,
      ],
    },
  };
}

function write(settings: OneIssuerSettings): Readonly<Record<string, unknown>> {
  const { groups, requiredClaims } = settings;
  return {
    identityProviderConfigName: "issuer",
    issuerUrl: settings.issuerUrl,
    clientId: settings.clientId,
    usernameClaim: settings.usernameClaim,
    usernamePrefix: settings.usernamePrefix,
    ...(groups && { groupsClaim: groups.claim }),
    ...(groups && groups.prefix !== "" && { groupsPrefix: groups.prefix }),
    ...(requiredClaims.length > 0 && {
      requiredClaims: Object.fromEntries(requiredClaims.map(({ claim, value }) => [claim, value])),
    }),
  };
}

function checkEks({ usernamePrefix, groups, requiredClaims }: OneIssuerSettings): string[] {
  const problems: string[] = [];
  for (const prefix of [usernamePrefix, groups?.prefix ?? ""])
    if (prefix.includes("system:"))
      problems.push(`EKS takes no prefix with system: in it: ${JSON.stringify(prefix)}.`);
  for (const { claim, value } of requiredClaims) {
    if ([...claim].length > 63)
      problems.push(`EKS takes at most 63 characters of a required claim: ${claim}`);
    if ([...value].length > 253)
      problems.push(`EKS takes at most 253 characters of a required claim's value: ${value}`);
  }
  return problems;
}
